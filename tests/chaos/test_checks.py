"""The judge judged: every anomaly is found in a history made to show it, and none in a right one."""

from collections.abc import Iterator, Sequence

import msgspec
import pytest

from service.model import Reason
from tests.chaos.articles import Input, Kind
from tests.chaos.checks import Name, check
from tests.chaos.history import End, Expected, History, Place, Progress, Role, Seen

ROUTE = "chaos.enriched.conflict"


def _input(number: int, kind: Kind, **fields: object) -> Input:
    base = Input(
        number=number, partition=0, offset=number, kind=kind, value=b"", id=f"c{number}", language="en"
    )
    return msgspec.structs.replace(base, **fields)


def _expected(sent: Input, status: str | None, **fields: object) -> Expected:
    name = f"{sent.number}"
    base = Expected(
        input=sent,
        value_digest=f"raw {name}",
        language=sent.language,
        status=status,
        normalized=f"normalized {name}",
        published=f"published {name}",
        plain_enriched=f"enriched {name}",
        plain_duplicate=f"duplicate {name}",
    )
    return msgspec.structs.replace(base, **fields)


UNIQUE = _expected(_input(0, Kind.UNIQUE), "new", routes=(ROUTE,))
FIRST = _expected(_input(1, Kind.COPY, group=1), "new")
COPY = _expected(_input(2, Kind.COPY, group=1, rank=1), "exact")
SPREAD = _expected(_input(3, Kind.COPY, group=3, is_pinned=False), "new")
ABROAD = _expected(_input(4, Kind.COPY, group=3, is_pinned=False, rank=1, partition=1, offset=0), "near")
BROKEN = Expected(
    input=_input(5, Kind.INVALID, offset=4, language=None, reason=Reason.EMPTY),
    value_digest="raw 5",
    reason=Reason.EMPTY,
)
OLD = _expected(_input(6, Kind.REVISION, offset=5, group=6), "new")
NEWER = _expected(_input(7, Kind.REVISION, offset=6, group=6, rank=1), "revision")
ALL = (UNIQUE, FIRST, COPY, SPREAD, ABROAD, BROKEN, OLD, NEWER)


def _outcomes(expected: Expected) -> Iterator[tuple[Role, str, str, str | None]]:
    """Yield role, digest, plain digest and status of what an undisturbed run makes of an input."""
    if expected.reason is not None:
        yield Role.DEAD_LETTERS, expected.value_digest, "", None
        return
    yield Role.NORMALIZED, expected.normalized, "", None
    yield Role.FINGERPRINTS, "", "", expected.status
    if expected.status in {"new", "revision"}:
        yield Role.ENRICHED, expected.published, expected.plain_enriched, expected.status
        for _ in expected.routes:
            yield Role.ROUTED, expected.published, "", expected.status
    else:
        yield Role.DUPLICATES, expected.published, expected.plain_duplicate, expected.status


def _seen(expected: Sequence[Expected]) -> list[Seen]:
    """Return the records of an undisturbed run; each topic has one partition."""
    offsets: dict[str, int] = {}
    records = []
    for each in expected:
        for role, digest, plain, status in _outcomes(each):
            topic = ROUTE if role is Role.ROUTED else f"chaos.{role}"
            offset = offsets[topic] = offsets.get(topic, -1) + 1
            records.append(
                Seen(
                    role=role,
                    topic=topic,
                    place=Place(0, offset),
                    source=each.source,
                    digest=digest,
                    plain=plain,
                    status=status,
                    reason=each.reason,
                )
            )
    return sorted(records, key=lambda record: (record.topic, record.place))


def _history(seen: Sequence[Seen] | None = None, expected: Sequence[Expected] = ALL) -> History:
    return History(
        expected={each.source: each for each in expected}, seen=_seen(expected) if seen is None else seen
    )


def _without(role: Role, expected: Expected) -> list[Seen]:
    return [seen for seen in _seen(ALL) if (seen.role, seen.source) != (role, expected.source)]


