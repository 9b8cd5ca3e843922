"""`dateline check` and the receiver of traces."""

import pytest

from service.broker.ports import free_port
from service.cli.check_traces import check_traces
from service.settings import Settings
from service.telemetry import tracing
from tests.integration.otlp_receiver import OtlpReceiver


def test_nothing_is_said_where_no_traces_are_made() -> None:
    """Without an endpoint there is nothing to check."""
    assert list(check_traces(Settings(otlp_endpoint=None))) == []


def test_receiver_that_answers_is_fine() -> None:
    """It was asked as a stage process asks it, with no span."""
    with OtlpReceiver() as receiver:
        (result,) = check_traces(Settings(otlp_endpoint=receiver.endpoint, trace_share=0.25))
    assert result.is_fine
    assert "25%" in result.detail
    assert receiver.paths == ["/v1/traces"]
    assert receiver.spans() == []


def test_receiver_that_is_not_there_is_told() -> None:
    """One line names the address and the setting."""
    endpoint = f"http://127.0.0.1:{free_port('127.0.0.1')}"
    (result,) = check_traces(Settings(otlp_endpoint=endpoint))
    assert not result.is_fine
    assert f"{endpoint}/v1/traces" in result.detail
    assert "DATELINE_OTLP_ENDPOINT" in result.detail


def test_missing_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install stands in the line."""
    monkeypatch.setattr(tracing, "find_spec", lambda _: None)
    (result,) = check_traces(Settings(otlp_endpoint="http://127.0.0.1:4318"))
    assert not result.is_fine
    assert "dateline[tracing]" in result.detail
