"""A user's gazetteer: a text file of names, one entity a line, fields parted by tabs.

The first line that is no comment names the columns. `kind` and `name` must be there; the others are
optional and may be empty:

    kind        person, organisation, place, product or event; none: the name means nothing we know
    name        as it is to stand in the record
    aliases     other names that texts print, parted by ;
    uri         identifier; without one we make a urn
    country     ISO 3166-1 alpha-2
    division    ISO 3166-2, of places
    lat, lon    WGS84 degrees; places need both
    feature     GeoNames feature code, of places
    population  of places; the larger of two namesakes is meant more readily
    geonames_id of places

Reading is all or nothing: every problem is told with its line, and a file with a problem is not used.
What the names mean in a text is decided by `service.taggers`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, cast, get_args

import msgspec

Kind = Literal["person", "organisation", "place", "product", "event", "none"]
KINDS: tuple[str, ...] = get_args(Kind)
COLUMNS = (
    "kind", "name", "aliases", "uri", "country", "division", "lat", "lon", "feature", "population",
    "geonames_id",
)  # fmt: skip

LARGEST_BYTES = 256 * 1024 * 1024
LONGEST_NAME, MOST_ALIASES, MOST_NAMES = 200, 200, 1_000_000
_MOST_TOLD = 20  # problems of one file; the rest are counted

_COUNTRY = re.compile(r"[A-Z]{2}")
_DIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_FEATURE = re.compile(r"[A-Z][A-Z0-9]{1,5}")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+")
_HAS_LETTER = re.compile(r"\w")


class InvalidGazetteer(ValueError):
    """A file that is not used; the message is one line, `problems` are all of them with their lines."""

    def __init__(self, problems: tuple[str, ...], count: int) -> None:
        more = f" ({count - 1} more)" if count > 1 else ""
        super().__init__(f"{problems[0]}{more}")
        self.problems = problems


class UserEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the file; empty text and `None` where it says nothing."""

    kind: Kind
    name: str
    aliases: tuple[str, ...] = ()
    uri: str = ""
    country: str = ""
    division: str = ""
    lat: float | None = None
    lon: float | None = None
    feature: str = ""
    population: int = 0
    geonames_id: int | None = None


class _Wrong(ValueError):
    """What is wrong with a line."""


def read_user_file(path: Path) -> tuple[UserEntry, ...]:
    """Return the entries of a file.

    Raises:
        InvalidGazetteer: it cannot be read or a line is wrong.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise _Wrong(
                f"larger than {LARGEST_BYTES >> 20} MB; build a table with: dateline gazetteer build"
            )
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError, _Wrong) as error:
        raise InvalidGazetteer((f"{path}: cannot be read: {error}",), 1) from error
    entries: list[UserEntry] = []
    problems: list[str] = []
    names = count = 0
    for number, found in _lines(text):
        if isinstance(found, UserEntry):
            entries.append(found)
            names += 1 + len(found.aliases)
        else:
            count += 1
            problems += [f"{path}:{number}: {found}"] if len(problems) < _MOST_TOLD else []
    if names > MOST_NAMES:
        problems, count = [*problems, f"{path}: {names:,} names; {MOST_NAMES:,} are the most"], count + 1
    if problems:
        raise InvalidGazetteer(tuple(problems), count)
    return tuple(entries)


def _lines(text: str) -> Iterator[tuple[int, UserEntry | str]]:
    """Yield each line's number with its entry or its problem; without columns there is no telling more."""
    columns: tuple[str, ...] = ()
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            if columns:
                yield number, _entry(columns, line)
            else:
                columns = _columns(line)
        except _Wrong as error:
            yield number, str(error)
            if not columns:
                return
    if not columns:
        yield 1, f"no columns; the first line must name them: {', '.join(COLUMNS)}"


def _columns(line: str) -> tuple[str, ...]:
    columns = tuple(column.strip() for column in line.split("\t"))
    unknown = [column for column in columns if column not in COLUMNS]
    if unknown:
        raise _Wrong(f"unknown column {unknown[0]!r}; known are {', '.join(COLUMNS)} (parted by tabs)")
    if not {"kind", "name"} <= set(columns) or len(set(columns)) < len(columns):
        raise _Wrong("the columns kind and name are wanted, and each column once")
    return columns


def _entry(columns: tuple[str, ...], line: str) -> UserEntry:
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) > len(columns):
        raise _Wrong(f"{len(cells)} fields, but {len(columns)} columns")
    fields = dict.fromkeys(COLUMNS, "") | dict(zip(columns, cells, strict=False))
    kind = fields["kind"]
    if kind not in KINDS:
        raise _Wrong(f"kind is {kind!r}; known are {', '.join(KINDS)}")
    lat, lon = _degrees(fields, "lat", 90), _degrees(fields, "lon", 180)
    if kind == "place" and (lat is None or lon is None):
        raise _Wrong(f"the place {fields['name']!r} needs lat and lon")
    return UserEntry(
        kind=cast(Kind, kind),
        name=_name(fields["name"]),
        aliases=_aliases(fields["aliases"]),
        uri=_code(fields, "uri", _URI, "an absolute identifier"),
        country=_code(fields, "country", _COUNTRY, "an ISO 3166-1 code"),
        division=_code(fields, "division", _DIVISION, "an ISO 3166-2 code"),
        lat=lat,
        lon=lon,
        feature=_code(fields, "feature", _FEATURE, "a GeoNames feature code"),
        population=_whole(fields, "population") or 0,
        geonames_id=_whole(fields, "geonames_id"),
    )


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not _HAS_LETTER.search(name):
        raise _Wrong(f"the name {name!r} has no letter or digit")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise _Wrong(f"the name {name[:40]!r} is longer than {LONGEST_NAME} or has control characters")
    return name


def _aliases(text: str) -> tuple[str, ...]:
    names = [part for part in text.split(";") if part.strip()]
    if len(names) > MOST_ALIASES:
        raise _Wrong(f"{len(names)} aliases; {MOST_ALIASES} are the most")
    return tuple(dict.fromkeys(map(_name, names)))


def _code(fields: dict[str, str], column: str, form: re.Pattern[str], what: str) -> str:
    if fields[column] and not form.fullmatch(fields[column]):
        raise _Wrong(f"{column} is {fields[column]!r}, which is not {what}")
    return fields[column]


def _degrees(fields: dict[str, str], column: str, most: int) -> float | None:
    if not fields[column]:
        return None
    try:
        value = float(fields[column])
    except ValueError:
        raise _Wrong(f"{column} is {fields[column]!r}, which is no number") from None
    if not -most <= value <= most:
        raise _Wrong(f"{column} is {fields[column]}, which is not within ±{most} degrees")
    return value


def _whole(fields: dict[str, str], column: str) -> int | None:
    text = fields[column]
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise _Wrong(f"{column} is {text!r}, which is no whole number")
    return min(int(text), 2**32 - 1)


def line_of(entry: UserEntry) -> str:
    """Return `entry` as a line of a file with all `COLUMNS`, without the line's end."""
    cells = (
        entry.kind, entry.name, ";".join(entry.aliases), entry.uri, entry.country, entry.division,
        _printed(entry.lat), _printed(entry.lon), entry.feature, str(entry.population or ""),
        str(entry.geonames_id or ""),
    )  # fmt: skip
    return "\t".join(cells)


def _printed(degrees: float | None) -> str:
    return "" if degrees is None else f"{degrees:.5f}".rstrip("0").rstrip(".")
