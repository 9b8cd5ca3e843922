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


def test_room_is_given_back_as_the_oldest_go(tmp_path: Path) -> None:
    """However much passes through, the files hold little more than what is kept."""
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else None
    store = LocalStore(tmp_path, segment_bits=16)
    for number in range(20_000):
        if number >= 100:
            del store[(number - 100) % 150]
        store[number % 150] = b"%05d" % number * 200
    assert len(store) == 100
    assert store[19_999 % 150] == b"19999" * 200
    assert store[19_900 % 150] == b"19900" * 200
    if before is not None:
        assert len(os.listdir("/proc/self/fd")) <= before + 4


def test_values_in_the_buffer_and_behind_it_are_read(tmp_path: Path) -> None:
    """A value is read back at once, after it went to the file, and when it is larger than a segment."""
    store = LocalStore(tmp_path, segment_bits=12)
    large = bytes(range(256)) * 2_000
    store[0], store[1], store[2] = b"a" * 100, large, b"b"
    assert (store[0], store[1], store[2]) == (b"a" * 100, large, b"b")
    assert list(store) == [0, 1, 2]
    store[1] = b""
    assert store[1] == b""
