import gc
from pathlib import Path

import numpy as np
import pytest

from service.dedup.memory import zeros


def own_bytes() -> int:
    """Return the memory that is this process's own."""
    status = Path("/proc/self/status")
    if not status.exists():
        pytest.skip("the system does not tell")
    line = next(line for line in status.read_text().splitlines() if line.startswith("RssAnon"))
    return int(line.split()[1]) * 1024


def test_memory_is_taken_as_it_is_written_to_and_given_back() -> None:
    """A large table costs nothing until it is used, and nothing after it is gone."""
    table, before = zeros(32 * 2**20, np.uint64), own_bytes()
    assert not table[::4096].any()
    table[: 4 * 2**20] = 1
    assert 30 * 2**20 < own_bytes() - before < 80 * 2**20
    del table
    gc.collect()
    assert own_bytes() - before < 20 * 2**20


def test_a_table_has_a_place_at_least() -> None:
    """Nothing is asked for a table of nothing but one zero."""
    assert zeros(0, np.uint32).tolist() == [0]
