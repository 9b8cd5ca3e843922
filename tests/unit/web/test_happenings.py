"""What happened, in sentences."""

import pytest

from service.telemetry.happenings import TOLD, Fact, Happening, Numbered
from service.web.happenings import as_json, sentence

FACTS: dict[str, Fact] = {
    "version": "1.2",
    "signal": "SIGTERM",
    "pid": 4711,
    "status": -9,
    "cause": "sigkill",
    "wait_seconds": 0.74,
    "error": "Lost",
    "detail": "nobody listens at kafka:9092",
    "what": "event loop",
    "seconds": 61.4,
    "topic": "articles.unique",
    "partition": 2,
    "partitions": [0, 1],
    "offset": 17,
    "restored": 1234,
    "remaining": 345,
    "why": "30 of 40 items became dead letters (30 empty)",
    "missing": "a, b",
    "gazetteer": "g1",
    "routes": "r1",
    "rules": 2,
    "reason": "beat.tsv line 3: no name",
}


def happening(event: str, **facts: Fact) -> Happening:
    """Return an event of the process tag-0 with the fields it has."""
    own = {name: (FACTS | facts)[name] for name in TOLD[event]}
    return Happening(
        at="2026-11-19T10:00:00Z", event=event, level="info", stage="tag", process="0", facts=own
    )


@pytest.mark.parametrize("event", TOLD)
def test_every_happening_has_a_sentence(event: str) -> None:
    """Its own, of the fields that are kept of it."""
    assert sentence(happening(event)) != event


@pytest.mark.parametrize(
    ("event", "facts", "expected"),
    [
        ("process_exited", {}, "tag-0 was killed by SIGKILL"),
        ("process_exited", {"cause": "failed", "status": 1}, "tag-0 failed (status 1)"),
        ("process_will_restart", {}, "tag-0 is started again in 0.7 s"),
        ("partitions_assigned", {}, "tag-0 took partitions 0, 1"),
        ("partitions_revoked", {"partitions": [3]}, "tag-0 gave up partition 3"),
        ("partitions_assigned", {"partitions": []}, "tag-0 took no partition"),
        ("partition_failed", {"detail": "gone"}, "tag-0 has to open partition 2 anew: Lost: gone"),
        ("partition_failed", {"detail": "Lost: gone"}, "tag-0 has to open partition 2 anew: Lost: gone"),
        ("brokers_away", {}, "Kafka does not answer: nobody listens at kafka:9092"),
        ("brokers_back", {}, "Kafka answers again, after 61 s"),
        ("partition_opened", {}, "tag-0 restored partition 2: 1,234 records in 61.4 s"),
        (
            "breaker_open",
            {},
            "tag-0: breaker open, partition 2 is paused: 30 of 40 items became dead letters (30 empty)",
        ),
    ],
)
def test_sentence_says_who_and_what(event: str, facts: dict[str, Fact], expected: str) -> None:
    """In plain words, with the numbers that matter."""
    assert sentence(happening(event, **facts)) == expected


def test_what_lacks_a_fact_is_told_by_its_name() -> None:
    """Another version's process may tell less."""
    assert sentence(Happening(at="", event="process_exited", level="warning")) == "process_exited"
    assert sentence(Happening(at="", event="of_the_future", level="info")) == "of_the_future"


def test_a_recovery_is_no_warning() -> None:
    """It is logged as one, to be seen, but shown as what it is."""
    told = [
        Happening(at="", event=event, level="warning", facts={"seconds": 1})
        for event in ("brokers_back", "process_exited")
    ]
    kept = [Numbered(id=n, number=n, happening=one) for n, one in enumerate(told, 1)]

    assert [one["kind"] for one in as_json(kept)] == ["good", "warning"]
