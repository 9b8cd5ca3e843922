"""E-mailed copy: a mail is an envelope around the article, with headers, parts and encodings of its own.

Opening it gives a new payload around the text that a reader would see, which is then recognised like any
other. Parsing is the standard library's `email` (RFC 5322, RFC 2045 to 2047, RFC 3676); what correspondents
wrote around the copy is `service.codecs.mail_text`.
"""

import email
import email.errors
import email.header
import email.policy
import email.utils
import re
from email.message import Message

import msgspec

from service.codecs.encoding import decode_text
from service.codecs.formats import media_type
from service.codecs.mail_text import article_of, clean_subject
from service.codecs.payload import STAGE, Claims, Payload, Refused
from service.model import Claim, Reason
from service.record import Provenance

MEDIA_TYPE = "message/rfc822"
_LOOK = 16 * 1024  # bytes in which the headers must begin to be told
_MOST_PARTS = 200
_MOST_NESTED = 50
_MOST_DELIMITERS = 2_000  # lines that begin with two hyphens
_NESTING = re.compile(rb"boundary\*?\d?=", re.IGNORECASE)
_MESSAGES = re.compile(rb"message/|multipart/", re.IGNORECASE)
_LONGEST_HEADER = 2_000  # characters of a header that is read
_FEWEST_WORDS = 20  # of a text part, below which a longer part is looked for
_LINE = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,40}):[ \t]?(?=\S|\r?\n[ \t])")
_FIELD_LINES = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_MBOX = re.compile(rb"From \S+ [^\n]*\n")
_ADDRESSING = frozenset({b"from", b"to", b"subject", b"date", b"sender", b"delivered-to", b"return-path"})
_TRACE = frozenset(
    {b"received", b"message-id", b"mime-version", b"content-type", b"return-path", b"delivered-to"}
)
_BODY = re.compile(r"<body\b[^>]*>(.*?)(?:</body\s{0,9}>|$)", re.IGNORECASE | re.DOTALL)
_SOFT_END = re.compile(rb"(?<!^--)(?<!\n--) \r?\n(?![ >\r\n])")
_TEXTUAL = frozenset({"7bit", "8bit", "binary", ""})


def is_mail(payload: Payload) -> bool:
    """Return whether the payload begins with the header lines of a mail, or is declared one and may be.

    Headers that people write above copy (`From:`, `Subject:`, `Date:`) are enough.
    """
    start = _start(payload)
    if not start or start[:1] in b"<{[":
        return False
    block = _FIELD_LINES.match(start)
    if block is None:
        return False
    names = {match[1].lower() for line in block[0].split(b"\n") if (match := _LINE.match(line))}
    is_addressed = b"from" in names and len(names & _ADDRESSING) > 1
    is_transported = len(names & _TRACE) > 1 and bool(names & _ADDRESSING)
    is_declared = media_type(payload.content_type) == MEDIA_TYPE and bool(names & (_ADDRESSING | _TRACE))
    return is_addressed or is_transported or is_declared


def open_mail(outer: Payload) -> Payload:
    """Return the payload inside: the longest text that a reader would see.

    Raises:
        Refused: empty, when no part has text; too_deep, when parts lie in one another without end;
            undecodable, when the part's bytes are no text.
    """
    mail = _parsed(_data(outer))
    part, count = _chosen(mail)
    decoded = decode_text(_bytes_of(part), _declared(part, outer))
    kind = part.get_content_type()
    text, claims = decoded.text, _claims(mail)
    steps: tuple[str, ...] = ()
    if kind == "text/html":
        body = _BODY.search(text)
        text = body[1] if body else text
    else:
        kind, found = "text/plain", article_of(text)
        text, steps = found.text, found.steps
        claims = _forwarded_claims(claims, found.subject, found.date)
    decision = f"{MEDIA_TYPE}: {kind}, one of {count} parts" + "".join(f", {step}" for step in steps)
    opened = Provenance(stage=STAGE, method="mail-headers", field="format", decision=decision)
    return msgspec.structs.replace(
        outer,
        data=b"",
        text=text,
        content_type=kind,
        content_type_evidence="mail:content-type",
        claims=_joined(outer.claims, claims),
        provenance=(*outer.provenance, opened, *decoded.provenance),
    )


