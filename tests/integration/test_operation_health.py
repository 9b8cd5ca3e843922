"""The service from outside: its port, its log, its end."""

import json
import urllib.request

from prometheus_client.parser import text_string_to_metric_families

from tests.integration.real_service import RealService, envelope, input_id, produce

UNITS = (
    "_seconds",
    "_bytes",
    "_records",
    "_messages",
    "_articles",
    "_info",
    "_ratio",
    "_processes",
    "_open",
    "_assigned",
)


async def test_metrics_are_named_by_the_conventions(real_service: RealService) -> None:
    """One prefix, base units, a help text each, labels that are bounded."""
    value = envelope(
        "for-metrics", "Measured\n\nLIMA, Peru - A bridge was measured on Monday, the city said.\n"
    )
    await produce(real_service.bootstrap, real_service.topics.raw, [(None, value, ())])
    await real_service.found(real_service.topics.enriched, lambda r: input_id(r) == "for-metrics")
    _, text = real_service.worker.get("/metrics")
    families = list(text_string_to_metric_families(text))

    assert len(families) > 20
    for family in families:
        assert family.name.startswith("dateline_"), family.name
        assert family.documentation
        assert family.type == "counter" or family.name.endswith(UNITS), family.name
        for sample in family.samples:
            assert "pid" not in sample.labels


def test_port_answers_with_its_content_types(real_service: RealService) -> None:
    """Prometheus gets its text format, probes get JSON."""
    port = real_service.worker.wait_for("http_listening")[-1]["port"]
    types = {}
    for path in ("metrics", "livez", "readyz", ""):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=10) as answer:
            types[path] = (answer.status, answer.headers["Content-Type"].split(";")[0])

    assert types == {
        "metrics": (200, "text/plain"),
        "livez": (200, "application/json"),
        "readyz": (200, "application/json"),
        "": (200, "text/html"),
    }


def test_every_line_of_the_log_is_one_event(real_service: RealService) -> None:
    """Not on a terminal, so every line is a JSON object with time, level and event."""
    lines = real_service.worker.log.read_text().splitlines()

    assert len(lines) > 5
    for line in lines:
        assert {"timestamp", "level", "event"} <= set(json.loads(line)), line


def test_taken_port_is_one_event_that_says_what_to_do(real_service: RealService) -> None:
    """A second worker on the same port ends at once, in the log's own form."""
    port = real_service.worker.wait_for("http_listening")[-1]["port"]
    environment = {**real_service.environment, "DATELINE_HTTP_PORT": str(port)}
    second = RealService(real_service.bootstrap, real_service.topics, environment, real_service.worker)

    ended = second.command("worker", "--stages", "normalize")

    events = [json.loads(line) for line in ended.stderr.splitlines()]
    assert ended.returncode == 1
    assert "set DATELINE_HTTP_PORT" in events[-1]["reason"]
    assert events[-1]["event"] == "worker_failed"


def test_tail_of_no_topic_is_one_line(real_service: RealService) -> None:
    """A misspelt name is told at once."""
    ended = real_service.command("tail", "--topic", "nonesuch", "--no-follow", "--from-beginning")

    assert ended.returncode == 1
    assert ended.stderr == "Error: no such topic: nonesuch; see: dateline topics\n"
