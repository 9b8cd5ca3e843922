"""Pair quotation marks: straight, curly, doubled apostrophes, guillemets, German low marks, single ones.

Gives stretches between marks. Whether a stretch is speech, a title or a scare quote is for
`service.taggers.quotes_direct`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Quoted(NamedTuple):
    """A stretch in quotation marks: `start` and `end` are its words', `outer_*` include the marks."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    open_ended: bool = False


# Opening mark → the marks that close it. Swedish closes with what English opens; German with “.
_PAIRS = {
    "“": '”“"',
    "„": '“”"',
    "«": "»",
    "»": "«",
    "‹": "›",
    "「": "」",
    "『": "』",
    '"': '"”“',
    "”": "”",
    "''": "''",
    "``": "''",
    "‘": "’",
    "'": "'",
}
_MARK = re.compile(r"''|``|[“”„«»‹›「」『』\"]|[‘’'](?=\W|$)|(?<![\w’'])[‘'](?=\w)")
# All of them but an apostrophe inside a word.
_ANY = re.compile(r"[“”„«»‹›「」『』\"‘’'`](?<!\w[‘’'](?=\w))")
_LONGEST_SINGLE = 600


def quoted_in(body: str, start: int, end: int) -> list[Quoted]:
    """Return the quoted stretches of the paragraph `body[start:end]`, outermost only, in order.

    A paragraph whose last opening mark is never closed yields an open-ended stretch to its end: a
    quotation that the next paragraph goes on with.
    """
    if _ANY.search(body, start, end) is None:
        return []
    found: list[Quoted] = []
    opened: re.Match[str] | None = None
    for mark in _marks(body, start, end):
        text = mark.group()
        if opened is None:
            if _opens(body, mark, start):
                opened = mark
        elif text in _closers(opened.group()) and _closes(body, mark, end):
            found.append(_quoted(opened, mark))
            opened = None
    if opened is not None and opened.group() not in {"'", "‘", "»"} and opened.end() < end:
        found.append(Quoted(opened.end(), end, opened.start(), end, True))
    stripped = (_without_spaces(body, quoted) for quoted in found)
    return [quoted for quoted in stripped if quoted.end > quoted.start]


def _marks(body: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield the marks; a set of characters is sought first, many times faster than what tells them apart."""
    behind = start
    for character in _ANY.finditer(body, start, end):
        if character.start() >= behind and (mark := _MARK.match(body, character.start(), end)) is not None:
            behind = mark.end()
            yield mark


def _without_spaces(body: str, quoted: Quoted) -> Quoted:
    """Leave out the spaces that French puts inside the marks."""
    text = body[quoted.start : quoted.end]
    start = quoted.start + len(text) - len(text.lstrip())
    return quoted._replace(start=start, end=max(start, quoted.start + len(text.rstrip())))


def _closers(mark: str) -> tuple[str, ...]:
    closing = _PAIRS.get(mark, "")
    return (closing,) if closing == "''" else tuple(closing)


def _quoted(opened: re.Match[str], closed: re.Match[str]) -> Quoted:
    return Quoted(opened.end(), closed.start(), opened.start(), closed.end())


def _opens(body: str, mark: re.Match[str], start: int) -> bool:
    text = mark.group()
    if text not in _PAIRS:
        return False
    before = body[mark.start() - 1] if mark.start() > start else " "
    after = body[mark.end() : mark.end() + 1]
    if text in {"'", "‘"}:
        return not before.isalnum() and before not in ".,!?" and after.isalnum()
    if text == "”":
        return not before.isalnum() and before not in ".,!?…" and after.isalnum()
    ends_word = not before.isspace() and before not in "([{—–-/:"
    return bool(after) and not (text == '"' and ends_word and not after.isalnum())


def _closes(body: str, mark: re.Match[str], end: int) -> bool:
    """Say whether a mark closes: an apostrophe inside a word does not, nor a straight mark before a word."""
    after = body[mark.end() : mark.end() + 1] if mark.end() < end else " "
    if mark.group() == "“" and body[mark.start() - 1] not in ",.?!…":
        return not after.isalnum()
    if mark.group() in {"'", "’", '"'}:
        return not after.isalnum()
    return True


_SIGNATURE = re.compile(
    r"\s{0,2}[―—–-]\s?((?:[^\W\d_][\w.'’-]{0,30})"
    r"(?:\s(?:(?:de|da|la|van|von|al|bin|of)\s)?[^\W\d_a-z][\w.'’-]{0,30}){0,4})"
    r"[.\s]*(?:,[^.\n]{0,80})?$"
)


def signature(body: str, quoted: Quoted, end: int) -> tuple[int, int] | None:
    """Return the name that stands behind a quotation after a dash, up to the paragraph's end."""
    match = _SIGNATURE.match(body, quoted.outer_end, end)
    if match is None or not match.group(1)[0].isupper():
        return None
    return match.start(1), match.start(1) + len(match.group(1).rstrip("."))
