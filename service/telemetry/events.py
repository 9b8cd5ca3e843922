"""One function for each thing that happens, in the past tense: log line and counter together.

Whoever lets it happen calls the function and neither logs nor counts on its own, so that the two cannot
drift apart. Text of messages is never logged; coordinates are, by which it can be found.
"""

from collections.abc import Mapping, Sequence

import structlog

from service import __version__
from service.model import DeadLetter, StageName
from service.record import Article, Origin
from service.telemetry import metrics, quality
from service.telemetry.observing import observe_all
from service.telemetry.summary import Summary

_log = structlog.stdlib.get_logger("dateline")


def transaction_committed(stage: str, summary: Summary, seconds: float) -> None:
    """A slice's outcomes and offset were committed."""
    metrics.transactions.labels(stage, "committed").inc()
    metrics.transaction_duration.labels(stage).observe(seconds)
    metrics.transaction_messages.labels(stage).observe(summary.messages)
    metrics.messages_received.labels(stage).inc(summary.messages)
    for topic, count in summary.published.items():
        metrics.records_published.labels(stage, topic).inc(count)
    for status, count in summary.verdicts.items():
        if status != "new":
            metrics.duplicates.labels(status).inc(count)
    for kind, count in summary.tags.items():
        metrics.tags.labels(kind).inc(count)
    for tagger, article in summary.tagger_failures:
        _tagger_failed(tagger, article)
    for letter in summary.dead_letters:
        dead_letter_kept(stage, letter)
    observe_all(metrics.message_duration.labels(stage), summary.durations)
    observe_all(metrics.freshness.labels(stage), summary.ages)
    quality.count(stage, summary.articles)


def dead_letter_kept(stage: str, letter: DeadLetter) -> None:
    """An item became a dead letter, and that is committed."""
    metrics.dead_letters.labels(stage, letter.reason).inc()
    origin = letter.origin
    _log.warning(
        "dead_letter_kept",
        stage=stage,
        reason=letter.reason.value,
        detail=letter.detail,
        **_place(origin),
        item=origin.item,
        **({} if letter.uri is None else {"uri": letter.uri}),
    )


def _tagger_failed(tagger: str, article: Article) -> None:
    metrics.tagger_failures.labels(tagger).inc()
    origin = article.origin
    stage = StageName.TAG.value
    _log.warning("tagger_failed", stage=stage, reason=tagger, **_place(origin), uri=article.uri)


def transaction_aborted(stage: str, first: Origin, error: BaseException, messages: int) -> None:
    """A slice was not committed, or it is not known whether it was; it will be worked on again.

    `first` is where its first message lies.
    """
    metrics.transactions.labels(stage, "aborted").inc()
    _log.warning("transaction_aborted", stage=stage, **_place(first), messages=messages, **_error(error))


def breaker_moved(stage: str, partition: int, state: int, name: str | None, why: str = "") -> None:
    """A partition was paused for its dead letters (`open`), is tried (`probing`) or goes on (`closed`)."""
    metrics.breaker_state.labels(stage, partition).set(state)
    if name is not None:
        log = _log.error if why else _log.warning
        log(f"breaker_{name}", always=True, partition=partition, why=why)


def breaker_near(stage: str, partition: int, why: str) -> None:
    """Dead letters pile up on a partition; if it goes on like that, its breaker opens."""
    _log.warning("breaker_near", always=True, stage=stage, partition=partition, why=why)


def breaker_sampled(stage: str, partition: int, *, items: int, letters: int, load: float) -> None:
    """It is known what a partition's breaker judges by, and how near it is to opening."""
    metrics.breaker_load.labels(stage, partition).set(load)
    metrics.breaker_sample.labels(stage, partition, "published").set(items - letters)
    metrics.breaker_sample.labels(stage, partition, "dead_letter").set(letters)


