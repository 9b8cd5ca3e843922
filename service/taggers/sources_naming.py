"""Say who a phrase names: "the chief mediator, Ingrid Solheim" and "Ann Lee, head of the fund" name persons.

A person counts whose name is the phrase's head or stands beside it as its apposition; one behind a
preposition does not ("aides to Mr Lee"). Phrases without a person are `service.taggers.sources_names`.
"""

import itertools
import re

from service.taggers.quotes_speakers import Named, Speakers
from service.taggers.sources_names import head_of

_POSSESSIVE = re.compile(r"^['’]s?\b")
_FULL_NAME = re.compile(
    r"[A-ZÀ-ÞŠŽČ][\w’'.-]+(?:\s(?:(?:de|da|von|van|der|bin|al|el|del|la)\s){0,2}[A-ZÀ-ÞŠŽČ][\w’'.-]+){1,3}"
)
_JOINED = re.compile(r"^(?:,|,? (?:and|und|et|y|e|&)|, (?:and|und|et|y))\s(?:the\s)?$")
_GOVERNS = re.compile(r"\s(?:of|to|for|with|by|from|in|at|on|about|near|and|or)\s|['’]s\s+$")
_SEVERAL = re.compile(r"^(?:[Bb]oth\s|[Tt]he\s)?$")
_CLAUSE_OPENS = re.compile(r"(?:^|[.!?:;”\"“\n]|\b(?:that|and|but|when|as|while|because|said|says),?)\s*$")


def person_meant(body: str, speakers: Speakers, start: int, end: int) -> Named | None:
    """Return the person that the phrase `body[start:end]` names at its head or in apposition."""
    inside = [m for m in speakers.within(start, end) if m.start >= start and m.end <= end and m.is_person]
    phrase = body[start:end]
    head_end = start + len(head_of(phrase))
    for mention in inside:
        if _POSSESSIVE.match(body[mention.end : min(end, mention.end + 3)]):
            continue
        if mention.end == head_end or _is_apposition(body, mention, start, end):
            return mention
        if mention.end == end and _is_head(body, speakers, mention, start):
            return mention
    return None


def _is_apposition(body: str, mention: Named, start: int, end: int) -> bool:
    """Say whether a name stands between commas, or behind the last: "her editor, Nikos Stamatiou"."""
    before, after = (
        body[max(start, mention.start - 2) : mention.start],
        body[mention.end : min(end, mention.end + 2)],
    )
    return before == ", " and (not after or after.startswith((",", " (", ")")))


def _is_head(body: str, speakers: Speakers, mention: Named, start: int) -> bool:
    """Say whether a name closes the phrase and no preposition governs it.

    "University of Auckland astrophysicist Jan Eldridge": the preposition is the university's own. Nor does
    one where the name follows that of a body: "director for Africa of the ILO Ann Lee".
    """
    others = [m for m in speakers.within(start, mention.start) if not m.is_person and m.end <= mention.start]
    if any(m.end + 1 == mention.start for m in others):
        return True
    before = body[start : mention.start]
    for other in others:
        before = before.replace(body[other.start : other.end], "")
    return _GOVERNS.search(f" {before} ") is None


def name_in_apposition(phrase: str) -> str | None:
    """Return a full name that stands by itself between commas, by its shape alone."""
    parts = [part.strip() for part in re.split(r"[,(]", phrase)[1:]]
    return next((part for part in parts if _FULL_NAME.fullmatch(part)), None)


def person_before(body: str, speakers: Speakers, start: int, end: int, cue: int | None) -> Named | None:
    """Return the person whose apposition the phrase is: "Ravi Menon, director of the fund (MAS), said"."""
    if cue is None or "," not in body[end:cue] or body[max(0, start - 2) : start] != ", ":
        return None
    mention = next(
        (m for m in speakers.within(start - 3, start - 2) if m.end == start - 2 and m.is_person), None
    )
    if mention is None or not _CLAUSE_OPENS.search(body[max(0, mention.start - 14) : mention.start]):
        return None
    return mention


def joined(body: str, speakers: Speakers, start: int, end: int) -> list[Named]:
    """Return the names of a phrase that is nothing but names: "the IMF and the World Bank"."""
    inside = [m for m in speakers.within(start, end) if m.start >= start and m.end <= end]
    inside = [m for i, m in enumerate(inside) if not i or m.start >= inside[i - 1].end]
    if len(inside) < 2 or inside[-1].end != end or not _SEVERAL.match(body[start : inside[0].start]):
        return []
    gaps = [body[a.end : b.start] for a, b in itertools.pairwise(inside)]
    is_list = all(_JOINED.match(gap) for gap in gaps) and any(not gap.startswith(", ") for gap in gaps)
    return inside if is_list else []
