"""The undisturbed run: what each input becomes when the pure pipeline gets all of them in order.

No broker takes part, so this is also a check of the worker from outside: whatever it adds, drops or
reorders on its way through Kafka shows as a difference.

It is a function of the messages and of the code, and takes as long as the workers need for the same
articles, so it is kept in a file under both names: a seed that is tried again does not pay for it twice.
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
from service.routing import Routes, load_routes
from service.settings import Settings
from service.taggers import tag_article
from tests.chaos.articles import FIRST_MS, Input, make_inputs
from tests.chaos.code import code_digest
from tests.chaos.history import Expected, Place, digest
from tests.chaos.workers import ROOT

ORIGINALS = frozenset({"new", "revision"})
NICE = 5  # it runs beside the workers, and must not slow them down


Expectation = Callable[[], Awaitable[dict[Place, Expected]]]


class Inputs(msgspec.Struct, frozen=True, kw_only=True):
    """Which messages: so many of a seed, sent to topics of this prefix, which stands in the records."""

    seed: int
    count: int
    prefix: str

    @property
    def file_name(self) -> str:
        """For what must come of them, under the present code of the service and of this suite."""
        code = code_digest("service", "tests/chaos")
        return f"expected-{self.prefix}-{self.seed:02}-{self.count}-{code}.msgpack"


class Pure(msgspec.Struct, frozen=True, kw_only=True):
    """What the pure pipeline is run with."""

    topics: Topics
    limits: Limits
    routes: Routes
    index: Index


class WrongGenerator(AssertionError):
    """An input is not what the generator says; the suite itself is wrong."""


@asynccontextmanager
async def expecting(inputs: Inputs, folder: Path) -> AsyncIterator[Expectation]:
    """Work it out in another process, which ends with this context at the latest.

    Yields a function that waits for the result, which is kept in `folder` and taken from there if it is
    there already.
    """
    file = folder / inputs.file_name
    arguments = [str(inputs.seed), str(inputs.count), inputs.prefix, str(file)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.chaos.expectation", *arguments, cwd=ROOT
    )

    async def result() -> dict[Place, Expected]:
        if await process.wait():
            raise WrongGenerator("what must come out could not be worked out; see above")
        return await asyncio.to_thread(_read, file)

    try:
        yield result
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _read(file: Path) -> dict[Place, Expected]:
    found = msgspec.msgpack.decode(file.read_bytes(), type=list[Expected])
    return {expected.source: expected for expected in found}


def expect(inputs: Sequence[Input], *, prefix: str) -> dict[Place, Expected]:
    """Return what must become of each input, by its raw place.

    Args:
        inputs: in the order in which they are sent.
        prefix: of the topics' names, which stand in the records.
    """
    settings = Settings(topic_prefix=prefix)
    pure = Pure(
        topics=settings.topics,
        limits=settings.limits,
        routes=load_routes(settings.routing_file, settings.topic_prefix),
        index=Index(
            horizon_ms=int(settings.dedup_horizon_hours * 3_600_000), max_articles=settings.dedup_max_articles
        ),
    )
    found = [_expect_one(sent, pure) for sent in inputs]
    return {expected.source: expected for expected in found}


def _expect_one(sent: Input, pure: Pure) -> Expected:
    outcome = _normalized(sent, pure.topics, pure.limits)
    if isinstance(outcome, DeadLetter):
        if outcome.reason is not sent.reason:
            raise WrongGenerator(f"message {sent.number}: {outcome.reason} instead of {sent.reason}")
        return Expected(input=sent, value_digest=digest(sent.value), reason=outcome.reason)
    article = outcome.article
    if sent.reason is not None or article.language != sent.language:
        raise WrongGenerator(f"message {sent.number}: {article.language} instead of {sent.language}")
    judged, fingerprint = judge(decode_article(encode_article(article)), pure.index)
    pure.index.add(fingerprint)
    return _expected_article(sent, article, judged, pure.routes)


def _expected_article(sent: Input, article: Article, judged: Article, routes: Routes) -> Expected:
    status = judged.dedup.status if judged.dedup else ""
    if (status in ORIGINALS) != (sent.rank == 0 or sent.kind == "revision"):
        raise WrongGenerator(f"message {sent.number}: {sent.kind} {sent.rank} is {status}")
    tagged = tag_article(decode_article(encode_article(judged)))
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


def _normalized(sent: Input, topics: Topics, limits: Limits) -> Publish | DeadLetter:
    message = Message(
        value=sent.value,
        headers=sent.headers,
        origin=Origin(topic=topics.raw, partition=sent.partition, offset=sent.offset, item=0),
        timestamp_ms=FIRST_MS + sent.at_ms,
    )
    (outcome,) = normalize(message, topics=topics, limits=limits)
    if not isinstance(outcome, Publish | DeadLetter):
        raise WrongGenerator(f"message {sent.number}: {outcome}")
    return outcome


def without_dedup(article: Article) -> Article:
    """Return the article as it was before it was judged, tags kept."""
    return msgspec.structs.replace(article, dedup=None)


def main(seed: str, count: str, prefix: str, file: str) -> None:
    """Work out what must become of a seed's messages, and write it to `file` if it is not there yet."""
    if Path(file).exists():
        return
    os.nice(NICE)
    expected = expect(make_inputs(int(seed), int(count)), prefix=prefix)
    part = Path(f"{file}.part")
    part.write_bytes(msgspec.msgpack.encode(list(expected.values())))
    part.replace(file)


if __name__ == "__main__":
    main(*sys.argv[1:])
