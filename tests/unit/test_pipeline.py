"""The three stages as functions from a message to its outcomes."""

import msgspec
import pytest

from service import pipeline
from service.codecs.record import decode_article, encode_article
from service.dedup import Index
from service.model import DeadLetter, Limits, Message, Outcome, Publish, Reason, Remember, StageName, Topics
from service.routing import load_routes
from tests.factories import ORIGIN, make_article, make_message

TOPICS = Topics()
FEED = b"""<rss version="2.0"><channel><title>F</title><language>fr</language>
<item><title>Un pont rouvre</title>
<description>Le pont a rouvert ce matin, selon la mairie de la ville.</description></item>
<item><title></title></item></channel></rss>"""


def _inner(value: bytes) -> Message:
    return Message(value=value, origin=msgspec.structs.replace(ORIGIN, topic=TOPICS.normalized))


def _published(outcomes: tuple[Outcome, ...]) -> Publish:
    (published,) = [outcome for outcome in outcomes if isinstance(outcome, Publish)]
    return published


def test_every_item_of_a_message_has_one_outcome() -> None:
    """A feed of two items gives an article and a dead letter."""
    outcomes = pipeline.normalize(make_message(FEED), topics=TOPICS, limits=Limits())

    assert [type(outcome) for outcome in outcomes] == [Publish, DeadLetter]


def test_normalized_articles_are_keyed_by_primary_language() -> None:
    """Copies of one language meet on one partition, whatever script or region they declare."""
    text = '{"language": "zh-Hant", "body": "台北市政府今天宣布。"}'.encode()

    outcome = _published(pipeline.normalize(make_message(text), topics=TOPICS, limits=Limits()))

    assert outcome.key == b"zh"
    assert outcome.topics == (TOPICS.normalized,)


def test_first_article_is_unique_and_is_remembered() -> None:
    """What has not been seen goes on, keyed by its work, and leaves its fingerprint."""
    article = make_article()

    outcomes = pipeline.deduplicate(
        _inner(encode_article(article)), topics=TOPICS, index=Index(horizon_ms=1, max_articles=10)
    )

    assert _published(outcomes).topics == (TOPICS.unique,)
    assert _published(outcomes).key == article.work.encode()
    assert any(isinstance(outcome, Remember) for outcome in outcomes)


def test_copy_goes_to_the_duplicates() -> None:
    """The same text from another input is published apart, as a whole record with its verdict."""
    index = Index(horizon_ms=10**9, max_articles=10)
    first, second = make_article(url="https://a.example/1"), make_article(url="https://b.example/2")
    for outcome in pipeline.deduplicate(_inner(encode_article(first)), topics=TOPICS, index=index):
        if isinstance(outcome, Remember):
            index.add(outcome.fingerprint)
    moved = msgspec.structs.replace(second, origin=msgspec.structs.replace(ORIGIN, offset=8))

    published = _published(pipeline.deduplicate(_inner(encode_article(moved)), topics=TOPICS, index=index))

    assert published.topics == (TOPICS.duplicates,)
    assert published.article.dedup is not None
    assert published.article.dedup.of == first.uri


def test_tagged_article_goes_to_enriched_first() -> None:
    """Every article is on the enriched topic, whatever the routes say."""
    message = _inner(encode_article(make_article()))

    routes = load_routes(None)
    published = _published(pipeline.tag(message, topics=TOPICS, routes=routes))

    assert published.topics[0] == TOPICS.enriched
    assert published.routing == routes.version
    assert decode_article(encode_article(published.article)) == published.article


@pytest.mark.parametrize("value", [None, b"", b"{}", b"[1]", b"\xff", b'{"uri": 5}'])
def test_inner_message_that_is_no_record_is_a_dead_letter(value: bytes | None) -> None:
    """A foreign message on an inner topic stops nothing."""
    message = Message(value=value, origin=ORIGIN)
    stage = pipeline.guarded(
        lambda m: pipeline.tag(m, topics=TOPICS, routes=load_routes(None)), StageName.TAG
    )

    (outcome,) = stage(message)

    assert isinstance(outcome, DeadLetter)
    assert outcome.reason is Reason.INVALID_RECORD
    assert outcome.stage is StageName.TAG


def test_defect_becomes_a_dead_letter_that_names_it() -> None:
    """An exception of ours is kept with its type, and the message's coordinates."""

    def broken(message: Message) -> tuple[Outcome, ...]:
        raise ZeroDivisionError("by nought")

    (outcome,) = pipeline.guarded(broken, StageName.DEDUPLICATE)(make_message())

    assert isinstance(outcome, DeadLetter)
    assert outcome.reason is Reason.INTERNAL_ERROR
    assert outcome.detail == "ZeroDivisionError: by nought"
    assert outcome.origin == ORIGIN
