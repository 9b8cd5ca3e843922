"""How the cost of de-duplication grows with the index: measured, written as a table and as a plot.

    python -m tests.bench.growth [--sizes 10000 30000 100000 300000 1000000]

For each size the fingerprints of `tests.bench.fingerprints` are written to a partition of the embedded
Kafka in transactions, as a worker writes them. A process of its own then rebuilds the index from there, by
the code with which a worker restores, with the store on the local disk, and judges a mixed stream of real
newswire: four articles in five are new, one is a copy with a local lead.
"""

import argparse
import asyncio
import ctypes
import gc
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

import aiokafka
import msgspec
import numpy as np
import uvloop

from service.broker.admin import ensure_topics
from service.broker.embedded import EmbeddedBroker
from service.broker.topics import ExpectedTopic
from service.dedup import Index, judge
from service.record import Article
from service.settings import load_settings
from service.worker.chunk import SourcePartition
from service.worker.local_store import LocalStore
from service.worker.restore import restore_state
from service.worker.transaction import BATCH_BYTES
from tests.articles import plain_article
from tests.bench.document import put_in
from tests.bench.fingerprints import HORIZON_MS, encoded, headline_of
from tests.bench.machine import machine_facts
from tests.bench.plot import Curve, plot
from tests.conftest import DATA, ROOT
from tests.eval.score_dedup import worldwide

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
JUDGED = 2_000
WARMING = 200
IN_TRANSACTION = 200
REPORT = ROOT / "docs" / "deduplication-growth.json"
PLOT = ROOT / "docs" / "deduplication-growth.svg"
DOCUMENT = ROOT / "docs" / "deduplication.md"
CAPACITY = SIZES[-1] + JUDGED + WARMING
"""`max_articles` of the index: a setting for a million articles."""


class Point(msgspec.Struct, frozen=True):
    """What one size of the index costs: times in µs of processor time, memory in bytes an article.

    `judge_wall` and `restore_wall_seconds` are by the clock on the wall, with whatever else was running;
    `reads` is how many earlier articles were read from the store for each article that was judged.
    """

    articles: int
    judge: float
    judge_median: float
    judge_new: float
    judge_copy: float
    judge_p99: float
    judge_wall: float
    reads: float
    restore_seconds: float
    restore_wall_seconds: float
    resident_bytes: float
    store_bytes: float


def main() -> None:
    """Measure every size and write the table and the plot; with `--point`, measure one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--folder", type=Path, help="where broker and store keep their files (about 14 GB)")
    parser.add_argument("--dry-run", action="store_true", help="print only")
    parser.add_argument("--point", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.point:
        size, bootstrap, folder = arguments.point.split(",", 2)
        print(msgspec.json.encode(measure(int(size), bootstrap, Path(folder))).decode())
        return
    folder = Path(tempfile.mkdtemp(prefix="dateline-growth-", dir=arguments.folder))
    try:
        points = _measured(arguments.sizes, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if not arguments.dry_run:
        _write(points)


def _measured(sizes: list[int], folder: Path) -> list[Point]:
    points = []
    with EmbeddedBroker(folder, 0, cache_dir=load_settings().cache_dir) as broker:
        for size in sizes:
            began = time.perf_counter()
            asyncio.run(_fill(broker.bootstrap, size))
            written = time.perf_counter() - began
            point = _point(size, broker.bootstrap, folder)
            points.append(point)
            print(f"{point}\n  written to Kafka in {written:.0f} s", flush=True)
    return points


def _topic(size: int) -> str:
    return f"fingerprints-{size}"


async def _fill(bootstrap: str, size: int) -> None:
    """Write `size` fingerprints to a partition, a few hundred in a transaction."""
    topic = _topic(size)
    await ensure_topics(bootstrap, [ExpectedTopic(name=topic, partitions=1, config={})])
    producer = aiokafka.AIOKafkaProducer(
        bootstrap_servers=bootstrap, transactional_id=topic, max_batch_size=BATCH_BYTES, acks="all"
    )
    texts = worldwide(DATA)
    await producer.start()
    try:
        fingerprints = encoded(size, texts[::2], texts[1::2])
        while many := list(islice(fingerprints, IN_TRANSACTION)):
            async with producer.transaction():
                await asyncio.gather(*[await producer.send(topic, data) for data in many])
    finally:
        await producer.stop()


def _point(size: int, bootstrap: str, folder: Path) -> Point:
    """Measure one size in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.growth", "--point", f"{size},{bootstrap},{folder}"]
    done = subprocess.run(command, stdout=subprocess.PIPE, cwd=ROOT, check=True)
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Point)


class _CountingStore(LocalStore):
    """The local store, which also counts what is read and how much is kept."""

    reads = 0
    stored = 0

    def __getitem__(self, slot: int) -> bytes:
        self.reads += 1
        return super().__getitem__(slot)

    def __setitem__(self, slot: int, data: bytes) -> None:
        self.stored += len(data)
        super().__setitem__(slot, data)


