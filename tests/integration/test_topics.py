"""`dateline topics` and `dateline check` against a real cluster."""

import asyncio
from pathlib import Path

import pytest
from aiokafka.admin import NewTopic
from click.testing import CliRunner, Result

from service.broker.admin import connected, create_topics, read_cluster
from service.broker.topics import ExpectedTopic, expected_topics, load_topic_specs
from service.broker.version import kafka_release
from service.cli.check import command as check_command
from service.cli.topics import command
from service.model import topics_with_prefix


@pytest.fixture
def environment(bootstrap: str, topic_prefix: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Point the commands at the session's broker under a prefix of their own."""
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", bootstrap)
    monkeypatch.setenv("DATELINE_TOPIC_PREFIX", topic_prefix)
    return bootstrap


def run(*arguments: str) -> Result:
    """Run `dateline topics`."""
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


async def _existing(bootstrap: str, prefix: str) -> dict[str, int]:
    """Return the partition counts of the topics under a prefix."""
    async with connected(bootstrap) as client:
        names = [name for name in await client.list_topics() if name.startswith(prefix)]
        cluster = await read_cluster(client, names)
    return {name: state.partitions for name, state in cluster.topics.items()}


async def _create(bootstrap: str, name: str, partitions: int, **config: str) -> None:
    topic = ExpectedTopic(name=name, partitions=partitions, config=config)
    async with connected(bootstrap) as client:
        await create_topics(client, [topic], replication=1)


@pytest.mark.usefixtures("environment")
def test_missing_topics_are_reported_created_and_then_in_order(bootstrap: str, topic_prefix: str) -> None:
    """The command changes nothing unless asked, creates all seven and the routed ones, and then agrees."""
    before = run()
    assert before.exit_code == 1
    assert "missing" in before.output
    assert asyncio.run(_existing(bootstrap, topic_prefix)) == {}

    applied = run("--apply")
    assert applied.exit_code == 0, applied.output
    assert "created" in applied.output

    after = run()
    assert after.exit_code == 0, after.output
    existing = asyncio.run(_existing(bootstrap, topic_prefix))
    assert len(existing) > 7
    assert set(existing.values()) == {8}


@pytest.mark.usefixtures("environment")
def test_the_cluster_has_exactly_the_settings_of_the_files(bootstrap: str, topic_prefix: str) -> None:
    """What was created has every setting of its file, as the cluster itself tells."""
    run("--apply")
    expected = expected_topics(load_topic_specs(), topics_with_prefix(topic_prefix))

    async def read() -> dict[str, dict[str, str]]:
        async with connected(bootstrap) as client:
            cluster = await read_cluster(client, [topic.name for topic in expected])
        return {name: state.config for name, state in cluster.topics.items()}

    found = asyncio.run(read())
    for topic in expected:
        assert {key: found[topic.name][key] for key in topic.config} == topic.config


@pytest.mark.usefixtures("environment")
def test_more_partitions_are_a_warning_and_stay(bootstrap: str, topic_prefix: str) -> None:
    """A topic somebody made larger is pointed out, left alone, and does not stop a roll-out."""
    raw = f"{topic_prefix}.raw"
    asyncio.run(_create(bootstrap, raw, 11))
    applied = run("--apply")

    assert applied.exit_code == 0, applied.output
    assert f"{raw}: partitions is 11, expected 8" in applied.output
    assert asyncio.run(_existing(bootstrap, topic_prefix))[raw] == 11
    assert run().exit_code == 1


@pytest.mark.usefixtures("environment")
def test_state_with_other_partitions_than_articles_is_an_error(bootstrap: str, topic_prefix: str) -> None:
    """De-duplication could not restore its state, so even --apply fails."""
    asyncio.run(_create(bootstrap, f"{topic_prefix}.normalized", 3))
    applied = run("--apply")

    assert applied.exit_code == 1
    assert "must have equally many" in applied.output


@pytest.mark.usefixtures("environment")
def test_a_different_setting_is_pointed_out(bootstrap: str, topic_prefix: str) -> None:
    """A setting that somebody changed is named with both values."""
    asyncio.run(_create(bootstrap, f"{topic_prefix}.raw", 8, **{"retention.ms": "5000"}))
    run("--apply")
    result = run()

    assert result.exit_code == 1
    assert "retention.ms is 5000, expected 604800000" in result.output


@pytest.mark.usefixtures("environment")
def test_check_agrees_with_topics(topic_prefix: str) -> None:
    """The check's topic line is wrong before and fine after --apply; the release is Kafka's own."""
    before = CliRunner().invoke(check_command)
    assert before.exit_code == 1
    assert "✗ topics" in before.output

    run("--apply")
    after = CliRunner().invoke(check_command).output
    assert "✓ topics" in after
    assert "Kafka 4.1" in after
    assert f"topics {topic_prefix}.*" in after


async def test_the_release_is_found_by_protocol(bootstrap: str) -> None:
    """The finalised metadata version of the embedded broker is that of its release."""
    async with connected(bootstrap) as client:
        assert await kafka_release(client) == "4.1"


async def test_a_topic_that_is_already_there_is_not_an_error(bootstrap: str, topic_prefix: str) -> None:
    """Two roll-outs at once both end well."""
    topic = ExpectedTopic(name=f"{topic_prefix}.twice", partitions=2, config={})
    async with connected(bootstrap) as client:
        await client.create_topics([NewTopic(topic.name, 2, 1)])

        assert await create_topics(client, [topic], replication=1) == (topic.name,)


@pytest.mark.usefixtures("environment")
def test_a_wrong_routing_target_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that points at one of the service's own topics is found before anything is created."""
    rules = tmp_path / "routing.yaml"
    rules.write_text("version: 1\nroutes:\n  - {name: loop, topic: articles.raw, when: {places: [UA]}}\n")
    monkeypatch.setenv("DATELINE_ROUTING_FILE", str(rules))

    assert run("--apply").exit_code == 1
