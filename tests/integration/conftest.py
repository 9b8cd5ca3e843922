"""The embedded Apache Kafka for integration tests, and topics of their own for each test.

With several test processes each has its own broker; the jars are downloaded once, into the cache of
the settings (`DATELINE_CACHE_DIR`).
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from service.broker.admin import ensure_topics
from service.broker.embedded import EmbeddedBroker
from service.broker.topics import expected_topics, load_topic_specs
from service.model import Topics, topics_with_prefix
from service.routing import load_routes
from service.settings import load_settings
from tests.integration.real_service import RealService, started_service
from tests.integration.worker_process import worker_environment

PARTITIONS = 4
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.integration)


@pytest.fixture(scope="session")
def embedded_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedBroker]:
    """Start one broker for the whole session, on a free port, in a folder of its own."""
    state = tmp_path_factory.mktemp("broker")
    with EmbeddedBroker(state, 0, cache_dir=load_settings().cache_dir) as broker:
        yield broker


@pytest.fixture
def own_broker(tmp_path: Path, embedded_broker: EmbeddedBroker) -> Iterator[EmbeddedBroker]:
    """Offer a broker that is not started; the session's broker has filled the cache by now.

    Its folder has a name that Java's formats and locales could misread.
    """
    broker = EmbeddedBroker(tmp_path / "Zustände 1", 0, cache_dir=embedded_broker.cache_dir)
    yield broker
    broker.stop()


@pytest.fixture
def bootstrap(embedded_broker: EmbeddedBroker) -> str:
    """Return the address of the session's broker; one that a test has stopped is started again."""
    return embedded_broker.start().bootstrap


@pytest.fixture
def topic_prefix() -> str:
    """Return a prefix that no other test uses, for topics and consumer groups."""
    return f"test-{uuid4().hex[:10]}"


@pytest.fixture
def topics(bootstrap: str, topic_prefix: str) -> Topics:
    """Create the seven topics and the routed ones under a prefix, with four partitions each."""
    names = topics_with_prefix(topic_prefix)
    routed = load_routes(None, topic_prefix).targets
    expected = tuple(
        msgspec.structs.replace(topic, partitions=PARTITIONS)
        for topic in expected_topics(load_topic_specs(), names, routed=routed)
    )
    asyncio.run(ensure_topics(bootstrap, expected))
    return names


@pytest.fixture
def environment(bootstrap: str, topic_prefix: str, topics: Topics) -> dict[str, str]:
    """Return the settings of a worker on topics of its own."""
    return worker_environment(bootstrap, topic_prefix)


@pytest.fixture(scope="session")
def real_service(
    embedded_broker: EmbeddedBroker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealService]:
    """Run the whole service as an operator does, once for all tests that only look at it from outside."""
    folder = tmp_path_factory.mktemp("service")
    with started_service(embedded_broker.start().bootstrap, folder, partitions=PARTITIONS) as service:
        yield service
