"""Tables whose address space is taken at once and whose memory only as it is written to.

`numpy.zeros` does the same where the allocator maps new pages, but takes and clears all of them where it
hands out room that was freed before, as after every change of owner of a partition.
"""

import mmap
from typing import TypeVar

import numpy as np
import numpy.typing as npt

_HUGE_FROM = 4 * 1024 * 1024  # as numpy does: large pages spare the processor look-ups of addresses

Number = TypeVar("Number", bound=np.generic)


def zeros(count: int, kind: type[Number]) -> npt.NDArray[Number]:
    """Return `count` zeros, at least one; the memory goes back to the system with the array."""
    count = max(1, count)
    pages = _pages(count * np.dtype(kind).itemsize)
    if len(pages) >= _HUGE_FROM and hasattr(mmap, "MADV_HUGEPAGE"):
        pages.madvise(mmap.MADV_HUGEPAGE)
    return np.frombuffer(pages, dtype=kind, count=count)


def _pages(size: int) -> mmap.mmap:
    if hasattr(mmap, "MAP_PRIVATE"):
        return mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    return mmap.mmap(-1, size)
