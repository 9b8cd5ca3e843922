"""Plain text: decoded and no more. Headline, dateline and paragraphs are found by `service.normalize`."""

import msgspec

from service.codecs.mail_text import article_of, clean_subject, is_forwarded
from service.codecs.payload import STAGE, Reading, Refused, has_content, with_claims
from service.model import Claim, DeadLetter, Draft, Reason
from service.record import Provenance


def decode_plain(reading: Reading) -> tuple[Draft | DeadLetter, ...]:
    """Return the text as one article.

    Raises:
        Refused: empty, when it has neither letter nor digit; oversize, when a single line is longer than
            any paragraph that somebody wrote, or there are more lines than in any article.
    """
    if not has_content(reading.text):
        raise Refused(Reason.EMPTY, "no letter or digit in the text")
    check_lines(reading)
    draft = msgspec.structs.replace(reading.draft(), text=reading.text)
    if is_forwarded(reading.text):
        draft = _forwarded(draft, reading.text)
    return (with_claims(draft, reading.payload.claims),)


def _forwarded(draft: Draft, text: str) -> Draft:
    """Return the draft of the mail that was forwarded, pasted as text without its own headers."""
    found = article_of(text)
    subject = clean_subject(found.subject)
    steps = ", ".join(found.steps)
    return msgspec.structs.replace(
        draft,
        text=found.text,
        titles=(Claim(value=subject, evidence="mail:forwarded-subject"),) if subject else (),
        published=(Claim(value=found.date, evidence="mail:forwarded-date"),) if found.date else (),
        provenance=(
            *draft.provenance,
            Provenance(stage=STAGE, method="mail-text", field="format", decision=steps or "left as it is"),
        ),
    )


def check_lines(reading: Reading) -> None:
    """Refuse a text with too many lines or a line too long, on which every later step would spend its time.

    Raises:
        Refused: oversize.
    """
    most, lines = reading.payload.limits.lines, reading.text.count("\n") + 1
    if lines > most:
        raise Refused(Reason.OVERSIZE, f"a text of {lines} lines; the limit is {most}")
    limit = reading.payload.limits.line_chars
    longest = max(map(len, reading.text.splitlines()), default=0) if len(reading.text) > limit else 0
    if longest > limit:
        raise Refused(Reason.OVERSIZE, f"a line of {longest} characters; the limit is {limit}")
