"""Read a compiled table of places: mapped into memory, so that all processes of a machine share one copy.

Nothing is parsed at load time. A name is found in an open-addressing hash table (xxh3, linear probing)
and compared in full; a place is unpacked when it is asked for. `service.gazetteer.place_writer` writes
the file and states its layout.
"""

import mmap
import struct
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import xxhash

GEONAMES = "https://sws.geonames.org/"
MAGIC = b"DTLNPLC1"
PLACE = struct.Struct("<IiiIIHH")
"""GeoNames id, latitude and longitude in 1/100,000 degree, population, main name, codes, nothing."""
DEGREE = 100_000
SECTIONS = frozenset(
    "slots name_starts names posting_starts postings places codes folded prominent parts capitals".split()
)


class InvalidTable(ValueError):
    """The file is no table of places, or is cut off; the message is one line."""


class PlaceEntry(NamedTuple):
    """One place. Coordinates are WGS84 degrees; `population` is 0 of all but populated places."""

    name: str
    uri: str
    geonames_id: int | None
    country: str
    admin1: str
    iso_3166_2: str
    lat: float
    lon: float
    feature_code: str
    population: int


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What stands before the sections.

    Attributes:
        version: hash of all sections; changes when any place or name does.
        made_of: what the table was compiled from, in words, with its licence.
        inputs: hash of the inputs, by which a stale table is known.
        sections: name → first byte and length.
    """

    version: str
    made_of: str
    inputs: str
    places: int
    names: int
    sections: dict[str, tuple[int, int]]


class PlaceTable:
    """A table in memory; look-ups touch only the pages they need."""

    def __init__(self, content: mmap.mmap | bytes, head: Head) -> None:
        self.head = head
        self._content = content
        view = memoryview(content)
        self._view = {name: view[start : start + size] for name, (start, size) in head.sections.items()}
        self._slots = self._view["slots"].cast("I")
        self._mask = len(self._slots) - 1
        self._name_starts = self._view["name_starts"].cast("I")
        self._posting_starts = self._view["posting_starts"].cast("I")
        self._postings = self._view["postings"].cast("I")
        self._folded = self._view["folded"].cast("Q")
        self._places = self._view["places"]
        self._names = self._view["names"]
        self._codes = [tuple(line.split("\t")) for line in self.words("codes")]

    def find(self, name: str) -> tuple[PlaceEntry, ...]:
        """Return the places that bear exactly this name, most populous first."""
        number = self._number_of(name)
        if number is None:
            return ()
        found = self._postings[self._posting_starts[number] : self._posting_starts[number + 1]]
        return tuple(self._place(place) for place in found)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._number_of(name) is not None

    def __len__(self) -> int:
        return self.head.names

    def __iter__(self) -> Iterator[str]:
        return (self._name(number) for number in range(self.head.names))

    def places(self) -> Iterator[PlaceEntry]:
        """Yield every place, most populous first."""
        return (self._place(number) for number in range(self.head.places))

    def words(self, section: str) -> list[str]:
        """Return a section of lines: `prominent` names, `parts` of names."""
        text = bytes(self._view[section]).decode()
        return text.split("\n") if text else []

    def has_folded(self, folded: str) -> bool:
        """Whether a place's name is spelt like this when folded (by a hash of 64 bits)."""
        wanted = xxhash.xxh3_64_intdigest(folded.encode())
        index = bisect_left(self._folded, wanted)
        return index < len(self._folded) and self._folded[index] == wanted

    def capitals(self) -> dict[str, str]:
        """Return ISO 3166-1 code → uri of the capital."""
        pairs = (line.split(" ") for line in self.words("capitals"))
        return {country: f"{GEONAMES}{number}/" for country, number in pairs}

    def _number_of(self, name: str) -> int | None:
        wanted = name.encode()
        slot = xxhash.xxh3_64_intdigest(wanted) & self._mask
        while number := self._slots[slot]:
            if self._names[self._name_starts[number - 1] : self._name_starts[number]] == wanted:
                return number - 1
            slot = (slot + 1) & self._mask
        return None

    def _name(self, number: int) -> str:
        return str(self._names[self._name_starts[number] : self._name_starts[number + 1]], "utf-8")

    def _place(self, number: int) -> PlaceEntry:
        geonames, lat, lon, population, name, codes, _ = PLACE.unpack_from(self._places, number * PLACE.size)
        country, admin1, iso, feature = self._codes[codes]
        return PlaceEntry(
            self._name(name), f"{GEONAMES}{geonames}/", geonames, country, admin1, iso,
            lat / DEGREE, lon / DEGREE, feature, population,
        )  # fmt: skip


def open_table(path: Path) -> PlaceTable:
    """Map a compiled table into memory.

    Raises:
        InvalidTable: it cannot be read, or is not whole.
    """
    try:
        with path.open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise InvalidTable(f"{path}: cannot be read: {error}") from error
    return PlaceTable(content, _checked_head(path, content))


def _checked_head(path: Path, content: mmap.mmap) -> Head:
    if content[: len(MAGIC)] != MAGIC or len(content) < len(MAGIC) + 4:
        raise InvalidTable(f"{path}: is no compiled table of places; build it with: dateline gazetteer build")
    size = int.from_bytes(content[len(MAGIC) : len(MAGIC) + 4], "little")
    try:
        head = msgspec.json.decode(content[len(MAGIC) + 4 : len(MAGIC) + 4 + size], type=Head)
    except msgspec.DecodeError as error:
        raise InvalidTable(f"{path}: its head cannot be read: {error}") from error
    if any(
        start < 0 or length < 0 or start + length > len(content) for start, length in head.sections.values()
    ):
        raise InvalidTable(f"{path}: is cut off; build it again with: dateline gazetteer build")
    return head
