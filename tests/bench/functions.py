"""What the pure functions cost on real articles: each stage by format, each tagger, and by length.

    python -m tests.bench.functions [--rounds 5]

Times are of the processor, in one process; a round goes over everything once, so that whatever else the
machine does hits all alike. A table gives the median of the rounds and their spread. Two yardsticks are in
the same rounds: Trafilatura's own extraction for pages, and ftfy with py3langid as they come for plain text.
"""

import argparse
import gzip
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import ftfy
import msgspec
import py3langid
import trafilatura

from service.codecs.record import decode_article, encode_article
from service.model import Message, Publish, Remember, StageName
from service.pipeline import Stage
from service.record import Origin
from service.settings import load_settings
from service.taggers import TAGGERS
from service.taggers.document import Tags, document_of
from service.worker.stages import define_stage, settle
from tests.bench.document import put_in
from tests.bench.machine import machine_facts
from tests.bench.plot import Curve, plot
from tests.conftest import DATA, ROOT
from tests.eval.score_dedup import worldwide

DOCUMENT = ROOT / "docs" / "performance.md"
PLOT = ROOT / "docs" / "performance-length.svg"
RESULTS = ROOT / "build" / "bench" / "functions.json"
CHARS = 3000
ARTICLES, PAGES = 150, 40
LENGTHS = (500, 1_000, 3_000, 10_000, 30_000, 100_000)
BUDGETS = {"normalize": 1.0, "deduplicate": 0.3, "tag": 3.0}
"""Milliseconds for a plain article of 3 KB."""


class Figure(msgspec.Struct, frozen=True):
    """Milliseconds of processor time an article takes: the median round, and the least and the most."""

    what: str
    articles: int
    median: float
    least: float
    most: float


def main() -> None:
    """Measure and write the tables and the plot."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    figures = measure(rounds)
    curves = by_length(worldwide(DATA))
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_bytes(
        msgspec.json.format(msgspec.json.encode({"machine": machine_facts(), "figures": figures}))
    )
    PLOT.write_text(plot("characters of body", curves), encoding="utf-8")
    facts = ", ".join(f"{name}: {value}" for name, value in machine_facts().items())
    found = {"functions": f"{facts}\n\n{table(figures)}"}
    DOCUMENT.write_text(put_in(DOCUMENT.read_text(encoding="utf-8"), found), encoding="utf-8")
    print(table(figures))


def measure(rounds: int) -> list[Figure]:
    """Return the cost of every function, each round over all of them."""
    jobs = dict(_jobs(DATA))
    for work, inputs in jobs.values():
        for one in inputs[:20]:
            work(one)  # tables are loaded and caches filled as in a process that has run for a while
    settle()
    times: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for what, (work, inputs) in jobs.items():
            began = time.process_time()
            for one in inputs:
                work(one)
            times[what].append((time.process_time() - began) / len(inputs) * 1000)
    return [
        Figure(what, len(jobs[what][1]), statistics.median(found), min(found), max(found))
        for what, found in times.items()
    ]


Job = tuple[Callable[..., object], Sequence[Any]]


def _jobs(data: Path) -> Iterator[tuple[str, Job]]:
    texts = [text[:CHARS] for text in worldwide(data)[:ARTICLES]]
    pages = list(_pages(data))
    normalize = stage_of(StageName.NORMALIZE)
    raw = [message(text.encode(), "text/plain", number) for number, text in enumerate(texts)]
    yield "plain text: normalize", (normalize, raw)
    yield "plain text: ftfy and py3langid as they come", (_naive, texts)
    web = [message(page, "text/html", number) for number, page in enumerate(pages)]
    yield "page: normalize", (normalize, web)
    yield "page: trafilatura.extract as it comes", (trafilatura.extract, pages)
    normalized = [found for one in raw for found in published(normalize, one)]
    yield "plain text: deduplicate", (_judging(normalized[: ARTICLES // 2]), normalized[ARTICLES // 2 :])
    yield "plain text: tag", (stage_of(StageName.TAG), normalized)
    yield "record: read and write", (lambda one: encode_article(decode_article(one.value)), normalized)
    yield from _taggers(normalized)


def _taggers(normalized: list[Message]) -> Iterator[tuple[str, Job]]:
    """Yield each tagger with what it sees: the article, and the tags of those before it."""
    seen = [(document_of(decode_article(one.value)), Tags()) for one in normalized]
    articles = [document.article for document, _ in seen]
    yield "tagger: sentences and words", (document_of, articles)
    for tagger in TAGGERS:
        yield f"tagger: {tagger.name}", (lambda one, run=tagger.run: run(*one), seen)
        seen = [(document, tagger.run(document, tags)) for document, tags in seen]


def by_length(texts: list[str]) -> list[Curve]:
    """Return how the stages' costs grow with the body, in milliseconds."""
    joined = "\n\n".join(texts)
    costs: dict[StageName, list[float]] = {name: [] for name in StageName}
    for length in LENGTHS:
        pieces = [joined[at : at + length] for at in range(0, max(length * 5, 20_000), length)]
        messages = [message(piece.encode(), "text/plain", number) for number, piece in enumerate(pieces)]
        for name in StageName:
            stage = stage_of(name)
            stage(messages[0])
            began = time.process_time()
            outcomes = [published(stage, one) for one in messages]
            costs[name].append((time.process_time() - began) / len(messages) * 1000)
            if name is StageName.NORMALIZE:
                messages = [found for one in outcomes for found in one]
    return [
        Curve(f"{name}: ms an article", list(LENGTHS), costs[name], BUDGETS[name.value]) for name in StageName
    ]


def table(figures: list[Figure]) -> str:
    """Return the figures as a table."""
    rows = [
        "| what | articles | ms an article, median (least–most) | a second on one core |",
        "|---|---:|---:|---:|",
    ]
    rows += [
        f"| {one.what} | {one.articles} | {one.median:.3f} ({one.least:.3f}–{one.most:.3f}) "
        f"| {1000 / one.median:,.0f} |"
        for one in figures
    ]
    return "\n".join(rows)


def stage_of(name: StageName) -> Stage:
    """Return a stage with its tables loaded and nothing remembered."""
    definition = define_stage(name, load_settings())
    definition.warm_up()
    return definition.bind(definition.new_state())


def message(value: bytes, content_type: str, number: int) -> Message:
    """Return a raw message."""
    origin = Origin(topic="articles.raw", partition=0, offset=number, item=0)
    headers = (("content-type", content_type.encode()),)
    return Message(value=value, headers=headers, origin=origin, timestamp_ms=1_767_225_600_000)


def published(stage: Stage, one: Message) -> list[Message]:
    """Return what the next stage would read."""
    return [
        msgspec.structs.replace(one, value=encode_article(outcome.article), headers=())
        for outcome in stage(one)
        if isinstance(outcome, Publish)
    ]


def _judging(remembered: Sequence[Message]) -> Stage:
    """Return the stage that judges articles against some that it remembers."""
    definition = define_stage(StageName.DEDUPLICATE, load_settings())
    state = definition.new_state()
    stage = definition.bind(state)
    for one in remembered:
        for outcome in stage(one):
            if isinstance(outcome, Remember):
                state.add(outcome.fingerprint)
    return stage


def _naive(text: object) -> object:
    fixed = ftfy.fix_text(str(text))
    return py3langid.classify(fixed)


def _pages(data: Path) -> Iterator[bytes]:
    for file in sorted((data / "extract-fundus-testdata").rglob("*.html.gz"))[:PAGES]:
        yield gzip.decompress(file.read_bytes())


if __name__ == "__main__":
    main()
