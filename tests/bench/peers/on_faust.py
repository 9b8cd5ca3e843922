"""The job on a plain Faust agent under Faust's own `exactly_once`."""

import sys
import tempfile
import time

import faust
from yarl import URL

from service.model import StageName
from service.settings import load_settings
from tests.bench.peers.job import Consumed, Hop, open_hop


def make_app(hop: Hop, bootstrap: str, group: str, folder: str) -> faust.App:
    """Return an app with one agent that runs the hop on every event."""
    app = faust.App(
        group,
        broker=[URL(f"kafka://{bootstrap}")],
        processing_guarantee="exactly_once",
        broker_session_timeout=10.0,
        broker_heartbeat_interval=2.0,
        producer_compression_type="lz4",
        datadir=folder,
        value_serializer="raw",
        key_serializer="raw",
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
    )
    source = app.topic(hop.source)
    targets = {name: app.topic(name) for name in hop.targets}

    @app.agent(source)
    async def run(stream: faust.StreamT[bytes]) -> None:
        async for event in stream.events():
            message = event.message
            consumed = Consumed(
                message.topic,
                message.partition,
                message.offset,
                message.key,
                message.value,
                dict(message.headers or {}).items(),
                int((message.timestamp or time.time()) * 1000),
            )
            for output in hop.run(consumed):
                await targets[output.topic].send(
                    key=output.key,
                    value=output.value,
                    headers={name: header or b"" for name, header in output.headers},
                )

    return app


def main(job: str, stage: str) -> None:
    """Work until the process is ended."""
    settings = load_settings()
    hop = open_hop(job, StageName(stage), settings, lambda: time.time_ns() // 1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(hop, settings.bootstrap, f"{settings.group_prefix}-faust-{stage}", folder)
        faust.Worker(app, loglevel="ERROR").execute_from_commandline()


if __name__ == "__main__":
    main(*sys.argv[1:])
