"""How Dateline is deployed: the image, its acceptance, dashboards as code, and what Kubernetes is given."""
