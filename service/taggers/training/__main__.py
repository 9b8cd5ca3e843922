"""Train the recognisers: `python -m service.taggers.training [--hold-out] [--only en]`."""

import argparse
import os
from pathlib import Path

from service.taggers.training.corpora import english, german
from service.taggers.training.fit import fit
from service.taggers.training.names import person_names
from service.taggers.training.places import cities_table, numbers_table
from service.taggers.training.synthesis import synthetic

_PACKAGE = Path(__file__).parent.parent
_DATA = Path(os.environ.get("DATELINE_DATA", _PACKAGE.parent.parent.parent / "shared" / "data"))
_SEED = 20_240


def main() -> None:
    """Train and write `data/entities-<language>.npz`; with `--hold-out` leave the test parts out."""
    parser = argparse.ArgumentParser(prog="python -m service.taggers.training")
    parser.add_argument("--hold-out", action="store_true", help="leave out the parts that measure progress")
    parser.add_argument("--only", choices=("en", "de"), help="train one language")
    parser.add_argument("--stories", type=int, default=2500, help="synthetic articles of 8 sentences")
    parser.add_argument("--iterations", type=int, default=100)
    parser.add_argument("--into", type=Path, default=_PACKAGE / "data")
    options = parser.parse_args()
    tables = {"person_names.txt": person_names, "cities.tsv": cities_table, "geonames_ids.tsv": numbers_table}
    for name, table in tables.items():
        (_PACKAGE / "data" / name).write_text(table(), encoding="utf-8")
    for language, read in (("en", english), ("de", german)):
        if options.only not in {None, language}:
            continue
        natural = read(_DATA, hold_out=options.hold_out)
        corpus = natural + (synthetic("sentences_en.txt", options.stories, _SEED) if language == "en" else [])
        target = options.into / f"entities-{language}.npz"
        kept = fit(corpus, target, iterations=options.iterations, ordinary_from=corpus)
        sentences = sum(len(document) for document in corpus)
        print(f"{target.name}: {sentences} sentences, {kept} features, {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
