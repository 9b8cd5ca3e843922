"""How the cost of de-duplication grows with the index: measured, written as a table and as a plot.

    python -m tests.bench.growth [--most 1000000]

Each size is measured in a process of its own: the index is rebuilt from encoded fingerprints with the
store on the local disk, as a worker rebuilds it, and then judges a mixed stream (four articles in five
are new, one is a copy with a local lead) of real newswire texts.

The fingerprints come from a stated generator. Each takes the shingle hashes of one real article after
the other; `STOCK` of them, the same in every turn, are kept as they are, as stock phrases that recur
everywhere; all others are hashed anew with the article's number, so that they occur once. Headline words
are drawn by Zipf's law from 50,000. Sizes are therefore those of real articles, and so are the share of
the phrases that unrelated articles have in common and the number of candidates that must be verified.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from service.codecs.record import decode_fingerprint, encode_fingerprint
from service.dedup import Index, judge
from service.dedup.shingle import pack, unpack
from service.record import Article, Fingerprint
from service.worker.local_store import LocalStore
from tests.articles import plain_article
from tests.bench.plot import Curve, plot
from tests.conftest import DATA, ROOT
from tests.eval.score_dedup import worldwide

HORIZON_MS = 72 * 3_600_000
SIZES = (10_000, 30_000, 100_000, 1_000_000)
STOCK = 0.03
HEADLINE_WORDS = 8
JUDGED = 2_000
REPORT = ROOT / "docs" / "deduplication-growth.json"
PLOT = ROOT / "docs" / "deduplication-growth.svg"


class Point(msgspec.Struct, frozen=True):
    """What one size of the index costs: times in µs of processor time, memory in bytes an article.

    `judge_wall` and `restore_wall_seconds` are by the clock on the wall, with whatever else was running.
    """

    articles: int
    judge: float
    judge_median: float
    judge_new: float
    judge_copy: float
    judge_p99: float
    judge_wall: float
    restore_seconds: float
    restore_wall_seconds: float
    resident_bytes: float
    topic_bytes: float


def main() -> None:
    """Measure every size and write the table and the plot; with `--point`, measure one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=SIZES[-1])
    parser.add_argument("--point", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.point:
        print(msgspec.json.encode(measure(arguments.point)).decode())
        return
    points = []
    for size in (size for size in SIZES if size <= arguments.most):
        points.append(measure_size(size))
        print(points[-1], flush=True)
        REPORT.write_text(json.dumps(msgspec.to_builtins(points), indent=1) + "\n")
        PLOT.write_text(picture(points))


def measure_size(size: int) -> Point:
    """Measure one size in a process of its own, which is fed with fingerprints made here."""
    command = [sys.executable, "-m", "tests.bench.growth", "--point", str(size)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for data in encoded(size, worldwide(DATA)[::2]):
            process.stdin.write(len(data).to_bytes(4, "big") + data)
        process.stdin.close()
        return msgspec.json.decode(process.stdout.read().splitlines()[-1], type=Point)


def _received() -> Iterator[bytes]:
    while head := sys.stdin.buffer.read(4):
        yield sys.stdin.buffer.read(int.from_bytes(head, "big"))


def measure(size: int) -> Point:
    """Rebuild an index of `size` articles and judge a mixed stream against it."""
    texts = worldwide(DATA)
    known, unknown = texts[::2], texts[1::2]
    before, folder = _anonymous_bytes(), Path(tempfile.mkdtemp())
    index = Index(HORIZON_MS, size + JUDGED, store=LocalStore(folder))
    cpu, wall, stored = 0.0, 0.0, 0
    for data in _received():
        began, began_wall = time.process_time(), time.perf_counter()
        index.add(decode_fingerprint(data))
        cpu += time.process_time() - began
        wall += time.perf_counter() - began_wall
        stored += len(data)
    resident = _anonymous_bytes() - before
    times: dict[str, list[float]] = {"new": [], "near": [], "syndicated": []}
    articles = list(stream(known, unknown))
    began_wall = time.perf_counter()
    for article in articles:
        began = time.process_time()
        judged, fingerprint = judge(article, index)
        index.add(fingerprint)
        times[judged.dedup.status if judged.dedup else "new"].append(time.process_time() - began)
    judge_wall = time.perf_counter() - began_wall
    everything = np.array(times["new"] + times["near"]) * 1e6
    return Point(
        articles=size,
        judge=float(everything.mean()),
        judge_median=float(np.median(everything)),
        judge_new=float(np.mean(times["new"]) * 1e6),
        judge_copy=float(np.mean(times["near"]) * 1e6),
        judge_p99=float(np.percentile(everything, 99)),
        judge_wall=judge_wall / len(articles) * 1e6,
        restore_seconds=cpu,
        restore_wall_seconds=wall,
        resident_bytes=resident / size,
        topic_bytes=stored / size,
    )


def encoded(size: int, known: list[str]) -> Iterator[bytes]:
    """Yield encoded fingerprints: generated ones, and at the end the real `known` articles."""
    empty = Index(HORIZON_MS, 1)
    real = [judge(plain_article(number, text), empty)[1] for number, text in enumerate(known)]
    chance = np.random.default_rng(1)
    for number in range(size - len(real)):
        yield encode_fingerprint(_generated(real[number % len(real)], number, chance))
    yield from map(encode_fingerprint, real)


def _generated(model: Fingerprint, number: int, chance: np.random.Generator) -> Fingerprint:
    hashes = unpack(model.shingles).copy()
    own = hashes % np.uint64(10_000) >= np.uint64(10_000 * STOCK)
    hashes[own] = (hashes[own] ^ np.uint64(number * 2 + 1)) * np.uint64(0x9E3779B97F4A7C15)
    hashes[own] ^= hashes[own] >> np.uint64(29)
    words = np.minimum(chance.zipf(1.2, HEADLINE_WORDS), 50_000).astype(np.uint64) * np.uint64(2_654_435_761)
    name = f"{number:032x}"
    return msgspec.structs.replace(
        model,
        uri=f"urn:dateline:article:{name}",
        work=f"urn:dateline:work:{name}",
        url_key=f"https://example.com/{number}",
        content=name,
        edition=name,
        headline_key=name,
        headline_words=np.unique(words % np.uint64(2**32)).astype("<u4").tobytes(),
        shingles=pack(hashes),
        event_ms=1_700_000_000_000 + number,
        origin=msgspec.structs.replace(model.origin, partition=1, offset=number),
        story=f"urn:dateline:story:{name}",
    )


def stream(known: list[str], unknown: list[str]) -> Iterator[Article]:
    """Yield articles to judge: four new ones, then a copy with the beginning of another article before it."""
    for number in range(JUDGED):
        turn = number // 5
        if number % 5 < 4:
            words = unknown[number % len(unknown)].split(" ")
            place = number // len(unknown) + 1  # later turns change every second, third … fifth word
            text = " ".join(f"x{number}" if n % place == 0 and number >= len(unknown) else w
                            for n, w in enumerate(words))  # fmt: skip
        else:
            text = f"{unknown[turn % len(unknown)][:300]}\n\n{known[turn % len(known)]}"
        yield plain_article(
            number + 10**7, text, headline=text[:60], url=f"https://b.example/{number}", domain="b.example"
        )


def _anonymous_bytes() -> int:
    """Return the memory that is this process's own; the peak where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("RssAnon"))
    return int(line.split()[1]) * 1024


def picture(points: list[Point]) -> str:
    """Return the growth curves as SVG."""
    sizes = [point.articles for point in points]
    return plot(
        "articles in the index",
        [
            Curve("µs to judge and remember (mean)", sizes, [p.judge for p in points], bound=300),
            Curve("bytes of memory an article", sizes, [p.resident_bytes for p in points], bound=400),
            Curve("seconds to rebuild", sizes, [p.restore_seconds for p in points], bound=60),
        ],
    )


if __name__ == "__main__":
    main()
