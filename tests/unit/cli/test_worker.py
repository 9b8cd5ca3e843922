"""The options of `dateline worker`."""

import pytest
from click.testing import CliRunner

from service.cli.worker import command, process_counts
from service.model import StageName


def test_tag_gets_the_cores_by_default() -> None:
    """Tagging is the work; the other stages have one process."""
    counts = process_counts(list(StageName), None, 6)
    assert counts == {StageName.NORMALIZE: 1, StageName.DEDUPLICATE: 1, StageName.TAG: 6}


def test_given_number_is_for_each_stage() -> None:
    """Four processes of each stage that is named."""
    assert process_counts([StageName.TAG], 4, 1) == {StageName.TAG: 4}


@pytest.mark.parametrize("stages", ["tag,taag", "", ","])
def test_unknown_stage_is_one_line(stages: str) -> None:
    """The message says what there is."""
    result = CliRunner().invoke(command, ["--stages", stages])
    assert result.exit_code == 2
    assert "known are normalize,deduplicate,tag" in result.output