def measure(size: int, bootstrap: str, folder: Path) -> Point:
    """Restore an index of `size` articles from Kafka and judge a mixed stream against it."""
    texts = worldwide(DATA)
    articles = list(stream(texts[::2], texts[1::2]))
    store = _CountingStore(folder / "store")
    before = _own_bytes()
    index = Index(HORIZON_MS, max(CAPACITY, size + JUDGED + WARMING), store=store)
    cpu, wall = time.process_time(), time.perf_counter()
    source = SourcePartition(_topic(size), 0)
    count = uvloop.run(restore_state(bootstrap, source, index.add_all, lambda _: None))
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    assert count == len(index) == size, (count, len(index))
    resident, stored, store.reads = _own_bytes() - before, store.stored, 0
    for article in articles[:WARMING]:
        index.add(judge(article, index)[1])
    times: dict[str, list[float]] = {"new": [], "near": []}
    store.reads, began_wall = 0, time.perf_counter()
    for article in articles[WARMING:]:
        began = time.process_time()
        judged, fingerprint = judge(article, index)
        index.add(fingerprint)
        times["new" if judged.dedup and judged.dedup.status == "new" else "near"].append(
            time.process_time() - began
        )
    judge_wall = time.perf_counter() - began_wall
    everything = np.array(times["new"] + times["near"]) * 1e6
    return Point(
        articles=size,
        judge=float(everything.mean()),
        judge_median=float(np.median(everything)),
        judge_new=float(np.mean(times["new"]) * 1e6),
        judge_copy=float(np.mean(times["near"]) * 1e6),
        judge_p99=float(np.percentile(everything, 99)),
        judge_wall=judge_wall / len(everything) * 1e6,
        reads=store.reads / len(everything),
        restore_seconds=cpu,
        restore_wall_seconds=wall,
        resident_bytes=resident / size,
        store_bytes=stored / size,
    )


def stream(known: list[str], unknown: list[str]) -> Iterator[Article]:
    """Yield articles to judge: four new ones, then a copy with the beginning of another article before it."""
    for number in range(JUDGED + WARMING):
        turn = number // 5
        if number % 5 < 4:
            words = unknown[number % len(unknown)].split(" ")
            place = number // len(unknown) + 1  # later turns change every second, third … fifth word
            text = " ".join(f"x{number}" if n % place == 0 and number >= len(unknown) else w
                            for n, w in enumerate(words))  # fmt: skip
        else:
            text = f"{unknown[turn % len(unknown)][:300]}\n\n{known[turn % len(known)]}"
        yield plain_article(
            number + 10**7, text, headline=headline_of(text), url=f"https://b.example/{number}",
            domain="b.example",
        )  # fmt: skip


def _own_bytes() -> int:
    """Return the memory that is this process's own, without what the allocator could give back."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)  # the buffers that were fetched into
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("RssAnon"))
    return int(line.split()[1]) * 1024


def _write(points: list[Point]) -> None:
    REPORT.write_text(json.dumps(msgspec.to_builtins(points), indent=1) + "\n")
    PLOT.write_text(picture(points))
    facts = ", ".join(f"{name}: {value}" for name, value in machine_facts().items())
    found = {"growth": f"{facts}\n\n{table(points)}"}
    DOCUMENT.write_text(put_in(DOCUMENT.read_text(encoding="utf-8"), found), encoding="utf-8")


def table(points: list[Point]) -> str:
    """Return the points as rows of Markdown."""
    rows = [
        f"| {p.articles:,} | {p.judge:.0f} µs | {p.judge_median:.0f} µs | {p.judge_new:.0f} µs | "
        f"{p.judge_copy:.0f} µs | {p.reads:.1f} | {p.resident_bytes:.0f} bytes | {p.restore_seconds:.1f} s | "
        f"{p.restore_wall_seconds:.1f} s |"
        for p in points
    ]
    heads = "articles | judge and remember, mean | median | new | copy | earlier articles read | "
    heads += "memory an article | rebuild from Kafka, processor | by the clock"
    return "\n".join([f"| {heads} |", "|---" * 9 + "|", *rows])


def picture(points: list[Point]) -> str:
    """Return the growth curves as SVG."""
    sizes = [point.articles for point in points]
    return plot(
        "articles in the index",
        [
            Curve("µs to judge and remember (mean)", sizes, [p.judge for p in points], bound=300),
            Curve("bytes of memory an article", sizes, [p.resident_bytes for p in points], bound=400),
            Curve("seconds to rebuild from Kafka", sizes, [p.restore_wall_seconds for p in points], bound=60),
        ],
    )


if __name__ == "__main__":
    main()
