"""How costs grow with the work: names in a user's gazetteer, messages that wait.

How they grow with the length of an article is `tests.bench.functions`, with the articles that are remembered
`tests.bench.growth`. Each size of a gazetteer is measured in a process of its own, so that nothing of another
size is in its memory.
"""

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import msgspec

from service.codecs.record import encode_article
from service.model import Message, StageName
from service.record import Origin
from service.settings import load_settings
from service.worker import sample
from service.worker.stages import define_stage
from tests.bench.mix import wires
from tests.bench.worker.context import Context, rounds
from tests.bench.worker.drain import peaks
from tests.bench.worker.readings import hop, span
from tests.bench.worker.run import Plan
from tests.bench.worker.scaling import unique_records
from tests.conftest import DATA, ROOT

SYLLABLES = "ba ko ri san tel mu ver dan lo pia gor hes tun wai zel nor qua fe dru im".split()
NAMED_SECONDS = 300
WARM_UP = 20


class Named(msgspec.Struct, frozen=True):
    """The tag function with so many names of a user's: start and memory of the process, and an article."""

    names: int
    start_seconds: float
    resident_mb: float
    article_ms: float


class Waiting(msgspec.Struct, frozen=True):
    """The normalise stage on a topic on which so many messages wait."""

    messages: int
    per_second: float
    cpu_ms: float
    engine_ms: float
    resident_mb: float


class Curves(msgspec.Struct, frozen=True):
    """All curves of this module."""

    gazetteer: list[Named]
    backlog: list[Waiting]


def curves(context: Context, until: float) -> Curves:
    """Measure every curve; the largest sizes are left out when time is short."""
    return Curves(
        backlog=[backlog(context, size) for size in _sizes(context.sizes.backlogs, until)],
        gazetteer=[gazetteer(context, names) for names in _sizes((0, *context.sizes.names), until)],
    )


def _sizes(sizes: tuple[int, ...], until: float) -> list[int]:
    return [sizes[number] for number in rounds(len(sizes), until)]


def backlog(context: Context, size: int) -> Waiting:
    """Work a backlog off with the normalise stage alone.

    Raises:
        TimeoutError: the worker does not get on.
    """
    with context.run(Plan(stages="normalize", is_spread=True)) as run:
        run.fill(islice(wires(context.data), size))
        run.start()
        run.read_until(lambda one: one.counts[StageName.NORMALIZE].messages >= size)
        began, ended = span(run.readings, StageName.NORMALIZE, lead=0.0)
        found = hop(run.readings, StageName.NORMALIZE)
        memory = peaks(run.readings)["normalize-0"]
    done = size - began.counts[StageName.NORMALIZE].messages
    seconds = ended.at - began.at
    context.tell(f"curves: backlog of {size}: {done / seconds:.0f} messages a second")
    assert found is not None, "all messages were read until"
    return Waiting(size, done / seconds, found.function + found.engine, found.engine, memory)


def gazetteer(context: Context, names: int) -> Named:
    """Tag articles in a process that has `names` names of a user's."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "names.tsv"
        file.write_text(gazetteer_text(names), encoding="utf-8")
        environment = os.environ | {"DATELINE_GAZETTEER_FILES": str(file) if names else ""}
        ended = subprocess.run(
            [sys.executable, "-m", "tests.bench.worker.curves", str(names), str(context.sizes.tagged)],
            env=environment,
            cwd=ROOT,
            check=True,
            capture_output=True,
            timeout=NAMED_SECONDS,
        )
    found = msgspec.json.decode(ended.stdout, type=Named)
    context.tell(f"curves: {names} names: {found.article_ms:.2f} ms an article")
    return found


def gazetteer_text(names: int) -> str:
    """Return a gazetteer of organisations with made-up names of two words, the same ones each time."""
    chance = random.Random(7)  # noqa: S311 - a repeatable draw, not a secret
    words = [("".join(chance.sample(SYLLABLES, 3))).capitalize() for _ in range(4 * (names or 1))]
    found = list(dict.fromkeys(f"{one} {two}" for one, two in zip(words[::2], words[1::2], strict=True)))
    return "".join(["kind\tname\n", *(f"organisation\t{name}\n" for name in found[:names])])


def tagging(names: int, articles: int) -> Named:
    """Load the tables and tag articles, in this process."""
    definition = define_stage(StageName.TAG, load_settings())
    definition.warm_up()
    stage = definition.bind(definition.new_state())
    start = time.process_time()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    origin = Origin(topic=definition.source, partition=0, offset=0, item=0)
    stage(Message(value=encode_article(sample.ARTICLE), headers=(), origin=origin))
    records = [
        Message(value=one.value, headers=(), origin=origin)
        for one in islice(unique_records(wires(DATA)), WARM_UP + articles)
    ]
    for record in records[:WARM_UP]:
        stage(record)
    began = time.process_time()
    for record in records[WARM_UP:]:
        stage(record)
    return Named(names, start, memory, (time.process_time() - began) * 1000 / articles)


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(tagging(int(sys.argv[1]), int(sys.argv[2]))))
