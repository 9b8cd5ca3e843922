"""Plain text: decoded and no more. Headline, dateline and paragraphs are found by `service.normalize`."""

import msgspec

from service.codecs.payload import Reading, Refused, has_content, with_claims
from service.model import DeadLetter, Draft, Reason


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
    return (with_claims(draft, reading.payload.claims),)


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
