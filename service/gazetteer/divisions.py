"""ISO 3166-2 codes of GeoNames' first-order divisions, from our own table, as far as we are certain."""

import functools
from pathlib import Path

_TABLE = Path(__file__).with_name("data") / "admin1.tsv"


@functools.cache
def division_codes() -> dict[str, dict[str, str]]:
    """Return ISO 3166-1 code → GeoNames first-order code → second part of the ISO 3166-2 code.

    A country whose codes are the same in both has the single key `*`.
    """
    codes = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, pairs = line.split("|")
            codes[country] = {"*": "*"} if pairs == "*" else dict(pair.split("=") for pair in pairs.split())
    return codes


def iso_3166_2(country: str, division: str, codes: dict[str, dict[str, str]]) -> str:
    """Return the ISO 3166-2 code of a GeoNames first-order code, or nothing where we are not certain."""
    known = codes.get(country, {})
    part = division if "*" in known else known.get(division, "")
    return f"{country}-{part}" if part else ""
