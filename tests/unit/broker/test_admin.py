"""Comparing a cluster with what is expected: pure data in, differences out."""

from service.broker.admin import ClusterState, Difference, Finding, TopicState, compare, mismatched_state
from service.broker.topics import ExpectedTopic
from service.model import Topics

EXPECTED = ExpectedTopic(
    name="articles.raw", partitions=8, config={"cleanup.policy": "compact,delete", "retention.ms": "1000"}
)


def cluster_of(*topics: TopicState, brokers: int = 1) -> ClusterState:
    """Return a cluster with these topics."""
    return ClusterState(
        brokers=tuple(f"host:{number}" for number in range(brokers)),
        topics={topic.name: topic for topic in topics},
    )


def state_of(name: str = "articles.raw", partitions: int = 8, **config: str) -> TopicState:
    """Return a topic's state; underscores in settings stand for dots."""
    settings = {"cleanup.policy": "compact,delete", "retention.ms": "1000", "segment.ms": "5"}
    settings |= {key.replace("_", "."): value for key, value in config.items()}
    return TopicState(name=name, partitions=partitions, replication=1, config=settings)


def test_a_topic_as_expected_has_no_difference() -> None:
    """Settings that nobody asked about do not matter."""
    assert compare([EXPECTED], cluster_of(state_of())) == ()


def test_a_missing_topic_is_one_difference() -> None:
    """Nothing else is said about a topic that is not there."""
    assert compare([EXPECTED], cluster_of()) == (Difference(topic="articles.raw", finding=Finding.MISSING),)


def test_partitions_and_settings_are_told_apart() -> None:
    """Each point is a difference of its own, with both values."""
    found = compare([EXPECTED], cluster_of(state_of(partitions=4, retention_ms="5")))

    assert [(each.finding, each.setting, each.expected, each.found) for each in found] == [
        (Finding.PARTITIONS, "partitions", "8", "4"),
        (Finding.CONFIG, "retention.ms", "1000", "5"),
    ]


def test_the_order_in_a_list_does_not_matter() -> None:
    """Kafka may name the two policies in either order."""
    assert compare([EXPECTED], cluster_of(state_of(cleanup_policy="delete,compact"))) == ()


def test_a_new_topic_gets_three_copies_at_most() -> None:
    """As many copies as brokers, up to three."""
    assert [cluster_of(brokers=count).replication for count in (1, 2, 3, 5)] == [1, 2, 3, 3]


def test_articles_and_state_must_have_equally_many_partitions() -> None:
    """De-duplication keeps partition n's state in partition n."""
    topics = Topics()
    articles = state_of(topics.normalized, 16)

    assert mismatched_state(cluster_of(articles, state_of(topics.fingerprints, 16)), topics) is None
    assert mismatched_state(cluster_of(articles), topics) is None
    mismatch = mismatched_state(cluster_of(articles, state_of(topics.fingerprints, 8)), topics)
    assert mismatch is not None
    assert "16" in mismatch
    assert "8" in mismatch
