"""The part of `dateline check` about traces: whether they can be made, and whether anybody takes them."""

import logging
from collections.abc import Iterator

from service.cli.check_result import Result, fine, wrong
from service.settings import Settings
from service.telemetry.tracing import TracingUnavailable, require_tracing, traces_address


def check_traces(settings: Settings) -> Iterator[Result]:
    """The receiver of traces answers; nothing where none is set."""
    if settings.otlp_endpoint is None:
        return
    try:
        require_tracing(settings.otlp_endpoint)
    except TracingUnavailable as error:
        yield wrong("traces", str(error))
        return
    from service.telemetry.tracing_otlp import takes_traces  # noqa: PLC0415 - an extra, and slow to import

    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)  # what went wrong is our one line
    address = traces_address(settings.otlp_endpoint)
    if takes_traces(address):
        yield fine("traces", f"to {address}, of {settings.trace_share:.0%} where the sender says nothing")
    else:
        yield wrong("traces", f"no receiver of OTLP takes them at {address}; see DATELINE_OTLP_ENDPOINT")
