"""The short form of the full run: every fault once, with short pauses, on a fixed seed."""

from pathlib import Path

import pytest

from tests.chaos.plan import SHORT, make_plan
from tests.chaos.run import run_plan

SEED = 2


@pytest.mark.chaos
@pytest.mark.timeout(1200)  # about three minutes where nothing else runs
async def test_exactly_once_under_all_faults(tmp_path: Path) -> None:
    """Two workers, every fault, and still each input has exactly one outcome, with the right bytes."""
    plan = make_plan(SEED, SHORT)

    result = await run_plan(plan, tmp_path / "run")

    print(*result.notes, f"{result.seconds:.0f} s", sep="\n")
    assert result.details == ()
    assert (
        sum(result.outcomes[topic] for topic in ("enriched", "duplicates", "dead-letter")) == result.messages
    )
