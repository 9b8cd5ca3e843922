"""`dateline size`: what is printed, and what is refused."""

import json

import pytest
from click.testing import CliRunner

from service.cli.size import command

LOAD = ("--articles-per-second", "50", "--mean-bytes", "4000")


def test_it_says_what_a_load_needs() -> None:
    """A line for each stage, the brokers, what ends first, and where the constants come from."""
    ended = CliRunner().invoke(command, LOAD, env={"COLUMNS": "120"})

    assert ended.exit_code == 0
    for word in ("normalize", "deduplicate", "tag", "GB", "transactions/s", "constants measured"):
        assert word in ended.output
    assert "✗" not in ended.output


def test_what_is_beyond_a_ceiling_is_told_with_a_remedy() -> None:
    """Far more than one language's partition takes."""
    ended = CliRunner().invoke(command, ("--articles-per-second", "50000", "--mean-bytes", "4000"))

    assert ended.exit_code == 0
    assert "✗ de-duplication" in ended.output
    assert "then: part the raw topic" in ended.output


def test_json_holds_what_it_reckoned_with() -> None:
    """Load, policy and answer; pages have a body of their own size."""
    ended = CliRunner().invoke(
        command, ("--articles-per-second", "20", "--mean-bytes", "170000", "--pages", "--json")
    )

    found = json.loads(ended.output)
    assert found["load"]["body_bytes"] == 4000
    assert found["policy"]["retention"]["enriched"] == 30 * 86_400
    assert [one["stage"] for one in found["size"]["stages"]] == ["normalize", "deduplicate", "tag"]


def test_no_more_copies_than_brokers() -> None:
    """One broker keeps one copy, as `topics --apply` makes it."""
    ended = CliRunner().invoke(command, (*LOAD, "--brokers", "1", "--json"))

    assert json.loads(ended.output)["policy"]["replication"] == 1


@pytest.mark.parametrize("wrong", [("--articles-per-second", "0"), ("--duplicates", "1"), ("--peak", "0.5")])
def test_what_makes_no_sense_is_refused(wrong: tuple[str, str]) -> None:
    """One line that names the option."""
    ended = CliRunner().invoke(command, (*LOAD, *wrong))

    assert ended.exit_code == 2
    assert wrong[0] in ended.output
