"""What is wrong now, from readiness, metrics and what happened."""

from typing import Any

import pytest
import yaml

from service.telemetry.happenings import Happening
from service.web.troubles import COMMIT_SECONDS, LATE_SECONDS, LETTERS_COUNT, LETTERS_SHARE, troubles_of
from tests.conftest import ROOT

QUIET = {"name": "tag", "sample": {}, "breaker_load": 0.0, "commit_age": 0.0, "lag_seconds": 0.0}


def flow(away: float = 0.0, **stage: Any) -> dict[str, Any]:
    """Return the numbers of a flow of one stage that is well but for these."""
    return {"brokers_away": away, "stages": [QUIET | stage]}


def happened(*events: str) -> list[Happening]:
    """Return events of tag-0 or of the worker, a second apart."""
    return [
        Happening(
            at=f"2026-11-19T10:00:{second:02}Z",
            event=event,
            level="error",
            stage="" if event.startswith("brokers") else "tag",
            process="" if event.startswith("brokers") else "0",
        )
        for second, event in enumerate(events)
    ]


def texts(found: Any) -> str:
    """Return all sentences."""
    return " ".join(trouble.text for trouble in found)


def test_when_all_is_well_there_is_nothing() -> None:
    """Also after something was wrong."""
    assert troubles_of({}, flow(), happened("process_exited", "brokers_away", "brokers_back")) == []


def test_brokers_that_are_away_are_told_since_when() -> None:
    """By the metric and by the event, whichever is seen first."""
    (trouble,) = troubles_of({}, flow(), happened("brokers_back", "brokers_away"))
    (by_metric,) = troubles_of({}, flow(away=7.0), [])

    assert "Kafka does not answer" in trouble.text
    assert trouble.since == "2026-11-19T10:00:01Z"
    assert (by_metric.text, by_metric.since) == (trouble.text, None)


@pytest.mark.parametrize("why", ["not running", "loading its tables", "joining its consumer group"])
def test_a_process_that_is_not_there_is_told_since_it_ended(why: str) -> None:
    """Until it works again."""
    (trouble,) = troubles_of({"tag-0": why}, flow(), happened("process_exited"))

    assert (trouble.stage, trouble.since) == ("tag", "2026-11-19T10:00:00Z")
    assert trouble.text.startswith("tag-0 is not r")


def test_an_open_breaker_is_told_with_its_reason() -> None:
    """Since it opened, not since the process ended some time ago."""
    why = "partitions: 1 paused, 3 running; partition 1: 210 of 300 items became dead letters (210 empty)"
    (trouble,) = troubles_of(
        {"tag-0": why}, flow(breaker_load=1.0, commit_age=900), happened("process_exited", "breaker_open")
    )

    assert "its breaker is open" in trouble.text
    assert "210 empty" in trouble.text
    assert trouble.since == "2026-11-19T10:00:01Z"


def test_many_open_breakers_are_one_sentence() -> None:
    """The first with its reason, the others by their number; all of them are in the log and in `/readyz`."""
    held = "; ".join(f"partition {number}: 90 of 90 items became dead letters" for number in range(8))

    found = texts(troubles_of({"tag-0": f"partitions: 8 paused; {held}"}, flow(), []))

    assert "8 paused; partition 0: 90 of 90 items became dead letters; 7 more like it" in found
    assert len(found) < 150


@pytest.mark.parametrize(
    ("letters", "published", "load", "is_told", "is_near"),
    [
        (0, 0, 0.0, False, False),
        (LETTERS_COUNT, 0, 0.1, False, False),
        (20, 100, 0.3, True, False),
        (20, 1000, 0.0, False, False),
        (100, 20, 0.6, True, True),
        (8, 0, 0.8, True, True),
        (0, 0, 1.0, False, False),
    ],
)
def test_dead_letters_that_pile_up_are_told(
    letters: int, published: int, load: float, is_told: bool, is_near: bool
) -> None:
    """By their share, as the alert does, and before a breaker opens."""
    sample = {"dead_letter": float(letters), "published": float(published)}

    found = texts(troubles_of({}, flow(sample=sample, breaker_load=load), []))

    assert ("dead letters pile up" in found) == is_told
    assert ("about to open" in found) == is_near


def test_waiting_messages_are_told() -> None:
    """Nothing committed, and late."""
    found = troubles_of({}, flow(commit_age=COMMIT_SECONDS + 1, lag_seconds=LATE_SECONDS + 1), [])

    assert "nothing was committed" in texts(found)
    assert "five minutes" in texts(found)


def test_the_cluster_that_is_waited_for_is_told() -> None:
    """Before there are any processes."""
    (trouble,) = troubles_of({"worker": "waiting for brokers and topics; see the log"}, flow(), [])

    assert trouble.text == "worker: waiting for brokers and topics; see the log."


def test_limits_are_those_of_the_alerts() -> None:
    """The page and the alerts speak of the same thing."""
    groups = yaml.safe_load((ROOT / "deploy" / "prometheus" / "alerts.yml").read_text())["groups"]
    rules = {rule["alert"]: rule["expr"] for group in groups for rule in group["rules"]}

    assert f"> {LETTERS_SHARE}" in rules["DatelineDeadLetters"]
    assert f"> {LETTERS_COUNT}" in rules["DatelineDeadLetters"]
    assert f"> {COMMIT_SECONDS}" in rules["DatelineNoCommits"]
    assert f"> {LATE_SECONDS}" in rules["DatelineArticlesLate"]
