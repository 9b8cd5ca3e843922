"""A real worker on articles of one length: processor time of each stage, memory, and bytes on each topic."""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from service.model import StageName
from tests.bench.mix import PLAIN, Raw
from tests.bench.sizing.functions import texts
from tests.bench.worker.context import Context
from tests.bench.worker.drain import peaks
from tests.bench.worker.readings import hop
from tests.bench.worker.run import Plan

CALIBRATED = 3_000
"""Characters of the articles from which the engine's part is taken."""

CHECKED = (1_500, 6_000)
"""Characters of the articles on which the model is checked; the functions' lines go through other lengths."""


class Taken(msgspec.Struct, frozen=True):
    """What a worker took for articles of one length.

    Attributes:
        length: characters of each.
        articles: how many.
        milliseconds: of processor time an article, of each stage's processes.
        engine: of that, what was not the stage's function.
        process_mb: the most that each process held.
        topic_bytes: an article, by topic's short name; routed topics together.
    """

    length: int
    articles: int
    milliseconds: dict[str, float]
    engine: dict[str, float]
    process_mb: dict[str, float]
    topic_bytes: dict[str, float]


def take(context: Context, data_folder: Path, length: int, articles: int) -> Taken:
    """Drain a topic of articles of one length.

    Args:
        context: broker and folder.
        data_folder: where the broker keeps its logs.
        length: characters of an article.
        articles: how many.

    Raises:
        TimeoutError: the worker does not get on.
    """
    messages = [Raw(text.encode(), PLAIN) for text in texts(context.data, length, articles)]
    with context.run(Plan()) as run:
        run.fill(messages)
        run.start()
        run.read_until(
            lambda one: one.ended >= articles,
            lambda one: context.progress(f"sizing: {length} characters: {one.ended} of {articles}"),
        )
        run.committed_articles(articles)
        hops = {stage.value: hop(run.readings, stage) for stage in StageName}
        found = {stage: one for stage, one in hops.items() if one is not None}
        return Taken(
            length=length,
            articles=articles,
            milliseconds={stage: one.function + one.engine for stage, one in found.items()},
            engine={stage: one.engine for stage, one in found.items()},
            process_mb=peaks(run.readings),
            topic_bytes={
                name: bytes_of(data_folder, topics) / articles
                for name, topics in topics_by_name(run.topics.raw.removesuffix("raw")).items()
            },
        )


def topics_by_name(prefix: str) -> dict[str, str]:
    """Return the beginning of the topics' folders, by short name."""
    names = ("raw", "normalized", "unique", "duplicates", "fingerprints", "enriched")
    return {name: f"{prefix}{name}-" for name in names} | {"routed": f"{prefix}enriched."}


def bytes_of(folder: Path, beginning: str) -> int:
    """Return the bytes of the log segments of the topics that begin so."""
    return sum(file.stat().st_size for file in _segments(folder) if file.parent.name.startswith(beginning))


def _segments(folder: Path) -> Iterator[Path]:
    for path, _, files in os.walk(folder):
        yield from (Path(path) / name for name in files if name.endswith(".log"))
