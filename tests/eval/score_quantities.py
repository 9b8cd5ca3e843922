"""Score quantities on Recognizers specs, quantulum3's cases and IEER newswire.

    python -m tests.eval quantities
    python -m tests.eval.score_quantities [DATA] [--misses]

Value: the share of gold quantities that one of ours overlaps with the same number. With unit: the same
unit or currency too. IEER marks spans only, so there it is the share found, and the share of ours of
those kinds that lie on a gold span.
"""

import argparse
import io
import json
import re
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from service.taggers.document import Tags
from service.taggers.quantities import tag_quantities
from service.taggers.quantities_tables import Unit, unit_table
from service.tags import Quantity
from tests.conftest import DATA
from tests.eval.documents import plain_document
from tests.eval.figure import Figure

_MODELS = ("Currency", "Dimension", "Age", "Temperature")
_UNITS = {
    "c": "Cel", "f": "[degF]", "dollar": "USD", "united states dollar": "USD", "metric ton": "t", "age": "a",
    "chinese yuan": "CNY", "japanese yen": "JPY", "cent": "USD", "british pound": "GBP", "penny": "GBP",
    "indian rupee": "INR", "percentage": "%", "degree celsius": "Cel", "degree fahrenheit": "[degF]",
    "pound-mass": "[lb_av]", "dimensionless": "", "dozen": "", "canadian dollar": "CAD",
}  # fmt: skip


class Gold(NamedTuple):
    """One gold quantity; `unit` is our code, an empty string for none, `None` when we have no such unit."""

    text: str
    language: str
    start: int
    end: int
    value: float
    unit: str | None


def _code(name: str, model: str) -> str | None:
    lower = name.lower()
    if lower in _UNITS:
        return _UNITS[lower]
    if lower in {"pound", "livre", "libra", "pfund"} and model == "Currency":
        return "GBP"
    table = unit_table()
    unit: Unit | None = table.names.get(lower) or table.names.get(f"{lower}s") or table.symbols.get(name)
    return None if unit is None else unit.currency or unit.code


def recognizers(data: Path, language: str, code: str) -> Iterator[Gold]:
    """Yield the cases of the unit models in one language."""
    path = data / "quantity-date-recognizers-specs" / "recognizers-specs.tar.gz"
    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            match = re.search(rf"NumberWithUnit/{language}/(\w+)Model\.json$", member.name)
            if match is None or match.group(1) not in _MODELS:
                continue
            handle = archive.extractfile(member)
            cases = json.loads(handle.read().decode("utf-8-sig")) if handle else []
            yield from _recognizer_cases(cases, match.group(1), code)


def _recognizer_cases(cases: list[dict[str, Any]], model: str, code: str) -> Iterator[Gold]:
    for case in cases:
        for result in case.get("Results", []):
            resolution = result.get("Resolution") or {}
            value, unit = resolution.get("value"), resolution.get("unit")
            start = result.get("Start", case["Input"].lower().find(result["Text"].lower()))
            if (
                value in {None, "null"}
                or unit is None
                or start < 0
                or "python" in case.get("NotSupported", "")
            ):
                continue
            yield Gold(
                case["Input"],
                code,
                start,
                start + len(result["Text"]),
                float(str(value).replace(",", ".")),
                _code(unit, model),
            )


def quantulum(data: Path) -> Iterator[Gold]:
    """Yield quantulum3's English cases of a single value."""
    path = data / "quantity-quantulum3" / "quantulum3-tests.tar.gz"
    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            if not member.name.endswith("en_US/tests/quantities.json"):
                continue
            handle = archive.extractfile(member)
            for case in json.loads(handle.read()) if handle else []:
                for result in case["res"]:
                    start = case["req"].find(result["surface"])
                    if start >= 0 and isinstance(result["unit"], str):
                        end = start + len(result["surface"])
                        unit = _code(result["unit"], "")
                        yield Gold(case["req"], "en", start, end, float(result["value"]), unit)


def _value_of(quantity: Quantity) -> list[float]:
    values = [v for v in (quantity.value, quantity.min, quantity.max) if v is not None]
    if quantity.min is not None and quantity.max is not None:
        values.append((quantity.min + quantity.max) / 2)  # how quantulum3 states a range
    is_cents = quantity.kind == "money" and re.search(r"cent|penc|penn|¢", quantity.surface) is not None
    return [*values, *(100 * v for v in values)] if is_cents else values


def is_right(gold: Gold, quantity: Quantity) -> bool:
    """Say whether a quantity has the value and the unit of the gold one."""
    return _agree(gold, (quantity,)) == (True, True)


def _agree(gold: Gold, quantities: tuple[Quantity, ...]) -> tuple[bool, bool]:
    value = unit = False
    for quantity in quantities:
        overlaps = quantity.start < gold.end and gold.start < quantity.end
        tolerance = 1e-4 * max(1.0, abs(gold.value))
        if overlaps and any(abs(v - gold.value) <= tolerance for v in _value_of(quantity)):
            value = True
            unit = unit or (quantity.unit or quantity.currency or "") == gold.unit
    return value, unit


class Agreement(NamedTuple):
    """Of `gold` quantities those with the same value; of `known` units those with the unit too."""

    gold: int
    values: int
    known: int
    units: int


