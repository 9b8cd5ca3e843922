"""The undisturbed run: what each input becomes when the pure pipeline gets all of them in order.

No broker takes part, so this is also a check of the worker from outside: whatever it adds, drops or
reorders on its way through Kafka shows as a difference.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import msgspec

from service.codecs.record import decode_article, encode_article
from service.dedup import Index, judge
from service.model import DeadLetter, Limits, Message, Publish, Topics
from service.pipeline import normalize
from service.record import Article, Origin
from service.routing import load_routes
from service.settings import Settings
from service.taggers import tag_article
from tests.chaos.articles import Input, make_inputs
from tests.chaos.history import Expected, Place, digest
from tests.chaos.workers import ROOT

ORIGINALS = frozenset({"new", "revision"})
NICE = 5  # it runs beside the workers, and must not slow them down


Expectation = Callable[[], Awaitable[dict[Place, Expected]]]


class Inputs(msgspec.Struct, frozen=True, kw_only=True):
    """Which messages: those of a seed, and the Kafka timestamp of the first."""

    seed: int
    count: int
    first_ms: int


class WrongGenerator(AssertionError):
    """An input is not what the generator says; the suite itself is wrong."""


@asynccontextmanager
async def expecting(inputs: Inputs, *, prefix: str, folder: Path) -> AsyncIterator[Expectation]:
    """Work it out in another process, which ends with this context at the latest.

    Yields a function that waits for the result.
    """
    file = folder / "expected.msgpack"
    arguments = [str(inputs.seed), str(inputs.count), prefix, str(inputs.first_ms), str(file)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.chaos.expectation", *arguments, cwd=ROOT
    )

    async def result() -> dict[Place, Expected]:
        if await process.wait():
            raise WrongGenerator("what must come out could not be worked out; see above")
        found = msgspec.msgpack.decode(await asyncio.to_thread(file.read_bytes), type=list[Expected])
        return {expected.source: expected for expected in found}

    try:
        yield result
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def expect(inputs: Sequence[Input], *, prefix: str, first_ms: int) -> dict[Place, Expected]:
    """Return what must become of each input, by its raw place.

    Args:
        inputs: in the order in which they are sent.
        prefix: of the topics' names, which stand in the records.
        first_ms: Kafka timestamp of the first message.
    """
    settings = Settings(topic_prefix=prefix)
    horizon_ms = int(settings.dedup_horizon_hours * 3_600_000)
    index = Index(horizon_ms=horizon_ms, max_articles=settings.dedup_max_articles)
    found = [_expect_one(sent, settings, index, first_ms) for sent in inputs]
    return {expected.source: expected for expected in found}


def _expect_one(sent: Input, settings: Settings, index: Index, first_ms: int) -> Expected:
    outcome = _normalized(sent, settings.topics, settings.limits, first_ms)
    if isinstance(outcome, DeadLetter):
        if outcome.reason is not sent.reason:
            raise WrongGenerator(f"message {sent.number}: {outcome.reason} instead of {sent.reason}")
        return Expected(input=sent, value_digest=digest(sent.value), reason=outcome.reason)
    article = outcome.article
    if sent.reason is not None or article.language != sent.language:
        raise WrongGenerator(f"message {sent.number}: {article.language} instead of {sent.language}")
    judged, fingerprint = judge(decode_article(encode_article(article)), index)
    index.add(fingerprint)
    return _expected_article(sent, article, judged, settings)


def _expected_article(sent: Input, article: Article, judged: Article, settings: Settings) -> Expected:
    status = judged.dedup.status if judged.dedup else ""
    if (status in ORIGINALS) != (sent.rank == 0 or sent.kind == "revision"):
        raise WrongGenerator(f"message {sent.number}: {sent.kind} {sent.rank} is {status}")
    tagged = tag_article(decode_article(encode_article(judged)))
    routes = load_routes(settings.routing_file, settings.topic_prefix)
    return Expected(
        input=sent,
        value_digest=digest(sent.value),
        language=article.language,
        status=status,
        normalized=digest(encode_article(article)),
        published=digest(encode_article(tagged if status in ORIGINALS else judged)),
        plain_enriched=digest(encode_article(without_dedup(tagged))),
        plain_duplicate=digest(encode_article(without_dedup(judged))),
        routes=tuple(routes.destinations(tagged)),
    )


def _normalized(sent: Input, topics: Topics, limits: Limits, first_ms: int) -> Publish | DeadLetter:
    message = Message(
        value=sent.value,
        headers=sent.headers,
        origin=Origin(topic=topics.raw, partition=sent.partition, offset=sent.offset, item=0),
        timestamp_ms=first_ms + sent.at_ms,
    )
    (outcome,) = normalize(message, topics=topics, limits=limits)
    if not isinstance(outcome, Publish | DeadLetter):
        raise WrongGenerator(f"message {sent.number}: {outcome}")
    return outcome


def without_dedup(article: Article) -> Article:
    """Return the article as it was before it was judged, tags kept."""
    return msgspec.structs.replace(article, dedup=None)


def main(seed: str, count: str, prefix: str, first_ms: str, file: str) -> None:
    """Work out what must become of a seed's messages, and write it to `file`."""
    os.nice(NICE)
    expected = expect(make_inputs(int(seed), int(count)), prefix=prefix, first_ms=int(first_ms))
    Path(file).write_bytes(msgspec.msgpack.encode(list(expected.values())))


if __name__ == "__main__":
    main(*sys.argv[1:])