def partition_failed(stage: str, partition: int, error: BaseException | None, wait_seconds: float) -> None:
    """A partition will be opened anew after an error."""
    name = type(error).__name__
    metrics.errors.labels(stage, "partition", name).inc()
    _log.warning(
        "partition_failed", partition=partition, wait_seconds=round(wait_seconds, 2), **_error(error)
    )


def partitions_assigned(stage: str, partitions: Sequence[int], generation: int) -> None:
    """The group gave this process its partitions."""
    metrics.rebalances.labels(stage).inc()
    metrics.partitions_assigned.labels(stage).set(len(partitions))
    _log.info("partitions_assigned", partitions=list(partitions), generation=generation)


def partitions_revoked(stage: str, partitions: Sequence[int], seconds: float) -> None:
    """The group took partitions away, and they have been closed."""
    metrics.rebalance_duration.labels(stage).observe(seconds)
    for partition in partitions:
        metrics.lag.labels(stage, partition).set(0)
        metrics.lag_seconds.labels(stage, partition).set(0)
        metrics.commit_age.labels(stage, partition).set(0)
    _log.info("partitions_revoked", partitions=list(partitions), seconds=round(seconds, 3))


def partition_opened(stage: str, partition: int, offset: int | None, restored: int, seconds: float) -> None:
    """A partition was fenced, its state rebuilt, and reading begins at `offset`."""
    metrics.opening_duration.labels(stage).observe(seconds)
    metrics.restored.labels(stage).inc(restored)
    _log.info(
        "partition_opened", partition=partition, offset=offset, restored=restored, seconds=round(seconds, 3)
    )


def restore_progressed(stage: str, partition: int, remaining: int) -> None:
    """More of a partition's state was read back."""
    if remaining:
        _log.info("restore_progressed", stage=stage, partition=partition, remaining=remaining)


def fingerprint_unreadable(topic: str, partition: int, offset: int, detail: str) -> None:
    """A record on the fingerprints topic is not one of ours; it was passed over."""
    metrics.errors.labels("deduplicate", "state", "InvalidRecord").inc()
    _log.error("fingerprint_unreadable", topic=topic, partition=partition, offset=offset, detail=detail)


def stage_started(stage: str, group: str) -> None:
    """A stage process runs and joins its group."""
    metrics.build.labels(__version__).set(1)
    metrics.stuck.labels(stage)  # from 0 on, or the first increase would not show
    for result in ("committed", "aborted"):
        metrics.transactions.labels(stage, result)
    _log.info("stage_started", group=group, version=__version__)


def stage_stopped(stage: str, seconds: float, *, in_time: bool) -> None:
    """A stage process has closed its partitions and left its group."""
    if in_time:
        _log.info("stage_stopped", stage=stage, seconds=round(seconds, 3))
    else:
        _log.warning("stage_stop_timed_out", stage=stage, seconds=round(seconds, 3))


def stage_failed(stage: str, error: BaseException) -> None:
    """A stage process cannot go on and ends; its supervisor starts another."""
    metrics.errors.labels(stage, "process", type(error).__name__).inc()
    _log.error("stage_failed", stage=stage, always=True, exc_info=error, **_error(error))


def stuck_detected(stage: str, seconds: float, what: str, stacks: str) -> None:
    """Nothing moved for too long; the process ends and another is started."""
    metrics.stuck.labels(stage).inc()
    _log.error("stuck_detected", always=True, stage=stage, seconds=round(seconds), what=what, stacks=stacks)


def supervisor_lost(stage: str) -> None:
    """The supervisor is gone, however that went; its stage processes end in order."""
    _log.error("supervisor_lost", always=True, stage=stage)


def process_spawned(stage: str, number: int, pid: int) -> None:
    """The supervisor started a stage process."""
    _log.info("process_spawned", stage=stage, number=number, pid=pid)


