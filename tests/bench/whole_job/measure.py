"""Take pipelines in turn over the same articles: processor time of each round, and quality of the first."""

import time
from collections import Counter
from collections.abc import Sequence

import msgspec

from tests.bench.whole_job.articles import Articles, Gold, score
from tests.bench.whole_job.pipelines import Found, Pipeline, Raw

CHUNK = 10


class Measured(msgspec.Struct, frozen=True):
    """What one pipeline made of one kind of articles.

    Attributes:
        seconds: processor time of each round over all articles.
        sums: what quality is worked out from, by `articles.score`.
    """

    pipeline: str
    articles: str
    count: int
    seconds: list[float]
    sums: dict[str, float]

    @property
    def title(self) -> float | None:
        """Share of headlines that are exactly right."""
        return self._share("titles")

    @property
    def body(self) -> float | None:
        """Mean F1 of the words of the bodies."""
        return self._share("bodies")

    @property
    def names(self) -> float | None:
        """F1 of names by exact span and type."""
        if "gold" not in self.sums:
            return None
        return 2 * self.sums["right"] / max(1, self.sums["gold"] + self.sums["found"])

    def _share(self, name: str) -> float | None:
        return self.sums[name] / self.sums["articles"] if name in self.sums else None


def attempt(pipeline: Pipeline, raw: Raw) -> object:
    """Return the result of one article, or the exception that a library's code ended with."""
    try:
        return pipeline.run(raw)
    except Exception as error:
        return error


def _scored(pipeline: Pipeline, raw: Raw, result: object, gold: Gold) -> dict[str, float]:
    """Return what a result adds to the sums; one that failed found nothing."""
    if isinstance(result, Exception):
        return {**score(gold, Found("", "", None)), "failed": 1}
    return dict(score(gold, pipeline.found(raw, result)))


def measure(pipelines: Sequence[Pipeline], articles: Articles, rounds: int) -> list[Measured]:
    """Return what each pipeline took and found; they change places after every few articles."""
    seconds = {one.name: [0.0] * rounds for one in pipelines}
    sums = {one.name: Counter[str]() for one in pipelines}
    for number in range(rounds):
        for one in pipelines:
            one.fresh()
        for start in range(0, len(articles.raw), CHUNK):
            turn = (number + start // CHUNK) % len(pipelines)
            for one in (*pipelines[turn:], *pipelines[:turn]):
                chunk = articles.raw[start : start + CHUNK]
                began = time.process_time()
                results = [attempt(one, raw) for raw in chunk]
                seconds[one.name][number] += time.process_time() - began
                if number == 0:
                    gold = articles.gold[start : start + CHUNK]
                    for raw, result, wanted in zip(chunk, results, gold, strict=True):
                        sums[one.name].update(_scored(one, raw, result, wanted))
    count = len(articles.raw)
    return [
        Measured(one.name, articles.name, count, seconds[one.name], dict(sums[one.name])) for one in pipelines
    ]
