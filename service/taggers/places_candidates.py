"""Which places a name may mean, as it is printed: also in capitals, with "province" or "city of" around it.

Which of them is meant in an article is decided in `service.taggers.places_resolution`; the places are
`service.taggers.places_gazetteer`.
"""

import functools
import re
from collections.abc import Callable, Iterator

from service.taggers.places_gazetteer import PlaceEntry, PlaceNames, load_places

_HEAD_BEFORE = re.compile(
    r"^(?:the\s)?(?:City|Town|State|Province|County|District|Region|Island|Kingdom|Republic) of "
)
_HEAD_AFTER = re.compile(
    r"\s(?:[Pp]rovince|[Ss]tate|[Dd]istrict|[Rr]egion|[Cc]ity|[Ii]slands?|[Gg]overnorate|[Oo]blast|[Pp]refecture)$"
)
_DIRECTION = re.compile(
    r"^(?:[Nn]orth|[Ss]outh|[Ee]ast|[Ww]est|[Nn]orth-?[Ee]ast|[Cc]entral|[Nn]orthern|[Ss]outhern|[Ee]astern|"
    r"[Ww]estern|[Ii]nner|[Gg]reater|[Uu]pper|[Ll]ower)(?:ern)?\s"
)
_ARTICLE = re.compile(r"(?:(?<=[ -])|^)([AaEe][lnrstdz]|[Aa]sh|[Ee]sh)[ -](?=[A-ZÀ-Þ])")
_PARTED = 100_000  # inhabitants of a city that has a north and a south that are spoken of


def candidates_of(name: str) -> tuple[PlaceEntry, ...]:
    """Return the places a name may mean, also with "province" or "city of" around it."""
    by_name = load_places().by_name
    if _REMEMBERED.by_name is not by_name:
        _REMEMBERED.by_name = by_name
        _REMEMBERED.find = functools.lru_cache(maxsize=1 << 13)(functools.partial(_candidates, by_name))
    return _REMEMBERED.find(name)


class _Remembered:
    """What the names met lately may mean in the places in force; news names the same ones every day."""

    by_name: PlaceNames | None = None
    find: Callable[[str], tuple[PlaceEntry, ...]]


_REMEMBERED = _Remembered()


def _candidates(by_name: PlaceNames, name: str) -> tuple[PlaceEntry, ...]:
    for attempt in _attempts(name):
        found = by_name.get(attempt)
        if found:
            return found if not name.endswith("D.C.") else tuple(p for p in found if p.iso_3166_2 == "US-DC")
    within = by_name.get(_DIRECTION.sub("", name))
    return tuple(place for place in within if not 0 < place.population < _PARTED)  # not the "West" of Texas


def _attempts(name: str) -> Iterator[str]:
    """Yield what to look a name up by, until something is found."""
    yield name
    yield _HEAD_BEFORE.sub("", name)
    yield _HEAD_AFTER.sub("", name)
    yield from _spellings(name)
    if "’" in name:
        yield name.replace("’", "'")
    if name.endswith("D.C."):
        yield name.partition(",")[0]
    if name.isupper() and len(name) > 3:
        yield name.title()


def _spellings(name: str) -> tuple[str, ...]:
    """Return a name with an Arabic article in the ways in which it is written: Sharm El-Sheikh, el Sheikh."""
    article = _ARTICLE.search(name)
    if article is None:
        return ()
    before, word, after = name[: article.start()], article[1].lower(), name[article.end() :]
    forms = (f"{before}{form}{joint}{after}" for form in (word, word.capitalize()) for joint in ("-", " "))
    return tuple(form for form in forms if form != name)
