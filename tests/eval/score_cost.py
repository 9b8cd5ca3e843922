"""Measure what each tagger costs: processor time for an article of 3,000 characters, on the same articles.

    python -m tests.eval cost

Times are process time, the least of a few rounds; on a busy machine they are upper bounds, to be compared
with each other only.
"""

import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from service.taggers import TAGGERS, load_tables
from service.taggers.document import Document, Tags, document_of
from tests.eval.documents import plain_article
from tests.eval.figure import Figure
from tests.eval.sampled import WORLDWIDE, worldwide

_ARTICLES, _CHARACTERS, _ROUNDS = 100, 3_000, 4


def figures(data: Path) -> Iterator[Figure]:
    """Yield microseconds an article for cutting it into words, for each tagger, and for all together."""
    long = (item.text for _, item in worldwide(data) if len(item.text) >= _CHARACTERS)
    articles = [plain_article(text[:_CHARACTERS]) for text in islice(long, _ARTICLES)]
    load_tables()
    documents = [document_of(article) for article in articles]
    spent = {"words and sentences": _least(lambda: [document_of(article) for article in articles])}
    tags = [Tags() for _ in documents]
    for tagger in TAGGERS:
        pairs = list(zip(documents, tags, strict=True))
        spent[tagger.name] = _least(lambda run=tagger.run, of=pairs: _run(run, of))  # type: ignore[misc]
        tags = _run(tagger.run, pairs)
    for name, seconds in (*spent.items(), ("all", sum(spent.values()))):
        value = 1e6 * seconds / max(len(articles), 1)
        yield Figure(
            dataset=f"{WORLDWIDE}, 3,000 characters", name=f"{name}, µs", value=value, items=len(articles),
            is_held=False,
        )  # fmt: skip


def _run(tagger: Callable[[Document, Tags], Tags], of: list[tuple[Document, Tags]]) -> list[Tags]:
    return [tagger(document, tags) for document, tags in of]


def _least(work: Callable[[], object]) -> float:
    """Return the least process time of a few rounds, in seconds."""
    times = []
    for _ in range(_ROUNDS):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)