def _changed(role: Role, expected: Expected, **fields: object) -> list[Seen]:
    return [
        msgspec.structs.replace(seen, **fields)
        if (seen.role, seen.source) == (role, expected.source)
        else seen
        for seen in _seen(ALL)
    ]


def _again(role: Role, expected: Expected) -> list[Seen]:
    records = _seen(ALL)
    (found,) = [seen for seen in records if (seen.role, seen.source) == (role, expected.source)]
    return [*records, msgspec.structs.replace(found, place=Place(0, 99))]


def _names(history: History) -> list[Name]:
    return [anomaly.name for anomaly in check(history)]


def test_an_undisturbed_run_has_no_anomaly() -> None:
    """A history as it should be passes every rule."""
    assert check(_history()) == ()


@pytest.mark.parametrize(
    ("seen", "names"),
    [
        pytest.param(_without(Role.DEAD_LETTERS, BROKEN), {Name.LOST}, id="dead letter lost"),
        pytest.param(_without(Role.DUPLICATES, COPY), {Name.LOST, Name.TORN}, id="copy lost"),
        pytest.param(_again(Role.DUPLICATES, COPY), {Name.REPEATED}, id="copy repeated"),
        pytest.param(_again(Role.ENRICHED, OLD), {Name.REPEATED}, id="article repeated"),
        pytest.param(_again(Role.DEAD_LETTERS, BROKEN), {Name.REPEATED}, id="dead letter repeated"),
        pytest.param(_without(Role.NORMALIZED, OLD), {Name.LOST_INSIDE}, id="normalised record lost"),
        pytest.param(_without(Role.FINGERPRINTS, OLD), {Name.LOST_INSIDE, Name.TORN}, id="fingerprint lost"),
        pytest.param(_again(Role.FINGERPRINTS, OLD), {Name.REPEATED_INSIDE}, id="fingerprint repeated"),
        pytest.param(
            _changed(Role.ENRICHED, OLD, source=Place(3, 99)),
            {Name.LOST, Name.PHANTOM, Name.TORN},
            id="outcome of nothing",
        ),
        pytest.param(
            _changed(Role.ENRICHED, OLD, source=None),
            {Name.LOST, Name.PHANTOM, Name.TORN},
            id="no source",
        ),
        pytest.param(
            _changed(Role.DEAD_LETTERS, BROKEN, reason="timeout"), {Name.WRONG_VERDICT}, id="wrong reason"
        ),
        pytest.param(
            _changed(Role.DUPLICATES, COPY, status="near"),
            {Name.WRONG_VERDICT, Name.TORN},
            id="wrong status of a pinned copy",
        ),
        pytest.param(
            _changed(Role.ENRICHED, OLD, digest="another"), {Name.DIFFERENT_BYTES}, id="article's bytes"
        ),
        pytest.param(
            _changed(Role.NORMALIZED, OLD, digest="another"), {Name.DIFFERENT_BYTES}, id="inner bytes"
        ),
        pytest.param(
            _changed(Role.DEAD_LETTERS, BROKEN, digest="another"), {Name.DIFFERENT_BYTES}, id="letter's bytes"
        ),
        pytest.param(
            _changed(Role.DUPLICATES, ABROAD, plain="another", digest="another", status="exact"),
            {Name.DIFFERENT_BYTES, Name.TORN},
            id="bytes of a spread copy",
        ),
        pytest.param(_without(Role.ROUTED, UNIQUE), {Name.TORN}, id="routed record lost"),
        pytest.param(_again(Role.ROUTED, UNIQUE), {Name.TORN}, id="routed record repeated"),
        pytest.param(
            _changed(Role.ROUTED, UNIQUE, source=COPY.source), {Name.TORN}, id="routed without a route"
        ),
        pytest.param(
            _changed(Role.FINGERPRINTS, COPY, status="new"), {Name.TORN}, id="state tells another verdict"
        ),
    ],
)
def test_each_anomaly_is_found(seen: list[Seen], names: set[Name]) -> None:
    """A history with one fault shows that anomaly, and no other than those that follow from it."""
    assert set(_names(_history(seen))) == names


