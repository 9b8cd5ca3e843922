import gc
import os
from pathlib import Path

import pytest

from service.worker.local_store import LocalStore


def test_keeps_replaces_and_drops(tmp_path: Path) -> None:
    """A slot gives back its latest bytes until it is dropped, also beyond what the cache holds."""
    store = LocalStore(tmp_path / "state")
    for slot in range(3_000):
        store[slot] = b"%d" % slot * 1_000
    store[7] = b"another"
    del store[8]
    assert store[7] == b"another"
    assert store[2_999] == b"2999" * 1_000
    assert 8 not in store
    assert len(store) == 2_999
    with pytest.raises(KeyError):
        del store[8]


def test_leaves_nothing_behind(tmp_path: Path) -> None:
    """The file has no name while it is in use, so a killed process leaves none; no descriptor stays open."""
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else None
    store = LocalStore(tmp_path)
    store[1] = b"x"
    assert list(tmp_path.iterdir()) == []
    del store
    gc.collect()
    if before is not None:
        assert len(os.listdir("/proc/self/fd")) <= before


def test_a_folder_that_cannot_be_made_is_no_obstacle(tmp_path: Path) -> None:
    """Where the folder cannot be written, the temporary folder serves."""
    (tmp_path / "file").write_text("in the way")
    store = LocalStore(tmp_path / "file" / "below")
    store[1] = b"kept"
    assert store[1] == b"kept"
