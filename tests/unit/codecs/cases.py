"""What the tests of the codecs share: decode bytes to the single outcome that is expected."""

from service.codecs import decode
from service.model import DeadLetter, Draft, Headers, Limits, Message
from service.record import Origin

ORIGIN = Origin(topic="articles.raw", partition=1, offset=5, item=0)
Item = Draft | DeadLetter


def outcomes(value: bytes | str | None, content_type: str | None = None, **headers: str) -> tuple[Item, ...]:
    """Decode a message with these headers under the default limits."""
    data = value.encode() if isinstance(value, str) else value
    stated = {"content-type": content_type, **headers}
    pairs: Headers = tuple((name, text.encode()) for name, text in stated.items() if text is not None)
    return decode(Message(value=data, headers=pairs, origin=ORIGIN, timestamp_ms=7), Limits())


def drafts(value: bytes | str, content_type: str | None = None, **headers: str) -> list[Draft]:
    """Decode a message of which every item must be readable."""
    found = outcomes(value, content_type, **headers)
    assert all(isinstance(item, Draft) for item in found), found
    return [item for item in found if isinstance(item, Draft)]


def draft(value: bytes | str, content_type: str | None = None, **headers: str) -> Draft:
    """Decode a message of one readable item."""
    (found,) = drafts(value, content_type, **headers)
    return found


def letter(value: bytes | str | None, content_type: str | None = None, **headers: str) -> DeadLetter:
    """Decode a message that must end as one dead letter."""
    (found,) = outcomes(value, content_type, **headers)
    assert isinstance(found, DeadLetter), found
    return found


def values(claims: tuple[object, ...]) -> list[str]:
    """Return the values of claims."""
    return [str(getattr(claim, "value", claim)) for claim in claims]


def decision(found: Draft, field: str) -> list[tuple[str, str | None]]:
    """Return method and decision of every provenance entry about `field`."""
    return [(step.method, step.decision) for step in found.provenance if step.field == field]
