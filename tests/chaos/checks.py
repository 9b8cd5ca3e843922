"""The rules that a history must keep; whatever breaks one is an anomaly with a name and offsets.

Pure. The names follow Jepsen's and Kafka Streams' tests where they have one: a lost write, a repeated
one, an aborted or vanished read, a torn transaction, order broken within a key.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

import msgspec

from tests.chaos.articles import Kind
from tests.chaos.history import FINAL, Expected, History, Place, Role, Seen

ORIGINALS = frozenset({"new", "revision"})


class Name(StrEnum):
    """The anomalies."""

    LOST = "lost"  # an input without an outcome
    REPEATED = "repeated"  # an input with more than one
    PHANTOM = "phantom"  # an outcome of no input
    WRONG_VERDICT = "wrong verdict"  # the wrong topic, status or reason
    OUT_OF_ORDER = "out of order"  # two records of one source and key in the wrong order
    OPEN_TRANSACTION = "open transaction"  # readers of committed records cannot reach the end
    DIFFERENT_BYTES = "different bytes"  # not the record of an undisturbed run
    NO_ORIGINAL = "no original"  # a group of which every member is a copy
    SEVERAL_ORIGINALS = "several originals"
    OTHER_ORIGINAL = "other original"  # not the one that comes first in their common partition
    LOST_INSIDE = "lost inside"  # no record on an inner topic
    REPEATED_INSIDE = "repeated inside"
    TORN = "torn transaction"  # one of the records of an outcome without the others
    VANISHED = "vanished"  # read as committed during the run, not there afterwards
    CHANGED = "changed"  # one offset, two records
    OFFSET_BEHIND = "offset behind"  # worked on, but not committed as read


class Anomaly(msgspec.Struct, frozen=True, kw_only=True):
    """One broken rule, with the raw messages and the records that show it."""

    name: Name
    detail: str
    sources: tuple[Place, ...] = ()
    records: tuple[str, ...] = ()


Check = Callable[[History], Iterator[Anomaly]]


def check(history: History) -> tuple[Anomaly, ...]:
    """Return every anomaly, in the order of the rules."""
    return tuple(anomaly for rule in CHECKS for anomaly in rule(history))


def one_outcome_each(history: History) -> Iterator[Anomaly]:
    """In = enriched + duplicates + dead letters, as sets and as counts."""
    yield from _once(history, FINAL, set(history.expected), (Name.LOST, Name.REPEATED))


def one_record_each_inside(history: History) -> Iterator[Anomaly]:
    """Every readable input stands once among the normalised records and once among the fingerprints."""
    articles = {place for place, expected in history.expected.items() if expected.reason is None}
    for role in (Role.NORMALIZED, Role.FINGERPRINTS):
        yield from _once(history, (role,), articles, (Name.LOST_INSIDE, Name.REPEATED_INSIDE))


def _once(
    history: History, roles: tuple[Role, ...], wanted: set[Place], names: tuple[Name, Name]
) -> Iterator[Anomaly]:
    found = _by_source(history.of(*roles))
    where = ", ".join(roles)
    for place in sorted(wanted - found.keys()):
        yield Anomaly(name=names[0], detail=f"nothing on {where}", sources=(place,))
    for place, records in sorted(found.items()):
        if place not in wanted:
            yield Anomaly(name=Name.PHANTOM, detail="of no input", sources=(place,), records=_named(records))
        elif len(records) > 1:
            yield Anomaly(
                name=names[1], detail=f"{len(records)} records", sources=(place,), records=_named(records)
            )


def every_record_has_a_source(history: History) -> Iterator[Anomaly]:
    """No record without coordinates of a raw message."""
    for seen in history.seen:
        if seen.source is None:
            yield Anomaly(name=Name.PHANTOM, detail="says no source", records=_named([seen]))


def right_verdicts(history: History) -> Iterator[Anomaly]:
    """Each outcome is of the right kind; of spread groups any member may be the original."""
    for expected, seen in _outcomes(history):
        wrong = _wrong_verdict(expected, seen)
        if wrong is not None:
            yield _about(Name.WRONG_VERDICT, wrong, seen)


def _wrong_verdict(expected: Expected, seen: Seen) -> str | None:
    if expected.reason is not None or seen.role is Role.DEAD_LETTERS:
        if (expected.reason, Role.DEAD_LETTERS) != (seen.reason, seen.role):
            return f"{seen.role} ({seen.reason or seen.status}) instead of {expected.reason or 'a record'}"
        return None
    if (seen.status in ORIGINALS) != (seen.role is Role.ENRICHED):
        return f"status {seen.status} on {seen.role}"
    if _is_pinned(expected) and seen.status != expected.status:
        return f"{seen.status} instead of {expected.status}"
    return None


def right_bytes(history: History) -> Iterator[Anomaly]:
    """Record bytes equal those of an undisturbed run, apart from `dedup` of spread groups."""
    for expected, seen in _outcomes(history):
        if not _has_right_bytes(expected, seen):
            yield _about(Name.DIFFERENT_BYTES, f"on {seen.role}", seen)
    for seen in history.of(Role.NORMALIZED):
        found = history.expected.get(seen.source) if seen.source else None
        if found is not None and seen.digest != found.normalized:
            yield _about(Name.DIFFERENT_BYTES, f"on {seen.role}", seen)


def _has_right_bytes(expected: Expected, seen: Seen) -> bool:
    if seen.role is Role.DEAD_LETTERS:
        return seen.digest == expected.value_digest
    if _is_pinned(expected) and seen.status == expected.status:
        return seen.digest == expected.published
    return seen.plain == (expected.plain_enriched if seen.role is Role.ENRICHED else expected.plain_duplicate)


def one_original_in_each_group(history: History) -> Iterator[Anomaly]:
    """Of each group of copies one is enriched; of a pinned group the first, as in an undisturbed run."""
    originals: dict[int, set[Place]] = defaultdict(set)
    for expected, seen in _outcomes(history):
        if expected.input.kind is Kind.COPY and seen.role is Role.ENRICHED:
            originals[_group(expected)].add(expected.source)
    for group, members in _groups(history).items():
        found = sorted(originals[group])
        first = min(members, key=lambda member: member.input.rank)
        if not found:
            places = tuple(member.source for member in members)
            yield Anomaly(name=Name.NO_ORIGINAL, detail=f"group {group}", sources=places)
        elif len(found) > 1:
            yield Anomaly(name=Name.SEVERAL_ORIGINALS, detail=f"group {group}", sources=tuple(found))
        elif first.input.is_pinned and found != [first.source]:
            yield Anomaly(name=Name.OTHER_ORIGINAL, detail=f"group {group}", sources=(*found, first.source))


def order_is_kept(history: History) -> Iterator[Anomaly]:
    """Records of one raw partition and language keep their order in every partition they reach.

    That is stronger than order within a key: all keys of a language pass through one partition on the
    way. Of a repeated record the first counts, so that one anomaly is not reported as two.
    """
    last: dict[tuple[str, int, int, str | None], Seen] = {}
    met: set[tuple[str, Place]] = set()
    for seen in history.seen:
        expected = history.expected.get(seen.source) if seen.source else None
        if expected is None or seen.source is None or (seen.topic, seen.source) in met:
            continue
        met.add((seen.topic, seen.source))
        line = (seen.topic, seen.place.partition, seen.source.partition, expected.language)
        before = last.get(line)
        if before is not None and before.source is not None and before.source.offset > seen.source.offset:
            yield Anomaly(
                name=Name.OUT_OF_ORDER,
                detail=f"on {seen.topic}",
                sources=(before.source, seen.source),
                records=_named([before, seen]),
            )
        else:
            last[line] = seen


def outcomes_are_whole(history: History) -> Iterator[Anomaly]:
    """What one transaction wrote is there as a whole.

    An enriched article stands on each topic that its routes name, once, and on no other; what
    de-duplication remembers of an article is the verdict that was published.
    """
    routed: Counter[tuple[Place, str]] = Counter(
        (seen.source, seen.topic) for seen in history.of(Role.ROUTED) if seen.source is not None
    )
    for expected, seen in _outcomes(history):
        if seen.role is not Role.ENRICHED:
            continue
        for topic in expected.routes:
            if (count := routed.pop((expected.source, topic), 0)) != 1:
                yield _about(Name.TORN, f"{count} records on {topic}", seen)
    for (place, topic), count in sorted(routed.items()):
        yield Anomaly(name=Name.TORN, detail=f"{count} records on {topic} alone", sources=(place,))
    published = {seen.source: seen.status for _, seen in _outcomes(history)}
    remembered = {seen.source: seen.status for seen in history.of(Role.FINGERPRINTS)}
    for source in history.expected:
        one, other = published.get(source), remembered.get(source)
        if one != other:
            yield Anomaly(name=Name.TORN, detail=f"published {one}, remembered {other}", sources=(source,))


def transactions_are_closed(history: History) -> Iterator[Anomaly]:
    """The last stable offset has reached the high watermark everywhere."""
    for end in history.ends:
        if end.last_stable < end.high_watermark:
            where = f"{end.topic}-{end.partition}"
            detail = f"{where} is stable to {end.last_stable} of {end.high_watermark}"
            yield Anomaly(name=Name.OPEN_TRANSACTION, detail=detail, records=(f"{where}@{end.last_stable}",))


def offsets_have_followed(history: History) -> Iterator[Anomaly]:
    """Every group has committed behind the last message of its partitions."""
    for progress in history.progress:
        if progress.last_message is not None and (progress.committed or 0) <= progress.last_message:
            where = f"{progress.topic}-{progress.partition}"
            detail = f"{progress.group} stands at {progress.committed} of {where}"
            records = (f"{where}@{progress.last_message}",)
            yield Anomaly(name=Name.OFFSET_BEHIND, detail=detail, records=records)


def committed_stays_committed(history: History) -> Iterator[Anomaly]:
    """What was read as committed during the run is there afterwards, and is the same."""
    final = {(seen.topic, seen.place): seen.digest for seen in history.seen}
    for (topic, place), found in sorted(history.live.items()):
        records = (f"{topic}-{place.partition}@{place.offset}",)
        if (topic, place) not in final:
            yield Anomaly(name=Name.VANISHED, detail="read during the run", records=records)
        elif final[topic, place] != found:
            yield Anomaly(name=Name.CHANGED, detail="was another record during the run", records=records)


CHECKS: tuple[Check, ...] = (
    one_outcome_each,
    one_record_each_inside,
    every_record_has_a_source,
    right_verdicts,
    right_bytes,
    one_original_in_each_group,
    order_is_kept,
    outcomes_are_whole,
    transactions_are_closed,
    offsets_have_followed,
    committed_stays_committed,
)


def _by_source(records: Iterable[Seen]) -> dict[Place, list[Seen]]:
    found: dict[Place, list[Seen]] = defaultdict(list)
    for seen in records:
        if seen.source is not None:
            found[seen.source].append(seen)
    return found


def _outcomes(history: History) -> Iterator[tuple[Expected, Seen]]:
    for seen in history.of(*FINAL):
        expected = history.expected.get(seen.source) if seen.source else None
        if expected is not None:
            yield expected, seen


def _is_pinned(expected: Expected) -> bool:
    return expected.input.group is None or expected.input.is_pinned


def _group(expected: Expected) -> int:
    return -1 if expected.input.group is None else expected.input.group


def _groups(history: History) -> dict[int, list[Expected]]:
    groups: dict[int, list[Expected]] = defaultdict(list)
    for expected in history.expected.values():
        if expected.input.kind is Kind.COPY:
            groups[_group(expected)].append(expected)
    return groups


def _about(name: Name, detail: str, seen: Seen) -> Anomaly:
    sources = () if seen.source is None else (seen.source,)
    return Anomaly(name=name, detail=detail, sources=sources, records=_named([seen]))


def _named(records: Iterable[Seen]) -> tuple[str, ...]:
    return tuple(f"{seen.topic}-{seen.place.partition}@{seen.place.offset}" for seen in records)
