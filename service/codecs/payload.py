"""What is handed from the message to a codec: bytes, coordinates, what is declared, and how to refuse.

A `Payload` is what lies in front of us before its text is known, a `Reading` is the same with text and
format settled. A codec is a function from a `Reading` to one `Draft` or `DeadLetter` per item; it raises
`Refused` when nothing in the message can be read. Which codec reads what is `service.codecs.decoder`.
"""

import msgspec

from service.model import Claim, DeadLetter, Draft, Headers, Limits, Message, Reason, StageName, Struct
from service.record import Origin, Provenance

STAGE = "decode"


class Refused(Exception):
    """The whole payload cannot be read; carries the reason and one line for a person."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Claims(Struct, frozen=True, kw_only=True):
    """What is stated around the article, by headers or an envelope, most trusted first."""

    urls: tuple[Claim, ...] = ()
    published: tuple[Claim, ...] = ()
    sources: tuple[Claim, ...] = ()
    languages: tuple[Claim, ...] = ()
    titles: tuple[Claim, ...] = ()
    guid: str | None = None


class Payload(Struct, frozen=True, kw_only=True):
    """Bytes, or text that a JSON string has already decoded, with everything stated about them.

    Attributes:
        data: the bytes; empty when `text` is set.
        text: the text, when no encoding is left to be found.
        content_type: the declared type, as declared, with its parameters.
        content_type_evidence: who declares it (`header:content-type`, `envelope:content_type`).
    """

    data: bytes = b""
    text: str | None = None
    content_type: str | None = None
    content_type_evidence: str | None = None
    claims: Claims = Claims()
    input_id: str | None = None
    origin: Origin
    received_ms: int | None = None
    limits: Limits
    provenance: tuple[Provenance, ...] = ()


class Reading(Struct, frozen=True, kw_only=True):
    """A payload whose text and format are settled."""

    payload: Payload
    text: str
    format: str
    provenance: tuple[Provenance, ...] = ()

    def draft(self, item: int = 0) -> Draft:
        """Return an empty draft of one item, with its coordinates and how it was read."""
        payload = self.payload
        return Draft(
            origin=msgspec.structs.replace(payload.origin, item=item),
            format=self.format,
            input_id=payload.input_id,
            received_ms=payload.received_ms,
            provenance=self.provenance,
        )

    def dead_letter(self, item: int, reason: Reason, detail: str) -> DeadLetter:
        """Return the dead letter of one item."""
        return dead_letter(self.payload, reason, detail, item=item, content_type=self.format)


def dead_letter(
    payload: Payload, reason: Reason, detail: str, *, item: int = 0, content_type: str | None = None
) -> DeadLetter:
    """Return the dead letter of one item of `payload`; item 0 stands for a message with no items."""
    return DeadLetter(
        reason=reason,
        stage=StageName.NORMALIZE,
        detail=" ".join(detail.split())[:500],
        origin=msgspec.structs.replace(payload.origin, item=item),
        input_id=payload.input_id,
        content_type=content_type or payload.content_type,
    )


def payload_of(message: Message, limits: Limits) -> Payload:
    """Read the headers of a raw message: `content-type`, `url`, `source`, `published`.

    A header that is not UTF-8 is passed over and noted. Where a name repeats, the last one counts.
    """
    found, unreadable = _headers(message.headers)
    return Payload(
        data=message.value or b"",
        content_type=found.get("content-type"),
        content_type_evidence="header:content-type" if "content-type" in found else None,
        claims=Claims(
            urls=_claim(found, "url"), published=_claim(found, "published"), sources=_claim(found, "source")
        ),
        origin=message.origin,
        received_ms=message.timestamp_ms,
        limits=limits,
        provenance=tuple(
            Provenance(stage=STAGE, method="header", field=name, decision="passed over: not UTF-8")
            for name in unreadable
        ),
    )


def with_claims(draft: Draft, claims: Claims) -> Draft:
    """Put what headers and envelope state in front of what the article's own format states.

    A mail's subject comes last: copy has a headline of its own, mostly.
    """
    return msgspec.structs.replace(
        draft,
        urls=claims.urls + draft.urls,
        published=claims.published + draft.published,
        sources=claims.sources + draft.sources,
        languages=claims.languages + draft.languages,
        titles=draft.titles + claims.titles,
        guid=draft.guid or claims.guid,
    )


def has_content(text: str) -> bool:
    """Whether there is a letter or a digit of any script in `text`."""
    return any(character.isalnum() for character in text)


def _headers(headers: Headers) -> tuple[dict[str, str], tuple[str, ...]]:
    found: dict[str, str] = {}
    unreadable = []
    for name, value in headers:
        try:
            text = (value or b"").decode().strip()
        except UnicodeDecodeError:
            unreadable.append(name.lower()[:100])
            continue
        if text:
            found[name.lower()] = text
    return found, tuple(unreadable)


def _claim(found: dict[str, str], name: str) -> tuple[Claim, ...]:
    return (Claim(value=found[name], evidence=f"header:{name}"),) if name in found else ()
