"""Headers of a raw message."""

from service.codecs.payload import Payload, payload_of
from service.model import Headers, Limits, Message
from tests.unit.codecs.cases import ORIGIN


def _payload(*headers: tuple[str, bytes]) -> Payload:
    pairs: Headers = headers
    return payload_of(Message(value=b"x", headers=pairs, origin=ORIGIN), Limits())


def test_names_are_read_in_any_case_and_the_last_of_a_name_counts() -> None:
    """The producer that wrote last knows best."""
    found = _payload(("Content-Type", b"text/html"), ("content-type", b"text/plain"), ("other", b"1"))

    assert found.content_type == "text/plain"
    assert found.content_type_evidence == "header:content-type"


def test_empty_headers_are_no_claims() -> None:
    """White space states nothing."""
    found = _payload(("url", b"  "), ("content-type", b""))

    assert (found.claims.urls, found.content_type) == ((), None)
