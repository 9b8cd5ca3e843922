"""Read a Wikidata JSON dump: one entity a line, in one array that nobody could hold in memory.

Takes people, organisations and places that enough Wikipedias write about. Source of the format:
https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html. Wikidata is CC0.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import orjson

from service.gazetteer.geonames import Counts
from service.gazetteer.user_file import LONGEST_NAME, Kind, UserEntry

ENTITY = "http://www.wikidata.org/entity/"
LONGEST_LINE = 64 * 1024 * 1024  # an entity is some kilobytes, a few are megabytes
_MOST_NAMES = 30

HUMAN = "Q5"
# What an item is an instance of (P31) when it is an organisation; subclasses are not followed.
ORGANISATIONS = frozenset(
    (
        "Q43229 Q4830453 Q6881511 Q783794 Q891723 Q167037 Q7278 Q7210356 Q327333 Q2659904 Q192350 "
        "Q163740 Q79913 Q484652 Q245065 Q3918 Q875538 Q902104 Q38723 Q1664720 Q31855 Q748019 Q22687 "
        "Q46970 Q740752 Q192283 Q11032 Q1110794 Q1616075 Q15265344 Q2085381 Q476028 Q12973014 Q176799 "
        "Q17149090 Q178790 Q16917 Q41487 Q35749"
    ).split()
)


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Which items become entries.

    Attributes:
        least_sitelinks: Wikimedia pages about an item, a measure of how much it is named.
        languages: of names; the first that an item has gives its main name.
        kinds: of entries.
    """

    least_sitelinks: int = 20
    languages: tuple[str, ...] = ("en", "de", "fr", "es")
    kinds: frozenset[str] = frozenset({"person", "organisation"})


def read_entries(lines: Iterable[bytes], choice: Choice, counts: Counts) -> Iterator[UserEntry]:
    """Yield the entries chosen, in the order of the dump; a line that is no item is counted and passed over.

    A country's code is known from the country's own item on, which stands near the beginning of a dump.
    """
    codes: dict[str, str] = {}
    for line in lines:
        counts.lines += 1
        text = line.strip().rstrip(b",")
        if text in (b"", b"[", b"]"):
            continue
        try:
            entry = _entry(orjson.loads(text), choice, codes) if len(text) <= LONGEST_LINE else None
        except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError, ValueError):
            counts.unreadable += 1
            continue
        if entry is not None:
            counts.kept += 1
            yield entry


def _entry(item: dict[str, Any], choice: Choice, codes: dict[str, str]) -> UserEntry | None:
    claims = item.get("claims") or {}
    codes.update((item["id"], str(code)) for code in _values(claims, "P297"))
    if item.get("type", "item") != "item" or len(item.get("sitelinks") or {}) < choice.least_sitelinks:
        return None
    kind = _kind(claims)
    names = _names(item, choice.languages)
    if kind not in choice.kinds or not names:
        return None
    country = next((codes[q] for q in _items(claims, "P17", "P27") if q in codes), "")
    point: dict[str, Any] = next(_values(claims, "P625"), {})
    number = str(next(_values(claims, "P1566"), ""))
    return UserEntry(
        kind=kind,
        name=names[0],
        aliases=tuple(names[1:]),
        uri=ENTITY + item["id"],
        country=country if len(country) == 2 and country.isupper() else "",
        lat=float(point["latitude"]) if kind == "place" else None,
        lon=float(point["longitude"]) if kind == "place" else None,
        geonames_id=int(number) if kind == "place" and number.isdigit() else None,
    )


def _kind(claims: dict[str, Any]) -> Kind:
    """Return what an item is; `none` when it is nothing we look for."""
    classes = set(_items(claims, "P31"))
    if HUMAN in classes:
        return "person"
    if classes & ORGANISATIONS:
        return "organisation"
    return "place" if "P625" in claims and "P1566" in claims else "none"


def _names(item: dict[str, Any], languages: tuple[str, ...]) -> list[str]:
    """Return the label in the first language that has one, then the other labels and all aliases."""
    labels, aliases = item.get("labels") or {}, item.get("aliases") or {}
    found = [labels[language]["value"] for language in languages if language in labels]
    found += [alias["value"] for language in languages for alias in aliases.get(language, ())]
    plain = (" ".join(str(name).split()) for name in found)
    return [name for name in dict.fromkeys(plain) if _is_usable(name)][:_MOST_NAMES]


def _is_usable(name: str) -> bool:
    """Whether a name can stand in a user's file and in a text: no initials, nothing in small letters."""
    is_plain = (
        2 < len(name) <= LONGEST_NAME and name.isprintable() and not any(mark in name for mark in ";\t")
    )
    return is_plain and any(char.isupper() or not char.isascii() for char in name)


def _values(claims: dict[str, Any], *properties: str) -> Iterator[Any]:
    """Yield the values of statements that are in force, preferred ones first."""
    statements = [
        one for name in properties for one in claims.get(name, ()) if one.get("rank") != "deprecated"
    ]
    for statement in sorted(statements, key=lambda one: one.get("rank") != "preferred"):
        value = statement.get("mainsnak", {}).get("datavalue", {}).get("value")
        if value is not None:
            yield value


def _items(claims: dict[str, Any], *properties: str) -> Iterator[str]:
    return (
        value["id"] for value in _values(claims, *properties) if isinstance(value, dict) and "id" in value
    )
