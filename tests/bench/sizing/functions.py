"""What the pure functions take for articles of several lengths, and what their records weigh, as lines."""

import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from service.model import Message, Remember, StageName
from service.settings import load_settings
from service.sizing import Line
from service.worker.outcomes import OutcomeRecords, OutputRecord, Stamp
from service.worker.stages import State, define_stage
from service.worker.transaction import MAX_RECORD_BYTES
from tests.bench.functions import message
from tests.bench.mix import wires
from tests.eval.score_html import fundus_pages

LENGTHS = (1_000, 3_000, 9_000)
RECORD_BYTES = (
    20  # what Kafka's format adds to a record, at most (lengths, offsets, time, as variable integers)
)
PAGE_ROUNDS = 2


class Measured(NamedTuple):
    """Milliseconds of the stages, and bytes on the topics, as lines by an article's size."""

    normalize_text: Line
    normalize_page: Line
    deduplicate: Line
    tag: Line
    records: dict[str, Line]


class Point(NamedTuple):
    """One article: its size in bytes, milliseconds by stage, bytes by topic."""

    size: int
    milliseconds: dict[StageName, float]
    written: dict[str, int]


def measure(data: Path, articles: int, rounds: int) -> Measured:
    """Return the lines; lengths take turns within a round."""
    points = [point for _ in range(rounds) for point in text_points(data, articles)]
    topics = sorted({topic for point in points for topic in point.written})
    costs = {stage: fit((one.size, one.milliseconds[stage]) for one in points) for stage in StageName}
    return Measured(
        costs[StageName.NORMALIZE],
        fit(page_points(data, articles)),
        costs[StageName.DEDUPLICATE],
        costs[StageName.TAG],
        {topic: fit((one.size, one.written.get(topic, 0)) for one in points) for topic in topics},
    )


def fit(points: Iterable[tuple[float, float]]) -> Line:
    """Return the line through the medians of sizes that lie close together; neither part is negative."""
    groups: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for size, value in points:
        groups[round(4 * np.log2(size))].append((size, value))
    sizes = np.array([statistics.median(size for size, _ in found) for found in groups.values()])
    values = np.array([statistics.median(value for _, value in found) for found in groups.values()])
    weights = np.sqrt([len(found) for found in groups.values()]) / np.maximum(values, 1e-9)
    slope, fixed = np.polyfit(sizes, values, 1, w=weights) if len(groups) > 1 else (0.0, values[0])
    if fixed < 0:
        slope, fixed = float(np.median(values / sizes)), 0.0
    return Line(fixed=round(float(fixed), 4), per_kb=round(float(max(slope, 0.0)) * 1000, 4))


def texts(data: Path, length: int, count: int) -> Iterator[str]:
    """Yield plain articles of about `length` characters, none another's copy."""
    source = (one.value.decode() for one in wires(data))
    for _ in range(count):
        text = next(source)
        while len(text) < length:
            text = f"{text}\n\n{next(source)}"
        yield text[:length].rsplit(" ", 1)[0]


def text_points(data: Path, articles: int) -> Iterator[Point]:
    """Yield what plain texts take, lengths in turn."""
    flows = {length: (Flow(), texts(data, length, articles)) for length in LENGTHS}
    for number in range(articles):
        for flow, source in flows.values():
            value = next(source).encode()
            point = flow.run(message(value, "text/plain", number))
            if number:  # the first one fills caches
                yield point


def page_points(data: Path, articles: int) -> Iterator[tuple[float, float]]:
    """Yield sizes of news pages and the milliseconds that normalising them takes."""
    flow = Flow()
    pages = [html.encode() for _, html in islice(fundus_pages(data), articles)]
    for _ in range(PAGE_ROUNDS):
        for number, page in enumerate(pages):
            began = time.process_time()
            flow.normalize(message(page, "text/html", number))
            yield len(page), (time.process_time() - began) * 1000


class Flow:
    """The three functions one after the other, with the records that a worker would write."""

    def __init__(self) -> None:
        settings = load_settings()
        self._topics = settings.topics
        self._stages, self._encoders = {}, {}
        self._states: dict[StageName, State] = {}
        for name in StageName:
            definition = define_stage(name, settings)
            definition.warm_up()
            self._states[name] = definition.new_state()
            self._stages[name] = definition.bind(self._states[name])
            self._encoders[name] = OutcomeRecords(topics=self._topics, stage=name, max_bytes=MAX_RECORD_BYTES)
        self.normalize = self._stages[StageName.NORMALIZE]

    def run(self, raw: Message) -> Point:
        """Return what one message takes and weighs."""
        milliseconds: dict[StageName, float] = {}
        written: defaultdict[str, int] = defaultdict(int)
        given: Sequence[Message] = [raw]
        for name in StageName:
            records: list[OutputRecord] = []
            milliseconds[name] = 0.0
            for one in given:
                began = time.process_time()
                outcomes = self._stages[name](one)  # encoding and remembering are the worker's own
                milliseconds[name] += (time.process_time() - began) * 1000
                for outcome in outcomes:
                    if isinstance(outcome, Remember):
                        self._states[name].add(outcome.fingerprint)
                records += self._encoders[name].encode(one, outcomes, Stamp(1_767_225_600_000)).records
            for record in records:
                written[record.topic] += weight(record)
            given = [
                msgspec.structs.replace(raw, value=record.value, headers=record.headers)
                for record in records
                if record.topic in {self._topics.normalized, self._topics.unique}
            ]
        return Point(len(raw.value or b""), milliseconds, dict(written))


def weight(record: OutputRecord) -> int:
    """Return the bytes that a record takes on its topic, uncompressed."""
    headers = sum(len(name) + len(value or b"") + 2 for name, value in record.headers)
    return RECORD_BYTES + len(record.key or b"") + len(record.value or b"") + headers
