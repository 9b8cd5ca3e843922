"""The process that is counted: warms each job up, then marks where counting it begins and ends.

    valgrind --tool=callgrind --instr-atstart=no python -m tests.bench.ratchet.workload MARKS [JOB…]

MARKS is a shared library with `begin()` and `end(name)`; outside Callgrind they do nothing.
"""

import ctypes
import gc
import sys

from tests.bench.ratchet.jobs import jobs


def main(marks: str, *only: str) -> None:
    """Run the jobs, or those named; print how many inputs each was counted on."""
    library = ctypes.CDLL(marks)
    for job in jobs():
        if only and job.name not in only:
            continue
        for one in job.warm_up:
            job.work(one)
        gc.collect()
        gc.disable()  # the collector's turns would fall into one run and not into another
        library.begin()
        for one in job.inputs:
            job.work(one)
        library.end(job.name.encode())
        gc.enable()
        print(f"{len(job.inputs)}\t{job.name}", flush=True)
        if only and job.name == only[-1]:
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
