"""Train the recognisers: `python -m service.taggers.training [--hold-out] [--only en]`."""

import argparse
import os
from pathlib import Path

from service.taggers.training.corpora import Corpus, english, german
from service.taggers.training.fit import fit
from service.taggers.training.names import person_names
from service.taggers.training.places import numbers_table
from service.taggers.training.synthesis import synthetic
from service.taggers.training.variation import varied, with_headlines

_PACKAGE = Path(__file__).parent.parent
_DATA = Path(os.environ.get("DATELINE_DATA", _PACKAGE.parent.parent.parent / "shared" / "data"))
_SEED = 20_240
_VARIATIONS = 2  # times that real sentences are repeated with other names
_HEADLINES = 0.1  # share of invented and changed sentences that are written like headlines


_MODELS = ("en", "de", "romance")


def _corpus(name: str, stories: int, *, hold_out: bool) -> Corpus:
    if name == "en":
        natural = english(_DATA, hold_out=hold_out)
        foreign = german(_DATA, hold_out=hold_out)  # lends its names only
        invented = synthetic("sentences_en.txt", stories, _SEED)
        changed = [doc for n in range(_VARIATIONS) for doc in varied(natural, _SEED + n, foreign)]
        return natural + with_headlines(changed + invented, _SEED, _HEADLINES)
    if name == "de":
        return german(_DATA, hold_out=hold_out)
    return synthetic("sentences_fr_es.txt", stories, _SEED)


def main() -> None:
    """Train and write `data/entities-<language>.npz`; with `--hold-out` leave the test parts out."""
    parser = argparse.ArgumentParser(prog="python -m service.taggers.training")
    parser.add_argument("--hold-out", action="store_true", help="leave out the parts that measure progress")
    parser.add_argument("--only", choices=_MODELS, help="train one model")
    parser.add_argument("--stories", type=int, default=2000, help="synthetic articles of 8 sentences")
    parser.add_argument("--iterations", type=int, default=90)
    parser.add_argument("--into", type=Path, default=_PACKAGE / "data")
    options = parser.parse_args()
    tables = {"person_names.txt": person_names, "geonames_ids.tsv": numbers_table}
    for name, table in tables.items():
        (_PACKAGE / "data" / name).write_text(table(), encoding="utf-8")
    for name in _MODELS if options.only is None else (options.only,):
        corpus = _corpus(name, options.stories, hold_out=options.hold_out)
        target = options.into / f"entities-{name}.npz"
        kept = fit(corpus, target, iterations=options.iterations)
        sentences = sum(len(document) for document in corpus)
        print(f"{target.name}: {sentences} sentences, {kept} features, {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
