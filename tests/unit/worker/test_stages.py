"""The definitions of the real stages."""

import gc

import pytest

from service.codecs.record import encode_article
from service.model import Message, Publish, Remember, StageName
from service.record import Article, Origin
from service.settings import Settings
from service.worker import sample, stages
from service.worker.preflight import needed_topics
from service.worker.stages import Stateless, define_stage, settle

SETTINGS = Settings(topic_prefix="wire")


def run(name: StageName, value: bytes) -> list[object]:
    """Run one stage on one message with a fresh state."""
    definition = define_stage(name, SETTINGS)
    origin = Origin(topic=definition.source, partition=0, offset=0, item=0)
    return list(definition.bind(definition.new_state())(Message(value=value, origin=origin)))


def published(outcomes: list[object]) -> Article:
    """Return the one article."""
    (found,) = (outcome for outcome in outcomes if isinstance(outcome, Publish))
    return found.article


def test_stages_fit_together() -> None:
    """What one stage publishes the next one reads, up to the enriched record."""
    normalized = published(run(StageName.NORMALIZE, sample.RAW))
    judged = run(StageName.DEDUPLICATE, encode_article(normalized))
    assert any(isinstance(outcome, Remember) for outcome in judged)
    enriched = published(run(StageName.TAG, encode_article(published(judged))))
    assert enriched.uri == normalized.uri
    assert enriched.quantities


@pytest.mark.parametrize("name", StageName)
def test_warm_up_succeeds(name: StageName) -> None:
    """The sample passes through the real steps."""
    define_stage(name, SETTINGS).warm_up()


@pytest.mark.parametrize("name", [StageName.DEDUPLICATE, StageName.TAG])
def test_only_normalising_loads_what_normalising_needs(
    name: StageName, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Later stages warm up on a record, not on a text: their start must not cost another stage's tables."""
    monkeypatch.setattr(stages, "normalize", lambda *_, **__: pytest.fail("normalised"))

    define_stage(name, SETTINGS).warm_up()


def test_the_sample_article_is_what_the_sample_text_becomes() -> None:
    """What later stages warm up on is a real record in the parts that they read."""
    made = published(run(StageName.NORMALIZE, sample.RAW))

    assert (made.body, made.headline) == (sample.ARTICLE.body, sample.ARTICLE.headline)
    assert (made.sections, made.dateline) == (sample.ARTICLE.sections, sample.ARTICLE.dateline)
    assert made.standard == sample.ARTICLE.standard


def test_needed_topics_are_all_there_are() -> None:
    """The preflight asks for sources, destinations, state and dead letters, under the prefix."""
    names = needed_topics(define_stage(name, SETTINGS) for name in StageName)
    assert {"wire.raw", "wire.normalized", "wire.fingerprints", "wire.enriched", "wire.dead-letter"} <= set(
        names
    )
    assert all(name.startswith("wire.") for name in names)


def test_only_deduplication_has_state() -> None:
    """Its state topic has the partitions of what it reads; the other stages forget."""
    state = {name: define_stage(name, SETTINGS).state_topic for name in StageName}
    assert state == {"normalize": None, "deduplicate": "wire.fingerprints", "tag": None}
    assert len(Stateless()) == 0


def test_the_collector_leaves_loaded_tables_alone() -> None:
    """What is there when a process has settled is exempt from the collector, which runs less often."""
    table = [[number] for number in range(100)]
    thresholds = gc.get_threshold()
    gc.set_threshold(700)
    try:
        settle()
        assert gc.get_threshold()[0] > 700
        assert gc.get_freeze_count() > 100
        assert all(one is not table for one in gc.get_objects())
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
