"""Compare de-duplication with text-dedup tools on the same derived copies, in one run.

    pip install -r deploy/locks/compare.txt     # for this comparison only
    python -m tests.eval.compare_dedup [--articles 300] [--report docs/deduplication-tools.md]

Every tool sees the same stream, originals first and then their copies, and says for each copy whether it
repeats any earlier text. Each gets the same 5-word shingles and the setting that its documentation gives
for a threshold of .5, and where it has one, also .3. Then each sees the planted pairs of
`neardup-minhash-articles`; its matches are joined into groups. A tool that is not installed is left out.
"""

import argparse
import importlib
import importlib.util
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from service.dedup import Index
from tests.articles import plain_article
from tests.conftest import DATA
from tests.eval.copies import derive, shingle_set, true_jaccard
from tests.eval.score_dedup import (
    BY_CONTENT,
    HORIZON_MS,
    band_of,
    judge_all,
    minhash_articles,
    pairs_of_groups,
    worldwide,
)

PERMUTATIONS = 128

Matches = list[list[int]]
"""For each text, the numbers of earlier texts that it is said to repeat."""


def ours(texts: list[str]) -> Matches:
    """Judge the stream."""
    articles = [plain_article(number, text) for number, text in enumerate(texts)]
    number_of = {article.uri: number for number, article in enumerate(articles)}
    verdicts = judge_all(articles, Index(HORIZON_MS, len(texts)))
    return [[number_of[verdict.of]] if verdict.of else [] for verdict in verdicts]


def datasketch(threshold: float) -> Callable[[list[str]], Matches]:
    """Return MinHash with banding, as in datasketch's guide."""

    def run(texts: list[str]) -> Matches:
        tool = importlib.import_module("datasketch")
        index, found = tool.MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS), []
        for number, text in enumerate(texts):
            sketch = tool.MinHash(num_perm=PERMUTATIONS)
            sketch.update_batch([" ".join(shingle).encode() for shingle in shingle_set(text)])
            found.append([int(key) for key in index.query(sketch)])
            index.insert(str(number), sketch)
        return found

    return run


def rensa(threshold: float) -> Callable[[list[str]], Matches]:
    """Return rensa's R-MinHash with its LSH."""

    def run(texts: list[str]) -> Matches:
        tool = importlib.import_module("rensa")
        index = tool.RMinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, num_bands=32)
        sketches: list[Any] = []
        found = []
        for number, text in enumerate(texts):
            sketch = tool.RMinHash(num_perm=PERMUTATIONS, seed=42)
            sketch.update([" ".join(shingle) for shingle in shingle_set(text)])
            candidates = index.query(sketch)
            found.append([int(n) for n in candidates if sketches[n].jaccard(sketch) >= threshold])
            index.insert(number, sketch)
            sketches.append(sketch)
        return found

    return run


def simhash(texts: list[str]) -> Matches:
    """Return Simhash with a distance of 3 bits, its index's usual setting."""
    tool = importlib.import_module("simhash")
    index, found = tool.SimhashIndex([], k=3), []
    for number, text in enumerate(texts):
        value = tool.Simhash([" ".join(shingle) for shingle in sorted(shingle_set(text))])
        found.append([int(key) for key in index.get_near_dups(value)])
        index.add(str(number), value)
    return found


TOOLS: tuple[tuple[str, str | None, Callable[[list[str]], Matches]], ...] = (
    ("this service", None, ours),
    ("datasketch, .5", "datasketch", datasketch(0.5)),
    ("datasketch, .3", "datasketch", datasketch(0.3)),
    ("rensa, .5", "rensa", rensa(0.5)),
    ("rensa, .3", "rensa", rensa(0.3)),
    ("simhash, 3 bits", "simhash", simhash),
)


def main() -> None:
    """Run every tool that is installed, print the table, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--report", type=Path)
    arguments = parser.parse_args()
    stream = _Stream(worldwide(DATA)[: arguments.articles])
    planted, wanted = minhash_articles(DATA, 1_000)
    heads = [f"{band.removeprefix('band: Jaccard ')} ({stream.counts[band]:,})" for band in stream.columns]
    lines = [
        f"| tool | {' | '.join(heads)} | put to one below .1 | planted: precision | recall | ms a text |",
        "|---" * (len(heads) + 5) + "|",
    ]
    for name, module, run in TOOLS:
        if module is None or importlib.util.find_spec(module) is not None:
            lines.append(f"| {name} | {' | '.join(_cells(run, stream, planted, wanted))} |")
            print(lines[-1], flush=True)
    table = "\n".join(lines) + "\n"
    if arguments.report:
        arguments.report.write_text(table)


class _Stream:
    """Originals and their copies, with the band of each copy's true similarity."""

    def __init__(self, originals: list[str]) -> None:
        copies = derive(originals, seed=1)
        self.first = len(originals)
        self.texts = [*originals, *(copy.text for copy in copies)]
        self.bands = [
            "disguised"
            if copy.edit in BY_CONTENT
            else band_of(true_jaccard(originals[copy.source], copy.text))
            for copy in copies
        ]
        self.counts = Counter(self.bands)
        self.columns = sorted(self.counts, reverse=True)


def _cells(
    run: Callable[[list[str]], Matches], stream: _Stream, planted: list[str], wanted: set[frozenset[int]]
) -> list[str]:
    began = time.process_time()
    matches = run(stream.texts)
    milliseconds = (time.process_time() - began) / len(stream.texts) * 1_000
    recall, false = _score(stream.texts, matches, stream.bands, stream.first)
    precision, found = pairs_of_groups(wanted, _groups(run(planted)))
    shares = [f"{recall[band]:.3f}" for band in stream.columns]
    return [*shares, f"{false:,}", f"{precision:.3f}", f"{found:.3f}", f"{milliseconds:.2f}"]


def _groups(matches: Matches) -> list[str]:
    """Return the group of each text, where texts that match are in one."""
    group = list(range(len(matches)))

    def root(number: int) -> int:
        while group[number] != number:
            number = group[number]
        return number

    for number, earlier in enumerate(matches):
        for other in earlier:
            group[root(number)] = root(other)
    return [str(root(number)) for number in range(len(matches))]


def _score(texts: list[str], matches: Matches, bands: list[str], first: int) -> tuple[dict[str, float], int]:
    """Return the share of copies found in each band, and how many texts were put to one quite unlike."""
    found: dict[str, list[bool]] = defaultdict(list)
    false = 0
    for number, earlier in enumerate(matches):
        if number >= first:
            found[bands[number - first]].append(bool(earlier))
        if number < first or bands[number - first] != "disguised":
            plain = [n for n in earlier if n < first or bands[n - first] != "disguised"]
            false += any(true_jaccard(texts[number], texts[other]) < 0.1 for other in plain)
    return {band: sum(flags) / len(flags) for band, flags in found.items()}, false


if __name__ == "__main__":
    main()
