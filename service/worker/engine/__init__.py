"""Everything in which we differ from Faust (faust-streaming 0.15), each with its reason.

Kept from Faust: the app and its life cycle, the agent and its stream, the topic conductor, the consumer
group with its rebalances, the consumer's own thread (so that heartbeats go on while Python works).

Changed, because exactly once cannot stand on it (numbers are rows of `docs/faust.md`):

- Offsets. Faust may commit past a message in flight or backwards (1, 2, 6, 9; faust-streaming#606), so
  its commits and its seeks to committed offsets do nothing here; only `service.worker.transaction`
  commits, and only a lane opens a partition at an offset.
- Isolation. Faust reads committed only in its own `exactly_once` mode, which repeats records after a
  rebalance (8; faust-streaming#323, #440); the consumer is made here with `read_committed` always.
- Delivery. Faust moves single messages and drops those below a remembered read offset, which a
  rebalance may leave wrong (7; faust-streaming#216, #223, #241). Here one Faust message is a whole
  `Chunk`, numbered by the consumer thread, so that a lane notices anything lost or repeated. It also
  takes the cost of Faust's loop once a fetch instead of once a message (10; robinhood/faust#563).
- Back-pressure. A partition is fetched while its lane has credit, so nothing is ever buffered without
  bound and a slow partition holds up no other (12; faust-streaming#53).
- Header names. A record with one that is no UTF-8 would hold up its partition for ever in aiokafka's
  decoder; it is read with the name escaped.
- Services. No web server, producer, leader or reply topics, and no folders (17, 19; robinhood/faust#286).
"""

from service.worker.engine.app import StageApp, add_agent, make_app
from service.worker.engine.consumer import ChunkConsumer
from service.worker.engine.thread import CREDIT, NotAssigned

__all__ = ["CREDIT", "ChunkConsumer", "NotAssigned", "StageApp", "add_agent", "make_app"]
