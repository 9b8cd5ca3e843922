"""What a cluster should have, from the topic files; the files' rules are in tests/contract."""

import msgspec

from service.broker.topics import HOUR_MS, expected_topics, load_topic_specs
from service.model import Topics, topics_with_prefix


def test_every_topic_of_the_flow_is_expected_in_order() -> None:
    """The files and the model name the same topics."""
    names = [topic.name for topic in expected_topics(load_topic_specs(), Topics())]

    assert tuple(names) == msgspec.structs.astuple(Topics())


def test_names_carry_the_prefix() -> None:
    """Several installations share a cluster by prefix."""
    names = [topic.name for topic in expected_topics(load_topic_specs(), topics_with_prefix("desk.a"))]

    assert all(name.startswith("desk.a.") for name in names)


def test_settings_are_text_as_kafka_has_them() -> None:
    """What is compared with the cluster's answer has its type."""
    for topic in expected_topics(load_topic_specs(), Topics()):
        assert all(isinstance(value, str) for value in topic.config.values())


def test_routed_topics_are_set_up_like_the_enriched_one() -> None:
    """They carry the same records; a target that is the enriched topic itself is not repeated."""
    topics = Topics()
    targets = ["articles.enriched.war", topics.enriched]
    expected = {topic.name: topic for topic in expected_topics(load_topic_specs(), topics, routed=targets)}

    assert len(expected) == 8
    assert expected["articles.enriched.war"].config == expected[topics.enriched].config
    assert expected["articles.enriched.war"].partitions == expected[topics.enriched].partitions


def test_fingerprints_outlive_a_longer_horizon() -> None:
    """Who remembers articles for a month keeps their fingerprints for two."""
    topics = Topics()
    by_hours = {
        hours: next(
            topic.config["retention.ms"]
            for topic in expected_topics(load_topic_specs(), topics, horizon_hours=hours)
            if topic.name == topics.fingerprints
        )
        for hours in (1, 72, 720)
    }

    assert by_hours == {1: str(144 * HOUR_MS), 72: str(144 * HOUR_MS), 720: str(1440 * HOUR_MS)}
