"""The busy disk: writes something, measures something, leaves nothing."""

import os
from pathlib import Path

import pytest

from tests.chaos import disk
from tests.chaos.disk import busy_disk, sync_times


async def test_a_busy_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it is busy its files are there; afterwards the folder is as it was."""
    monkeypatch.setattr(disk, "BLOCK_BYTES", 64 * 1024)
    async with busy_disk(tmp_path):
        found = await sync_times(tmp_path, 0.3)
        names = os.listdir(tmp_path)

    assert sorted(names) == ["busy-0", "busy-1"]
    assert os.listdir(tmp_path) == []
    assert found.found
    assert str(found).endswith(")")