def _start(payload: Payload) -> bytes:
    start = payload.data[:_LOOK] if payload.text is None else payload.text[:_LOOK].encode("utf-8", "replace")
    return _MBOX.sub(b"", start.lstrip(b" \t\r\n\xef\xbb\xbf").replace(b"\r\n", b"\n"), count=1)


def _data(payload: Payload) -> bytes:
    data = payload.data if payload.text is None else payload.text.encode("utf-8", "replace")
    return data.lstrip(b" \t\r\n\xef\xbb\xbf")


def _parsed(data: bytes) -> Message:
    """Parse the mail, unless it was made to be parsed without end."""
    nested = sum(len(marks.findall(data)) for marks in (_NESTING, _MESSAGES))
    if nested > _MOST_NESTED:
        raise Refused(Reason.TOO_DEEP, f"a mail with more than {_MOST_NESTED} parts in one another")
    if data.count(b"\n--") > _MOST_DELIMITERS:
        raise Refused(Reason.OVERSIZE, f"a mail with more than {_MOST_DELIMITERS} delimiters")
    return email.message_from_bytes(_MBOX.sub(b"", data, count=1), policy=email.policy.compat32)


def _chosen(mail: Message) -> tuple[Message, int]:
    """Choose plain text before HTML and the body before attachments; a longer part where that is a note."""
    parts: list[Message] = []
    for part in mail.walk():
        if len(parts) >= _MOST_PARTS:
            raise Refused(Reason.OVERSIZE, f"a mail of more than {_MOST_PARTS} parts")
        if not part.is_multipart():
            parts.append(part)
    texts = [part for part in parts if part.get_content_type() in ("text/plain", "text/html")]
    ranked = sorted(texts, key=_rank, reverse=True)
    if not ranked or not _rank(ranked[0])[2]:
        raise Refused(Reason.EMPTY, f"a mail of {len(parts)} parts without text")
    return ranked[0], len(parts)


def _rank(part: Message) -> tuple[bool, bool, int]:
    words = len(_bytes_of(part).split())
    is_body = part.get_content_disposition() != "attachment"
    is_long = words >= _FEWEST_WORDS
    return is_long, is_body and part.get_content_type() == "text/plain", words


def _bytes_of(part: Message) -> bytes:
    """Return the part's bytes without its transfer encoding, lines that were only wrapped joined."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if str(part.get_param("format", "")).lower() == "flowed":
        glue = b"" if str(part.get_param("delsp", "")).lower() == "yes" else b" "
        data = _SOFT_END.sub(glue, data)
    return data


def _declared(part: Message, outer: Payload) -> str:
    """Return the part's type with its charset; a mail that came as text has been decoded already."""
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
    charset = part.get_content_charset()
    if outer.text is not None and encoding in _TEXTUAL:
        charset = "utf-8"
    return f"{part.get_content_type()}; charset={charset}" if charset else part.get_content_type()


def _claims(mail: Message) -> Claims:
    subject = clean_subject(_header(mail, "subject"))
    return Claims(
        published=_claim("mail:date", _header(mail, "date")),
        titles=_claim("mail:subject", subject),
        guid=_header(mail, "message-id") or None,
    )


def _forwarded_claims(claims: Claims, subject: str, date: str) -> Claims:
    """Put what a forwarded mail's header states before what the mail around it does."""
    return msgspec.structs.replace(
        claims,
        titles=_claim("mail:forwarded-subject", clean_subject(subject)) or claims.titles,
        published=_claim("mail:forwarded-date", date) + claims.published,
    )


def _joined(outer: Claims, found: Claims) -> Claims:
    return msgspec.structs.replace(
        outer,
        published=outer.published + found.published,
        titles=outer.titles + found.titles,
        guid=outer.guid or found.guid,
    )


def _header(mail: Message, name: str) -> str:
    """Return a header with its encoded words decoded; '' when it is absent or cannot be."""
    raw = str(mail.get(name, ""))[:_LONGEST_HEADER]
    try:
        return " ".join(str(email.header.make_header(email.header.decode_header(raw))).split())
    except (email.errors.HeaderParseError, LookupError, ValueError):
        return " ".join(raw.split())


def _claim(evidence: str, value: str) -> tuple[Claim, ...]:
    return (Claim(value=value, evidence=evidence),) if value else ()
