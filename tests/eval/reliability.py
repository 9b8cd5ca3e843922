"""Say whether the confidence of entities is what it says, and write `docs/entities-reliability.md`.

    python -m tests.eval.reliability [DATA]

Every mention carries its entity's confidence; in each band of confidence the share of mentions that are
right by exact span and type is set against the mean confidence. The expected calibration error is the mean
distance of the two, weighted by mentions. Scored on texts that the tables were not measured on.
"""

import argparse
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from service.taggers.document import Tags
from service.taggers.entities import tag_entities
from tests.conftest import DATA, ROOT
from tests.eval.documents import plain_document
from tests.eval.score_entities import Gold, worldwide

REPORT = ROOT / "docs" / "entities-reliability.md"
BANDS = (0, 50, 60, 70, 80, 90, 95, 101)
_HEAD = """# Reliability of entity confidence

Written by `python -m tests.eval.reliability`: mentions of people, organisations and places in every third
text of the worldwide newswire, which the tables of `service/taggers/entities_confidence.py` were not measured
on. A mention carries its entity's confidence and is right when span and type are the gold ones.

"""


def mentions(texts: Iterable[Gold]) -> list[tuple[str, int, bool]]:
    """Return type, confidence and rightness of every mention."""
    found = []
    for gold in texts:
        tags = tag_entities(plain_document(gold.text, gold.language), Tags())
        groups = (("PER", tags.people), ("ORG", tags.organisations), ("LOC", tags.places))
        for kind, entities in groups:
            for entity in entities:
                for m in entity.mentions:
                    found.append((kind, entity.confidence, (m.start, m.end, kind) in gold.spans))
    return found


def calibration_error(found: list[tuple[str, int, bool]]) -> float:
    """Return the expected calibration error, 0–1."""
    bands = [[f for f in found if low <= f[1] < high] for low, high in pairwise(BANDS)]
    distances = (abs(sum(f[1] / 100 - f[2] for f in band)) for band in bands)
    return float(sum(distances) / max(len(found), 1))


def table(found: list[tuple[str, int, bool]]) -> str:
    """Return the rows of one line a band and type."""
    rows = ["| type | confidence | mentions | mean confidence | right |", "|---|---|---|---|---|"]
    for kind in ("all", "PER", "ORG", "LOC"):
        own = [f for f in found if kind in ("all", f[0])]
        for low, high in pairwise(BANDS):
            band = [f for f in own if low <= f[1] < high]
            if band:
                mean, right = sum(f[1] for f in band) / len(band) / 100, sum(f[2] for f in band) / len(band)
                rows.append(f"| {kind} | {low}–{high - 1} | {len(band):,} | {mean:.2f} | {right:.2f} |")
    return "\n".join(rows)


def main() -> None:
    """Write the report and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.eval.reliability")
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    options = parser.parse_args()
    texts = list(worldwide(options.data))
    found = mentions(texts[2::3])
    error = f"Expected calibration error: {calibration_error(found):.3f} over {len(found):,} mentions.\n\n"
    REPORT.write_text(f"{_HEAD}{error}{table(found)}\n", encoding="utf-8")
    print(error + table(found))


if __name__ == "__main__":
    main()
