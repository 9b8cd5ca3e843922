"""`dateline dlq`: what it asks for, and what it tells."""

import pytest
from click.testing import CliRunner

from service import __version__
from service.cli.dlq import command
from service.cli.letters import FoundLetter
from service.cli.replay import Refusal, Replay
from service.cli.replay_report import Report
from service.codecs.dead_letter import KeptLetter
from service.model import DeadLetter, Message, Reason, StageName
from service.record import Origin

ORIGIN = Origin(topic="articles.raw", partition=2, offset=8, item=0)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["replay"], "choose letters"),
        (["replay", "--all", "--reason", "empty"], "choose letters"),
        (["replay", "--all", "1:2"], "choose letters"),
        (["replay", "--reason", "bored"], "is not one of"),
        (["replay", "--all", "--rate", "0"], "range"),
        (["list", "--since", "yesterday"], "is no time"),
        (["show", "7"], "partition:offset"),
        (["show"], "Missing argument"),
    ],
)
def test_wrong_use_is_told_before_anything_is_read(arguments: list[str], told: str) -> None:
    """A replay needs a choice or --all, not both; times and places are checked."""
    result = CliRunner().invoke(command, arguments)

    assert result.exit_code == 2
    assert told in result.stderr


def test_no_kafka_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster that does not answer is an error with its address, without a traceback."""
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")

    result = CliRunner().invoke(command, ["list"])

    assert result.exit_code == 1
    assert "127.0.0.1:1" in result.stderr
    assert "Traceback" not in result.stderr


def _letter(offset: int, version: str = "0.0.1") -> FoundLetter:
    letter = DeadLetter(
        reason=Reason.INTERNAL_ERROR, stage=StageName.TAG, detail="d", origin=ORIGIN, input_id="e"
    )
    message = Message(value=b"x", origin=ORIGIN)
    kept = KeptLetter(dead_letter=letter, message=message, version=version, retry_count=0)
    return FoundLetter(partition=0, offset=offset, failed_ms=5, kept=kept)


def test_the_report_says_what_was_and_what_cannot_be_put_back(capsys: pytest.CaptureFixture[str]) -> None:
    """Counts by cause, the places of what is left, and a warning about failing again."""
    report = Report(is_dry=False)
    for version in ("0.0.1", __version__):
        letter = _letter(1, version)
        report.add(Replay(letter=letter, message=letter.kept.message, headers=()))
    report.refusals = [
        Refusal(letter=_letter(7), why="the message was empty", is_done=False),
        Refusal(letter=_letter(8), why="has been put back before", is_done=True),
    ]

    report.tell()

    assert capsys.readouterr().err.splitlines() == [
        "2 messages put back",
        f"  1 of them failed in this same version {__version__}: unless a setting has changed, "
        "they will fail again",
        "1 not: the message was empty",
        "1 not: has been put back before",
        "cannot be put back: 0:7",
    ]
    assert not report.is_complete


def test_a_dry_report_speaks_of_what_would_be(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing was done, and nothing is claimed to have been."""
    report = Report(is_dry=True)

    report.tell()

    assert capsys.readouterr().err == "0 messages would be put back\n"
    assert report.is_complete
