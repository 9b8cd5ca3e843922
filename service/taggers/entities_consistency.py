"""Let an article speak for itself: a name recognised once is recognised everywhere in it.

Adds family names after full names, acronyms after what they stand for, and repetitions that the
recogniser passed over; settles on one type for each name.
"""

import re
from collections import Counter
from collections.abc import Iterator

from service.taggers.entities_acronyms import acronyms_in, plain_acronyms, with_full_names
from service.taggers.entities_bodies import with_standing_bodies
from service.taggers.entities_features import is_name_shape
from service.taggers.entities_mentions import Found
from service.taggers.places_candidates import candidates_of


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
    votes: dict[str, dict[str, float]] = {}
    surfaces = [body[item.start : item.end] for item in found]
    for surface, item in zip(surfaces, found, strict=True):
        own = votes.get(surface)
        if own is None:
            own = votes[surface] = {}
        _vote(own, item)
    kinds = {surface: _winner(own) for surface, own in votes.items()}
    family = {name.split()[-1] for name, kind in kinds.items() if kind == "PER" and " " in name}
    result = []
    for surface, item in zip(surfaces, found, strict=True):
        kind = kinds[surface]
        if item.hit is None:
            if surface in family:
                kind = "PER"
            elif kind in {"LOC", "PER"} and _is_rather_body(surface, kind):
                kind = "ORG"
        result.append(item._replace(kind=kind) if kind != item.kind else item)
    return result


def _vote(votes: dict[str, float], item: Found) -> None:
    """Add what one mention says about the type: the recogniser's probabilities, and the known name."""
    kind = item.kind
    if item.kinds is None:
        votes[kind] = votes.get(kind, 0.0) + item.confidence
    else:
        person, body, place = item.kinds
        votes["PER"] = votes.get("PER", 0.0) + 0.5 * person
        votes["ORG"] = votes.get("ORG", 0.0) + 0.5 * body
        votes["LOC"] = votes.get("LOC", 0.0) + 0.5 * place
        votes[kind] = votes.get(kind, 0.0) + 0.5 * item.confidence
    if item.hit is not None and item.hit.kind == kind:
        votes[kind] += 1.0


# Last words of bodies' names that no place or person bears; a hospital or a bank may be a place.
_HEADS = frozenset(
    "School College University Institute Academy Laboratory Polytechnic Commission Committee Council "
    "Ministry Party Association Federation Company Corporation Foundation Society League Airlines "
    "Logistics".split()
)


def _is_rather_body(surface: str, kind: str) -> bool:
    """Whether a "place" or "person" that no table knows has a body's name.

    Its last word says so (Bolton School), or it is a "place" written like an acronym.
    """
    if " " in surface:
        return surface.rpartition(" ")[2] in _HEADS
    return kind == "LOC" and surface.isupper() and 2 <= len(surface) <= 7 and not candidates_of(surface)


def _winner(votes: dict[str, float]) -> str:
    return max(sorted(votes), key=votes.__getitem__)


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


_MOST_WANTED = 400  # surfaces of an article that are looked for again
_JOINED = frozenset("_@#'’-")  # marks that tie a word to the one after them


def _repeated(body: str, found: list[Found], wanted: dict[str, str]) -> list[Found]:
    """Add the places where a wanted surface stands as a whole name and nothing was found."""
    names = list(wanted)
    if len(names) > _MOST_WANTED:
        names = sorted(names, key=lambda name: (-len(name), name))[:_MOST_WANTED]
    counts = Counter([body[item.start : item.end] for item in found])
    places = [place for name in names if body.count(name) > counts[name] for place in _places(body, name)]
    if not places:
        return found
    taken = [(item.start, item.end) for item in found]
    added: list[Found] = []
    at = end = 0
    for start, less in sorted(places):
        if start < end:
            continue
        end = -less
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        if at < len(taken) and taken[at][0] < end:
            continue
        if not _is_part_of_longer(body, end):
            added.append(Found(start, end, wanted[body[start:end]], 0.6))
    return sorted((*found, *added))


def _places(body: str, name: str) -> Iterator[tuple[int, int]]:
    """Yield where a surface stands by itself: start and minus the end, so that longer ones sort first."""
    start = body.find(name)
    while start >= 0:
        end = start + len(name)
        before, after = body[start - 1 : start], body[end : end + 1]
        is_tied = before.isalnum() or before in _JOINED or after.isalnum() or after in _TYING
        if not is_tied:
            yield start, -end
        start = body.find(name, start + 1)


_TYING = frozenset("_-")
_NEXT_NAME = re.compile(r"\s[A-ZÀ-Þ]\w")


def _is_part_of_longer(body: str, end: int) -> bool:
    return body[end - 1] != "." and _NEXT_NAME.match(body, end) is not None