def test_anomalies_name_offsets() -> None:
    """The report says which raw message and which records."""
    (anomaly,) = check(_history(_again(Role.DUPLICATES, COPY)))

    assert anomaly.sources == (Place(0, 2),)
    assert anomaly.records == ("chaos.duplicates-0@0", "chaos.duplicates-0@99")


def _seen_as(*statuses: tuple[Expected, str]) -> list[Seen]:
    """Return the records of a run in which some inputs got another verdict than expected."""
    other = {id(each): status for each, status in statuses}
    return _seen(
        [
            msgspec.structs.replace(each, status=other[id(each)], published="with another dedup")
            if id(each) in other
            else each
            for each in ALL
        ]
    )


def test_the_original_of_a_spread_group_may_be_any() -> None:
    """Where copies span raw partitions another member may come first; bytes differ in `dedup` alone."""
    swapped = _seen_as((SPREAD, "near"), (ABROAD, "new"))

    assert check(_history(swapped)) == ()


def test_groups_without_or_with_several_originals() -> None:
    """All members of a spread group are copies, or two of them originals."""
    assert _names(_history(_seen_as((SPREAD, "near")))) == [Name.NO_ORIGINAL]
    assert _names(_history(_seen_as((ABROAD, "new")))) == [Name.SEVERAL_ORIGINALS]


def test_another_original_in_a_pinned_group() -> None:
    """The second member of a group in one raw partition has become the original."""
    names = _names(_history(_seen_as((FIRST, "exact"), (COPY, "new"))))

    assert names == [Name.WRONG_VERDICT, Name.WRONG_VERDICT, Name.OTHER_ORIGINAL]


def test_broken_order_is_found() -> None:
    """A revision that overtakes the text it revises, on any topic."""
    for role in (Role.ENRICHED, Role.NORMALIZED, Role.FINGERPRINTS):
        places = {seen.source: seen.place for seen in _seen(ALL) if seen.role is role}
        swap = {OLD.source: places[NEWER.source], NEWER.source: places[OLD.source]}
        turned = [
            msgspec.structs.replace(seen, place=swap[seen.source])
            if seen.role is role and seen.source in swap
            else seen
            for seen in _seen(ALL)
        ]
        turned.sort(key=lambda record: (record.topic, record.place))
        assert _names(_history(turned)) == [Name.OUT_OF_ORDER]


def test_open_transactions_are_found() -> None:
    """A partition of which committed readers cannot reach the end."""
    closed = End(topic="t", partition=0, high_watermark=9, last_stable=9)
    opened = End(topic="t", partition=1, high_watermark=9, last_stable=4)
    history = msgspec.structs.replace(_history(), ends=(closed, opened))

    (anomaly,) = check(history)

    assert (anomaly.name, anomaly.records) == (Name.OPEN_TRANSACTION, ("t-1@4",))


@pytest.mark.parametrize(
    ("committed", "last", "is_behind"),
    [(8, 7, False), (9, 7, False), (7, 7, True), (None, 7, True), (None, None, False), (0, 0, True)],
)
def test_offsets_that_stay_behind_are_found(committed: int | None, last: int | None, is_behind: bool) -> None:
    """A group must have committed behind the last message; a partition without messages asks nothing."""
    progress = Progress(group="g", topic="t", partition=0, committed=committed, last_message=last)
    history = msgspec.structs.replace(_history(), progress=(progress,))

    assert _names(history) == [Name.OFFSET_BEHIND] * is_behind


def test_what_was_committed_must_stay() -> None:
    """A record that a reader of committed records saw during the run is gone, or is another."""
    seen = _history().of(Role.DEAD_LETTERS)[0]
    kept = {(seen.topic, seen.place): seen.digest}
    gone = {(seen.topic, Place(0, 77)): "digest"}
    other = {(seen.topic, seen.place): "another"}

    assert _names(msgspec.structs.replace(_history(), live=kept)) == []
    assert _names(msgspec.structs.replace(_history(), live=gone)) == [Name.VANISHED]
    assert _names(msgspec.structs.replace(_history(), live=other)) == [Name.CHANGED]
