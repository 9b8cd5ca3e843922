"""How fast a filled topic is worked off, exactly once, and what processor time each process takes for it."""

from itertools import islice

import msgspec

from service.model import StageName
from tests.bench.mix import Raw, mixed, wires
from tests.bench.worker.context import Context, rounds
from tests.bench.worker.readings import Hop, Reading, engine_share, hop, working
from tests.bench.worker.run import Plan


class Drained(msgspec.Struct, frozen=True):
    """One drain.

    Attributes:
        mix: `mix` or `wires` (plain text of 3 KB only).
        articles: that were in the messages.
        committed: outcomes that stand on the topics afterwards; as many as articles, no more and no fewer.
        per_second: articles, from the first that was worked on to the last.
        cpu_ms: of each process, an article.
        hops: what a message costs each stage.
        engine_share: which part of the stages' time is the engine's.
        resident_mb: the most that each process held.
    """

    mix: str
    articles: int
    committed: int
    per_second: float
    cpu_ms: dict[str, float]
    hops: list[Hop]
    engine_share: float
    resident_mb: dict[str, float]


def drain_rounds(context: Context, until: float) -> list[Drained]:
    """Drain the mix and plain wires in turn, several times."""
    wanted = context.sizes.drained
    messages = {
        "mix": list(islice(mixed(context.data), wanted)),
        "wires": list(islice(wires(context.data), wanted)),
    }
    found = []
    for _ in rounds(context.sizes.rounds, until):
        for mix, values in messages.items():
            found.append(drain(context, mix, values))
            context.tell(f"drain: {mix}: {found[-1].per_second:.0f} articles a second")
    return found


def drain(context: Context, mix: str, messages: list[Raw]) -> Drained:
    """Work a topic that holds `messages` off.

    Raises:
        TimeoutError: the worker does not get on.
    """
    with context.run(Plan()) as run:
        articles = run.fill(messages)
        run.start()
        run.read_until(
            lambda one: one.ended >= articles,
            lambda one: context.progress(f"drain: {one.ended} of {articles}"),
        )
        committed = run.committed_articles(articles)
        began, ended = working(run.readings)
        done = ended.ended - began.ended
        cpu_ms = {name: (used - began.cpu.get(name, 0)) * 1000 / done for name, used in ended.cpu.items()}
        hops = [found for stage in StageName if (found := hop(run.readings, stage)) is not None]
        return Drained(
            mix=mix,
            articles=articles,
            committed=committed,
            per_second=done / (ended.at - began.at),
            cpu_ms=cpu_ms,
            hops=hops,
            engine_share=engine_share(hops),
            resident_mb=peaks(run.readings),
        )


def peaks(readings: list[Reading]) -> dict[str, float]:
    """Return the most memory that each process held, in megabytes."""
    names = {name for one in readings for name in one.resident}
    return {name: max(one.resident.get(name, 0) for one in readings) / 1e6 for name in sorted(names)}
