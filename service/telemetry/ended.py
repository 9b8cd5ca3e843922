"""What processes that have ended had counted: folded into one file of each kind.

Each process keeps its metrics in files of its own (`PROMETHEUS_MULTIPROC_DIR`). Without this, a process that
ends and is started again for days would fill the folder, and every read of the metrics would take longer.
The layout of the files is prometheus_client's own.
"""

import threading
from pathlib import Path

from prometheus_client.mmap_dict import MmapedDict

SUMMED = ("counter", "histogram")
# Held while files are moved and while they are read, or what is moved would be counted twice or not at all.
whole = threading.Lock()


def fold_ended(folder: Path, pid: int) -> None:
    """Keep what a process had counted, and forget what it held.

    Args:
        folder: of all processes' metrics.
        pid: of the process, which must have ended.
    """
    with whole:
        for kind in SUMMED:
            _fold(folder / f"{kind}_{pid}.db", folder / f"{kind}_ended.db")
        for gauge in folder.glob(f"gauge_*_{pid}.db"):
            gauge.unlink()


def _fold(source: Path, target: Path) -> None:
    if not source.exists():
        return
    kept = MmapedDict(str(target))  # type: ignore[no-untyped-call]
    try:
        for key, value, timestamp, _ in MmapedDict.read_all_values_from_file(source):  # type: ignore[no-untyped-call]
            before, _ = kept.read_value(key)  # type: ignore[no-untyped-call]
            kept.write_value(key, before + value, timestamp)  # type: ignore[no-untyped-call]
    finally:
        kept.close()  # type: ignore[no-untyped-call]
    source.unlink()
