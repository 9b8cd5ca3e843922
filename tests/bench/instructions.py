"""How many instructions of the interpreter the functions take: the same number on every machine.

Seconds of a shared machine cannot guard speed; counted instructions can. They do not see what C code costs,
so they stand beside the ratios of `tests.bench.functions`, and they catch what is commonest: work that is
done twice, a loop that has become nested, a cache that no longer holds.

Of `sys.settrace`: a trace function that sets `f_trace_opcodes` is called for each instruction.
"""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def count_instructions(work: Callable[[], object]) -> int:
    """Return how many instructions of Python `work` executes; it is some fifty times slower meanwhile."""
    counted = 0

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal counted
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        if event == "opcode":
            counted += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return counted
