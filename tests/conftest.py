"""Fixtures that every room shares, and nothing else."""

import os
from pathlib import Path

import hypothesis
import pytest

# No deadlines: machines are shared, and speed is measured in benchmarks. The same examples in every run.
hypothesis.settings.register_profile("dateline", deadline=None, derandomize=True)
hypothesis.settings.load_profile("dateline")

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("DATELINE_DATA", ROOT.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Return the folder of the evaluation data, or skip where it is absent."""
    if not DATA.is_dir():
        pytest.skip(f"no evaluation data at {DATA}; set DATELINE_DATA to its folder")
    return DATA
