"""Write a compiled table of places, as `service.gazetteer.place_table` reads it.

Layout, little-endian: magic; length of the head (4 bytes); the head as JSON; sections, each beginning at
a multiple of 8:

    slots           4 bytes each, a power of two of them: number of a name + 1, or 0
    name_starts     4 bytes each: where a name begins in `names`; one more than names
    names           UTF-8, one after the other
    posting_starts  4 bytes each: where a name's places begin in `postings`; one more than names
    postings        4 bytes each: number of a place
    places          `PLACE` each, most populous first
    codes           ISO 3166-1, first-order code, ISO 3166-2, feature code, parted by tabs, one set a line
    folded          8 bytes each, ascending: xxh3 of folded names
    prominent       names of places so large that the bare name means the place, one a line
    parts           words that occur in names of towns of some size, one a line
    capitals        ISO 3166-1 code, blank, GeoNames id, one a line
"""

import hashlib
from array import array
from collections.abc import Iterable
from pathlib import Path

import msgspec
import xxhash

from service.gazetteer.place_table import DEGREE, MAGIC, PLACE, Head, PlaceEntry

_TOWN = 15_000  # inhabitants of a town whose name of several words is safe
_CITY = 300_000  # and of one whose name of a single word is


class NamedPlace(msgspec.Struct, frozen=True):
    """A place with its numeric id and all its names, the main one first."""

    place: PlaceEntry
    names: tuple[str, ...]
    is_capital: bool = False


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """What the table is made of, in words and as a hash of the inputs."""

    made_of: str
    inputs: str = ""


def write_table(path: Path, places: Iterable[NamedPlace], folded: Iterable[str], sources: Sources) -> Head:
    """Write the table to `path` in one step: a reader sees the old file or the new one.

    Args:
        path: the file.
        places: in any order; each must have a GeoNames id.
        folded: names as `folding.fold` spells them, for look-ups without case.
        sources: told in the head.
    """
    ordered = sorted(places, key=lambda one: (-one.place.population, one.place.geonames_id or 0))
    sections = _sections(ordered, folded)
    content = b"".join(_padded(part) for part in sections.values())
    head = Head(
        version=hashlib.sha256(content).hexdigest()[:12],
        made_of=sources.made_of,
        inputs=sources.inputs,
        places=len(ordered),
        names=len(sections["name_starts"]) // 4 - 1,
        sections={},
    )
    head = _located(head, sections)
    encoded = _head_bytes(head)
    partial = path.with_name(f"{path.name}.part")
    partial.write_bytes(encoded + content)
    partial.replace(path)
    return head


_HEAD_BYTES = 1_024


def _head_bytes(head: Head) -> bytes:
    """Return the head in a block of fixed size, so that sections do not move with its length."""
    text = msgspec.json.encode(head).ljust(_HEAD_BYTES - len(MAGIC) - 4)
    if len(text) > _HEAD_BYTES - len(MAGIC) - 4:
        raise ValueError("what the table is made of is told in too many words")
    return MAGIC + len(text).to_bytes(4, "little") + text


def _located(head: Head, sections: dict[str, bytes]) -> Head:
    at, located = _HEAD_BYTES, {}
    for name, part in sections.items():
        located[name] = (at, len(part))
        at += len(_padded(part))
    return msgspec.structs.replace(head, sections=located)


def _padded(part: bytes) -> bytes:
    return part + b"\0" * (-len(part) % 8)


def _sections(places: list[NamedPlace], folded: Iterable[str]) -> dict[str, bytes]:
    by_name: dict[str, list[int]] = {}
    for number, one in enumerate(places):
        for name in dict.fromkeys((one.place.name, *one.names)):
            by_name.setdefault(name, []).append(number)
    for found in by_name.values():
        found.sort(key=lambda number: (-_rank(places[number]), number))
    names = sorted(by_name)
    numbers = {name: number for number, name in enumerate(names)}
    posted = [by_name[name] for name in names]
    codes = {parts: number for number, parts in enumerate(sorted({_codes(one.place) for one in places}))}
    hashes = sorted({xxhash.xxh3_64_intdigest(name.encode()) for name in folded})
    return {
        "slots": _slots(names),
        "name_starts": _starts(len(name.encode()) for name in names),
        "names": "".join(names).encode(),
        "posting_starts": _starts(map(len, posted)),
        "postings": array("I", [place for found in posted for place in found]).tobytes(),
        "places": b"".join(
            _packed(one.place, numbers[one.place.name], codes[_codes(one.place)]) for one in places
        ),
        "codes": _lines("\t".join(parts) for parts in codes),
        "folded": array("Q", hashes).tobytes(),
        "prominent": _lines(name for name in names if _is_prominent(name, places[by_name[name][0]])),
        "parts": _lines(sorted(_parts(names, [places[found[0]] for found in posted]))),
        "capitals": _lines(f"{c} {number}" for c, number in sorted(_capitals(places).items())),
    }


def _rank(one: NamedPlace) -> int:
    """Return what a place counts for among its namesakes: a capital as much as two million people more."""
    return one.place.population + 2_000_000 * one.is_capital


def _slots(names: list[str]) -> bytes:
    size = 1 << (2 * len(names)).bit_length()
    slots = array("I", bytes(4 * size))
    for number, name in enumerate(names):
        slot = xxhash.xxh3_64_intdigest(name.encode()) & (size - 1)
        while slots[slot]:
            slot = (slot + 1) & (size - 1)
        slots[slot] = number + 1
    return slots.tobytes()


def _starts(lengths: Iterable[int]) -> bytes:
    starts = array("I", [0])
    for length in lengths:
        starts.append(starts[-1] + length)
    return starts.tobytes()


def _packed(place: PlaceEntry, name: int, codes: int) -> bytes:
    return PLACE.pack(
        place.geonames_id or 0,
        round(place.lat * DEGREE),
        round(place.lon * DEGREE),
        place.population,
        name,
        codes,
        0,
    )


def _codes(place: PlaceEntry) -> tuple[str, str, str, str]:
    return place.country, place.admin1, place.iso_3166_2, place.feature_code


def _lines(lines: Iterable[str]) -> bytes:
    return "\n".join(lines).encode()


def _is_prominent(name: str, one: NamedPlace) -> bool:
    least = _TOWN if " " in name else _CITY
    return len(name) > 1 and (one.place.population >= least or one.is_capital)


def _parts(names: list[str], first: list[NamedPlace]) -> set[str]:
    """Return the words of names of two words at most; a small town's say too little about a word."""
    large = (name for name, one in zip(names, first, strict=True) if one.place.population >= _TOWN)
    return {
        part
        for name in large
        if name.count(" ") <= 1
        for part in name.split()
        if len(part) > 2 and part[0].isupper()
    }


def _capitals(places: list[NamedPlace]) -> dict[str, int]:
    return {one.place.country: one.place.geonames_id or 0 for one in places if one.is_capital}
