"""The embedded Apache Kafka for the measurements in miniature."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.broker.embedded import EmbeddedBroker
from service.settings import load_settings
from tests.bench.worker.context import MINIATURE, Context
from tests.bench.worker.run import Kafka


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    """Start a broker for the tests of a file."""
    folder = tmp_path_factory.mktemp("broker")
    with EmbeddedBroker(folder, 0, cache_dir=load_settings().cache_dir) as broker:
        yield Kafka.of(broker)


@pytest.fixture
def context(kafka: Kafka, tmp_path: Path, data_dir: Path) -> Context:
    """Return the surroundings of measurements in miniature."""
    return Context(kafka, tmp_path / "runs", data_dir, sizes=MINIATURE)
