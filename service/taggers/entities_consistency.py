"""Let an article speak for itself: a name recognised once is recognised everywhere in it.

Adds family names after full names, acronyms after what they stand for, and repetitions that the
recogniser passed over; settles on one type for each name.
"""

import re
from collections import defaultdict
from collections.abc import Mapping

from service.taggers.entities_acronyms import acronyms_in, plain_acronyms, with_full_names
from service.taggers.entities_bodies import with_standing_bodies
from service.taggers.entities_features import is_name_shape
from service.taggers.entities_mentions import Found
from service.taggers.places_resolution import candidates_of


def consistent(body: str, found: list[Found]) -> list[Found]:
    """Return the names with one type for each surface, and the repetitions that were missed."""
    settled = _one_type_each(body, with_full_names(body, _with_datelines(body, found)))
    plain = plain_acronyms(body)
    settled = [f for f in settled if body[f.start : f.end] not in plain]
    acronyms = dict.fromkeys(acronyms_in(body, settled), "ORG")
    settled = [f._replace(kind="ORG") if body[f.start : f.end] in acronyms else f for f in settled]
    wanted = _wanted(body, settled) | acronyms
    return with_standing_bodies(body, _repeated(body, settled, wanted))


_DATELINE = re.compile(r"^([A-ZÀ-Þ][A-ZÀ-Þ .'’\-]{2,24}[A-ZÀ-Þ])(?=\s?[,(—–:]|\s-\s)", re.MULTILINE)


def _with_datelines(body: str, found: list[Found]) -> list[Found]:
    """Read a known place in capitals at the start of a paragraph as a place, whatever was made of it."""
    places = [
        Found(match.start(1), match.end(1), "LOC", 0.8)
        for match in _DATELINE.finditer(body)
        if candidates_of(match.group(1))
    ]
    if not places:
        return found
    spans = [(place.start, place.end) for place in places]
    kept = [f for f in found if all(f.end <= start or f.start >= end for start, end in spans)]
    return sorted((*kept, *places))


def _one_type_each(body: str, found: list[Found]) -> list[Found]:
    votes: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for item in found:
        _vote(votes[body[item.start : item.end]], item)
    family = {name.split()[-1] for name, kinds in votes.items() if " " in name and _winner(kinds) == "PER"}
    result = []
    for item in found:
        surface = body[item.start : item.end]
        kind = _winner(votes[surface])
        if surface in family and item.hit is None:
            kind = "PER"
        elif kind == "LOC" and _is_rather_body(surface, item):
            kind = "ORG"
        result.append(item._replace(kind=kind) if kind != item.kind else item)
    return result


def _vote(votes: defaultdict[str, float], item: Found) -> None:
    """Add what one mention says about the type: the recogniser's probabilities, and the known name."""
    if item.kinds is None:
        votes[item.kind] += item.confidence
    else:
        for kind, probability in zip(("PER", "ORG", "LOC"), item.kinds, strict=True):
            votes[kind] += 0.5 * probability
        votes[item.kind] += 0.5 * item.confidence
    if item.hit is not None and item.hit.kind == item.kind:
        votes[item.kind] += 1.0


def _is_rather_body(surface: str, item: Found) -> bool:
    """Whether a "place" is written like an acronym and known to no table: such names are bodies'."""
    return item.hit is None and surface.isupper() and 2 <= len(surface) <= 7 and not candidates_of(surface)


def _winner(votes: Mapping[str, float]) -> str:
    return max(sorted(votes), key=lambda kind: votes[kind])


def _wanted(body: str, found: list[Found]) -> dict[str, str]:
    """Return the surfaces worth looking for elsewhere, and their type."""
    wanted: dict[str, str] = {}
    for item in found:
        surface = body[item.start : item.end]
        if item.kind == "PER" and " " in surface:
            family = _family_name(surface)
            if len(family) > 2 and is_name_shape(family):
                wanted[family] = "PER"
    for item in found:
        surface = body[item.start : item.end]
        if len(surface) > 2 and (item.confidence >= 0.7 or " " in surface):
            wanted[surface] = item.kind
    return wanted


def _family_name(surface: str) -> str:
    words = surface.split()
    return words[-1] if words[-1] not in {"Jr", "Jr.", "Sr", "Sr.", "II", "III"} else words[-2]


def _repeated(body: str, found: list[Found], wanted: dict[str, str]) -> list[Found]:
    """Add the places where a wanted surface stands as a whole name and nothing was found."""
    if not wanted:
        return found
    taken = sorted((item.start, item.end) for item in found)
    added: list[Found] = []
    names = sorted(wanted, key=lambda name: (-len(name), name))[:400]
    pattern = re.compile(r"(?<![\w@#'’\-])(?:" + "|".join(re.escape(name) for name in names) + r")(?![\w\-])")
    at = 0
    for match in pattern.finditer(body):
        while at < len(taken) and taken[at][1] <= match.start():
            at += 1
        if at < len(taken) and taken[at][0] < match.end():
            continue
        if not _is_part_of_longer(body, match.start(), match.end()):
            added.append(Found(match.start(), match.end(), wanted[match.group()], 0.6))
    return sorted((*found, *added))


def _is_part_of_longer(body: str, start: int, end: int) -> bool:
    after = re.match(r"\s([A-ZÀ-Þ][\w]+)", body[end : end + 20])
    return after is not None and body[end - 1] != "."