def process_exited(stage: str, number: int, status: int, cause: str) -> None:
    """A stage process ended without being asked to."""
    metrics.worker_restarts.labels(stage, cause).inc()
    _log.warning("process_exited", always=True, stage=stage, number=number, status=status, cause=cause)


def process_will_restart(stage: str, number: int, wait_seconds: float) -> None:
    """The supervisor waits before it starts a stage process again."""
    _log.info("process_will_restart", stage=stage, number=number, wait_seconds=round(wait_seconds, 2))


def message_overdue(stage: str, origin: Origin, seconds: float) -> None:
    """A message took longer than allowed; its process is killed and the message becomes a dead letter."""
    metrics.errors.labels(stage, "timeout", "overdue").inc()
    _log.error(
        "message_overdue",
        always=True,
        stage=stage,
        **_place(origin),
        seconds=round(seconds, 1),
    )


def spans_lost(error: BaseException) -> None:
    """Spans of what was committed could not be made; only the traces lack them."""
    _log.warning("spans_lost", **_error(error))


def http_listening(host: str, port: int) -> None:
    """The HTTP server answers."""
    _log.info("http_listening", host=host, port=port)


def worker_started(stages: Sequence[str], processes: int) -> None:
    """The supervisor begins."""
    metrics.build.labels(__version__).set(1)
    _log.info("worker_started", stages=list(stages), processes=processes, version=__version__)


def processes_expected(counts: Mapping[StageName, int]) -> None:
    """The supervisor was told how many processes of each stage to keep running."""
    for stage, count in counts.items():
        metrics.expected_processes.labels(stage).set(count)
        for cause in ("failed", "sigkill", "stuck"):
            metrics.worker_restarts.labels(stage, cause)  # from 0 on, or the first increase would not show


def worker_stopping(signal: str) -> None:
    """The worker was asked to end."""
    _log.info("worker_stopping", signal=signal)


def tables_renewed(*, gazetteer: str, routes: str, rules: int) -> None:
    """A user's files were read again and are in force: versions, and the number of files of rules."""
    _log.info("tables_renewed", gazetteer=gazetteer, routes=routes, rules=rules)


def tables_refused(reason: str) -> None:
    """A user's file changed and is wrong; what was in force stays. `reason` is one line: file, line, what."""
    metrics.tables_refused.inc()
    _log.warning("tables_refused", always=True, reason=reason)


def worker_ready() -> None:
    """All stages have joined, restored their state and run."""
    _log.info("worker_ready")


def worker_stopped(seconds: float) -> None:
    """All stage processes have ended."""
    _log.info("worker_stopped", seconds=round(seconds, 3))


def worker_failed(reason: str) -> None:
    """Tell why the worker ends; `reason` is one line that says how to mend it."""
    _log.error("worker_failed", always=True, reason=reason)


def broker_awaited(bootstrap: str, detail: str) -> None:
    """No broker answers yet."""
    _log.warning("broker_awaited", bootstrap=bootstrap, detail=detail)


def brokers_probed(away_seconds: float) -> None:
    """It is known how long the brokers have not answered; 0 when they do."""
    metrics.brokers_away.set(away_seconds)


def brokers_away(bootstrap: str, detail: str) -> None:
    """The brokers answer no more; work goes on by itself when they do again."""
    _log.error("brokers_away", always=True, bootstrap=bootstrap, detail=detail)


def brokers_back(bootstrap: str, seconds: float) -> None:
    """The brokers answer again."""
    _log.warning("brokers_back", always=True, bootstrap=bootstrap, seconds=round(seconds, 1))


def topics_awaited(missing: Sequence[str]) -> None:
    """Topics that the stages need do not exist yet."""
    _log.warning("topics_awaited", missing=list(missing))


def _place(origin: Origin) -> dict[str, str | int]:
    return {"topic": origin.topic, "partition": origin.partition, "offset": origin.offset}


def _error(error: BaseException | None) -> dict[str, str]:
    return {"error": type(error).__name__, "detail": str(error)[:500]}
