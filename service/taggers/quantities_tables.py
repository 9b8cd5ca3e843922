"""Tables of quantities: units by UCUM, currencies by ISO 4217, number words. Read from `data/`.

How a table is searched in a text is `service.taggers.quantities_units` and
`service.taggers.quantities_numbers`.
"""

import functools
from importlib import resources

import msgspec
from babel import Locale, UnknownLocaleError

WORD_LANGUAGES = ("en", "de", "fr", "es")


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside a number: a UCUM `code` or an ISO 4217 `currency`, and a factor on the value."""

    kind: str
    code: str | None = None
    currency: str | None = None
    factor: float = 1


class NumberWords(msgspec.Struct, frozen=True, kw_only=True):
    """The number words of one language; `pronouns` are number words that are mostly something else."""

    small: dict[str, float]
    tens: dict[str, int]
    scales: dict[str, int]
    short_scales: dict[str, int]
    articles: frozenset[str]
    joins: frozenset[str]
    half: frozenset[str]
    pronouns: frozenset[str]


_NO_WORDS = NumberWords(
    small={},
    tens={},
    scales={},
    short_scales={},
    articles=frozenset(),
    joins=frozenset(),
    half=frozenset(),
    pronouns=frozenset(),
)


class UnitTable(msgspec.Struct, frozen=True, kw_only=True):
    """Units by the words that name them.

    Attributes:
        symbols: abbreviations, case matters, that follow a number.
        names: lower-case names, of one to four words, that follow a number.
        prefixes: currency symbols that stand before a number, by country where it matters.
        abroad: (country, name or symbol) → the currency that it means there.
    """

    symbols: dict[str, Unit]
    names: dict[str, Unit]
    prefixes: dict[str, Unit]
    abroad: dict[tuple[str, str], Unit]


def _rows(name: str) -> list[list[str]]:
    text = resources.files("service.taggers").joinpath("data", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def _alternatives(columns: list[str]) -> list[str]:
    return [name for column in columns for name in column.strip().split("|") if name]


@functools.cache
def number_words(language: str) -> NumberWords:
    """Return the number words of `language`; none for a language without a table."""
    data = resources.files("service.taggers").joinpath("data", "number_words.json").read_bytes()
    tables = msgspec.json.decode(data, type=dict[str, NumberWords])
    return tables.get(language, _NO_WORDS)


@functools.cache
def decimal_mark(language: str) -> str | None:
    """Return the mark before decimals: "," or ".", from the Unicode CLDR; `None` where it is unknown."""
    if language in {"und", "mul", "zxx"}:
        return None
    try:
        symbols = Locale.parse(language).number_symbols
    except (UnknownLocaleError, ValueError):
        return None
    mark = symbols.get("latn", {}).get("decimal")
    return mark if mark in {",", "."} else None


@functools.cache
def unit_table() -> UnitTable:
    """Return the units of measurement and currencies of all languages.

    Raises:
        ValueError: a row that has too few columns.
    """
    table = UnitTable(symbols={}, names={}, prefixes={}, abroad={})
    for row in _rows("currencies.tsv"):
        _add_currency(table, row)
    for row in _rows("units.tsv"):
        _add_unit(table, row)
    return table


def _add_unit(table: UnitTable, row: list[str]) -> None:
    code, kind, factor, *names = row
    unit = Unit(kind=kind, code=code, factor=float(factor))
    for symbol in _alternatives(names[:1]):
        table.symbols[symbol] = unit
    for name in _alternatives(names[1:]):
        table.names[name] = unit
    for name in _alternatives(names[2:3]):
        first, space, rest = name.partition(" ")
        if first.endswith(("er", "el")):
            table.names.setdefault(f"{first}n{space}{rest}", unit)  # the dative: "mit 20 Metern pro Sekunde"


def _add_currency(table: UnitTable, row: list[str]) -> None:
    code, symbols, names, *cents = row
    unit = Unit(kind="money", currency=code)
    hundredth = Unit(kind="money", currency=code, factor=0.01)
    for symbol in _alternatives([symbols]):
        if _is_abroad(symbol):
            table.abroad[(symbol[:2], symbol[3:])] = unit
        else:
            table.prefixes.setdefault(symbol, unit)
            table.symbols.setdefault(symbol, unit)
    for name in _alternatives([names]):
        if _is_abroad(name):
            table.abroad[(name[:2], name[3:])] = unit
        else:
            table.names.setdefault(name, unit)
    for name in _alternatives(cents):
        table.names.setdefault(name, hundredth)


def _is_abroad(name: str) -> bool:
    return len(name) > 3 and name[2] == ":" and name[:2].isupper()
