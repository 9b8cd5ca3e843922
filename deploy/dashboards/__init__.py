"""Dashboards as code: each file says what one shows, `python -m deploy.dashboards` writes them for Grafana.

The JSON under `deploy/grafana/dashboards` is never edited by hand. Every query is run by a test against a
real Prometheus that reads a real worker under load.
"""
