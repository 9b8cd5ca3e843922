"""The undisturbed run: what each input becomes when the pure pipeline gets all of them in order.

No broker takes part, so this is also a check of the worker from outside: whatever it adds, drops or
reorders on its way through Kafka shows as a difference. Languages never meet in de-duplication, so each
is worked out in a process of its own.
"""

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import msgspec

from service.codecs.record import decode_article, encode_article
from service.dedup import Index, judge
from service.model import DeadLetter, Limits, Message, Publish, Topics
from service.pipeline import normalize
from service.record import Article, Origin
from service.routing import load_routes
from service.settings import Settings
from service.taggers import tag_article
from tests.chaos.articles import Input
from tests.chaos.history import Expected, Place, digest

ORIGINALS = frozenset({"new", "revision"})


class WrongGenerator(AssertionError):
    """An input is not what the generator says; the suite itself is wrong."""


def expect(
    inputs: Sequence[Input], *, prefix: str, first_ms: int, processes: int = 1
) -> dict[Place, Expected]:
    """Return what must become of each input, by its raw place.

    Args:
        inputs: in the order in which they are sent.
        prefix: of the topics' names, which stand in the records.
        first_ms: Kafka timestamp of the first message.
        processes: how many work on it at a time.
    """
    languages: dict[str | None, list[Input]] = defaultdict(list)
    for sent in inputs:
        languages[sent.language].append(sent)
    work = partial(_expect_language, prefix=prefix, first_ms=first_ms)
    if processes == 1:
        found = [work(group) for group in languages.values()]
    else:
        with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
            found = list(pool.map(work, languages.values()))
    return {expected.source: expected for group in found for expected in group}


def _expect_language(inputs: Sequence[Input], *, prefix: str, first_ms: int) -> list[Expected]:
    settings = Settings(topic_prefix=prefix)
    horizon_ms = int(settings.dedup_horizon_hours * 3_600_000)
    index = Index(horizon_ms=horizon_ms, max_articles=settings.dedup_max_articles)
    return [_expect_one(sent, settings, index, first_ms) for sent in inputs]


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
