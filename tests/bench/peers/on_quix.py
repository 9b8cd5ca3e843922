"""The job on Quix Streams, exactly once."""

import os
import sys
import tempfile
import time
from typing import Any

from quixstreams import Application, message_context
from quixstreams.models import Serializer
from quixstreams.models.serializers.base import SerializationContext

from service.model import StageName
from service.settings import load_settings
from service.worker.outcomes import OutputRecord
from tests.bench.peers.job import Consumed, Hop, open_hop

# Records become visible when Quix commits, by default every 5 s: too rarely to be timed.
COMMIT_SECONDS = float(os.environ.get("BENCH_COMMIT_SECONDS", "1"))


class OutputSerializer(Serializer):  # type: ignore[misc]  # it may not be installed here
    """Hands on the bytes that the job has made."""

    def __call__(self, value: OutputRecord, ctx: SerializationContext) -> bytes | None:
        """Return the record's value."""
        return value.value


def make_app(hop: Hop, bootstrap: str, group: str, folder: str) -> Application:
    """Return an application that runs the hop on every message."""
    app = Application(
        broker_address=bootstrap,
        consumer_group=group,
        auto_offset_reset="earliest",
        processing_guarantee="exactly-once",
        commit_interval=COMMIT_SECONDS,
        auto_create_topics=False,
        use_changelog_topics=False,
        state_dir=folder,
        loglevel="ERROR",
        producer_extra_config={"compression.type": "lz4"},
        consumer_extra_config={"isolation.level": "read_committed"},
    )
    targets = {
        name: app.topic(name, value_serializer=OutputSerializer(), key_serializer="bytes")
        for name in hop.targets
    }

    def run(value: bytes, key: bytes, timestamp: int, headers: Any) -> list[OutputRecord]:
        place = message_context()
        consumed = Consumed(place.topic, place.partition, place.offset, key, value, headers, timestamp)
        return hop.run(consumed)

    source = app.topic(hop.source, value_deserializer="bytes", key_deserializer="bytes")
    frame = app.dataframe(source).apply(run, expand=True, metadata=True)
    frame = frame.set_headers(lambda record, *_: list(record.headers))
    frame.to_topic(lambda record, *_: targets[record.topic], key=lambda record: record.key)
    return app


def main(job: str, stage: str) -> None:
    """Work until the process is ended."""
    settings = load_settings()
    hop = open_hop(job, StageName(stage), settings, lambda: time.time_ns() // 1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(hop, settings.bootstrap, f"{settings.group_prefix}-quix-{stage}", folder)
        app.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
