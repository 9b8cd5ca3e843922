"""Faust as it comes, for comparison: one agent that passes messages on under its own `exactly_once`.

Nothing of Dateline's worker is in it. The time-outs are the shorter ones of Dateline, so that a kill
costs seconds and not a minute; each output says which message it was made of.
"""

import os

import faust
import orjson
from yarl import URL

RAW, PASSED = "chaos.raw", "chaos.enriched"

app = faust.App(
    "chaos-faust",
    broker=[URL(f"kafka://{os.environ['KAFKA_BOOTSTRAP_SERVERS']}")],
    processing_guarantee="exactly_once",
    broker_session_timeout=10.0,
    broker_heartbeat_interval=2.0,
    datadir=os.environ["CHAOS_FAUST_FOLDER"],
    value_serializer="raw",
    key_serializer="raw",
    topic_allow_declare=False,
    topic_disable_leader=True,
    topic_partitions=4,
    topic_replication_factor=1,
    web_enabled=False,
)
source = app.topic(RAW)
passed = app.topic(PASSED)


@app.agent(source)
async def pass_on(stream: faust.StreamT[bytes]) -> None:
    """Send every message on, with its coordinates."""
    async for event in stream.events():
        message = event.message
        origin = {"topic": message.topic, "partition": message.partition, "offset": message.offset}
        await passed.send(value=orjson.dumps({"origin": origin, "dedup": {"status": "new"}}))


if __name__ == "__main__":
    app.main()