def agreement(golds: list[Gold], *, misses: bool = False) -> Agreement:
    """Tag and compare every case."""
    values = units = known = 0
    for gold in golds:
        quantities = tag_quantities(plain_document(gold.text, gold.language), Tags()).quantities
        value, unit = _agree(gold, quantities)
        values += value
        units += unit
        known += gold.unit is not None
        if misses and not (value and (unit or gold.unit is None)):
            ours = [(q.surface, q.value, q.min, q.max, q.unit or q.currency) for q in quantities]
            print(f"   {gold.text[gold.start : gold.end]!r} {gold.value} {gold.unit} | {gold.text[:120]!r}")
            print(f"      {ours}")
    return Agreement(len(golds), values, known, units)


def ieer(data: Path) -> Iterator[tuple[str, dict[str, list[tuple[int, int]]]]]:
    """Yield (text, spans by kind) of the IEER documents."""
    with zipfile.ZipFile(data / "newswire-nltk" / "ieer.zip") as archive:
        for name in sorted(archive.namelist()):
            if name.endswith("/") or "README" in name:
                continue
            raw = io.TextIOWrapper(archive.open(name), encoding="latin-1").read()
            for body in re.findall(r"<TEXT>(.*?)</TEXT>", raw, re.DOTALL):
                yield _plain(body)


def _plain(marked: str) -> tuple[str, dict[str, list[tuple[int, int]]]]:
    text, spans, opened = "", {}, []  # type: ignore[var-annotated]
    for piece in re.split(r"(<[^>]*>)", re.sub(r"(?<=\S)\n(?=\S)", " ", marked)):
        if piece.startswith(("<b_numex", "<b_timex", "<b_enamex")):
            kind = re.search(r'TYPE="?(\w+)', piece, re.IGNORECASE)
            opened.append((kind.group(1).upper() if kind else "", len(text)))
        elif piece.startswith("<e_") and opened:
            kind_name, start = opened.pop()
            spans.setdefault(kind_name, []).append((start, len(text)))
        elif not piece.startswith("<"):
            text += piece
    return text, spans


_KINDS = {
    "MONEY": {"money"},
    "PERCENT": {"percent", "percentage_points", "basis_points"},
    "DURATION": {"duration", "age"},
    "MEASURE": {"length", "mass", "area", "volume", "speed", "temperature", "power", "energy", "age",
                "duration", "angle"},
    "CARDINAL": {"count", "number"},
}  # fmt: skip


class Spans(NamedTuple):
    """Counts of one kind of marked span: gold and found, ours and those of ours on a gold span."""

    gold: int
    found: int
    ours: int
    right: int


def ieer_spans(data: Path, *, misses: bool = False) -> dict[str, Spans]:
    """Return for each kind how many marked spans are found, and how many of ours are on one."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in _KINDS}
    for text, spans in ieer(data):
        quantities = tag_quantities(plain_document(text), Tags()).quantities
        for kind, kinds in _KINDS.items():
            mine = [(q.start, q.end) for q in quantities if q.kind in kinds]
            gold = spans.get(kind, [])
            hits = [any(s < end and start < e for s, e in mine) for start, end in gold]
            right = sum(any(s < end and start < e for s, e in gold) for start, end in mine)
            counts[kind].update(gold=len(gold), found=sum(hits), ours=len(mine), right=right)
            for (start, end), hit in zip(gold, hits, strict=True):
                if misses and not hit:
                    print(f"   {kind} {text[start:end]!r} in {text[max(0, start - 40) : end + 30]!r}")
    return {kind: Spans(c["gold"], c["found"], c["ours"], c["right"]) for kind, c in counts.items()}


_LANGUAGES = (("English", "en"), ("German", "de"), ("French", "fr"), ("Spanish", "es"))


def figures(data: Path) -> Iterator[Figure]:
    """Yield the shares with the right value and unit, and of marked spans in newswire found."""
    sets = [
        (f"quantity-date-recognizers-specs {name}", list(recognizers(data, name, code)), "Recognizers-Text")
        for name, code in _LANGUAGES
    ]
    sets.append(("quantity-quantulum3", list(quantulum(data)), "quantulum3"))
    for dataset, golds, author in sets:
        result = agreement(golds)
        published = {f"{author}, by construction": 1.0}
        yield Figure(
            dataset=dataset, name="value", value=result.values / max(result.gold, 1), items=result.gold,
            published=published,
        )  # fmt: skip
        share = result.units / max(result.known, 1)
        yield Figure(dataset=dataset, name="value and unit", value=share, items=result.known)
    for kind, spans in ieer_spans(data).items():
        dataset, name = "newswire-nltk IEER", kind.lower()
        yield Figure(
            dataset=dataset, name=f"{name}, found", value=spans.found / max(spans.gold, 1), items=spans.gold
        )
        if kind in {"MONEY", "PERCENT"}:  # the other kinds are marked in some uses only
            share = spans.right / max(spans.ours, 1)
            yield Figure(dataset=dataset, name=f"{name}, ours on gold", value=share, items=spans.ours)


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    sets = [
        (f"Recognizers {name}", list(recognizers(arguments.data, name, code))) for name, code in _LANGUAGES
    ]
    sets.append(("quantulum3", list(quantulum(arguments.data))))
    for name, golds in sets:
        result = agreement(golds, misses=arguments.misses)
        value, unit = result.values / max(result.gold, 1), result.units / max(result.known, 1)
        print(f"{name:22} gold {result.gold:4}  value {value:.3f}  with unit {unit:.3f} of {result.known}")
    for kind, spans in ieer_spans(arguments.data, misses=arguments.misses).items():
        share, precise = spans.found / max(spans.gold, 1), spans.right / max(spans.ours, 1)
        line = f"found {share:.3f}  ours on gold {precise:.3f} of {spans.ours}"
        print(f"IEER {kind:17} gold {spans.gold:4}  {line}")


if __name__ == "__main__":
    main()
