"""What is wrong now, in words, from what the service says elsewhere: readiness, metrics, happenings.

Nothing is measured here, and nothing remembered.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from service.telemetry.happenings import Happening

# From where on dead letters are told, as in the alert DatelineDeadLetters.
LETTERS_SHARE = 0.1
LETTERS_COUNT = 10
NEAR = 0.5  # of the way to an open breaker
COMMIT_SECONDS = 60  # as in the alert DatelineNoCommits
LATE_SECONDS = 300  # as in the alert DatelineArticlesLate
NOT_RUNNING = "not running"
STARTING = frozenset({NOT_RUNNING, "loading its tables", "joining its consumer group"})


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is wrong.

    Attributes:
        text: what, in one sentence.
        stage: whose it is; empty: the worker's.
        since: RFC 3339 UTC, if it is known.
    """

    text: str
    stage: str = ""
    since: str | None = None


def troubles_of(
    reasons: Mapping[str, str], flow: Mapping[str, Any], happened: Sequence[Happening]
) -> list[Trouble]:
    """Return what is wrong, what concerns everything first.

    Args:
        reasons: why not all work is done, by process (`/readyz`).
        flow: numbers of the stages (`flow_of`).
        happened: lately, oldest first.
    """
    return [
        *_brokers(flow, happened),
        *_processes(reasons, happened),
        *(trouble for stage in flow["stages"] for trouble in _stage(stage)),
    ]


def _brokers(flow: Mapping[str, Any], happened: Sequence[Happening]) -> Iterator[Trouble]:
    last = _last(happened, {"brokers_away", "brokers_back"})
    is_told = last is not None and last.event == "brokers_away"
    if flow["brokers_away"] > 0 or is_told:
        yield Trouble(
            text="Kafka does not answer: nothing is read and nothing is published until it does.",
            since=last.at if last is not None and is_told else None,
        )


def _processes(reasons: Mapping[str, str], happened: Sequence[Happening]) -> Iterator[Trouble]:
    for name, why in reasons.items():
        stage, _, process = name.rpartition("-")
        if not stage:
            yield Trouble(text=f"{name}: {why}.")
            continue
        own = [one for one in happened if (one.stage, one.process) == (stage, process)]
        yield Trouble(text=f"{name} {_told(why)}", stage=stage, since=_since(why, own))


def _told(why: str) -> str:
    if why == NOT_RUNNING:
        return "is not running; it is started again."
    if _is_paused(why):
        phases, *held = why.split("; ")
        more = f"; {len(held) - 1} more like it" if len(held) > 1 else ""
        return f"holds messages back, its breaker is open ({'; '.join([phases, *held[:1]])}{more})."
    return f"is not ready: {why}."


def _since(why: str, own: Sequence[Happening]) -> str | None:
    """Return when it began, by what happened to the process."""
    if _is_paused(why):
        return _at(_last(own, {"breaker_open"}))
    return _at(_last(own, {"process_exited"})) if why in STARTING else None


def _is_paused(why: str) -> bool:
    return " paused" in why


def _stage(stage: Mapping[str, Any]) -> Iterator[Trouble]:
    name = stage["name"]
    letters = int(stage["sample"].get("dead_letter", 0))
    items = letters + int(stage["sample"].get("published", 0))
    near = NEAR <= stage["breaker_load"] < 1
    if near or (letters > LETTERS_COUNT and letters > LETTERS_SHARE * items):
        then = " The breaker of a partition is about to open." if near else ""
        yield Trouble(
            text=f"{name}: dead letters pile up, {letters:,} of the last {items:,} items.{then}", stage=name
        )
    if stage["commit_age"] > COMMIT_SECONDS and stage["breaker_load"] < 1:
        yield Trouble(text=f"{name}: messages wait and nothing was committed for over a minute.", stage=name)
    if stage["lag_seconds"] > LATE_SECONDS:
        yield Trouble(text=f"{name} is behind: a message has waited for more than five minutes.", stage=name)


def _last(happened: Sequence[Happening], events: set[str]) -> Happening | None:
    return next((one for one in reversed(happened) if one.event in events), None)


def _at(happening: Happening | None) -> str | None:
    return None if happening is None else happening.at
