"""A ratchet on what the pure functions cost: instructions, not seconds, and as ratios within one run.

    make ratchet                                  # count, compare with ceilings.json, fail if one is passed
    python -m tests.bench.ratchet --write         # take the ratios just counted as the new ceilings

Seconds on a shared machine say little. Valgrind's Callgrind counts the instructions of a process however
slowly it runs, and the same run counts a reference workload of the standard library; the ratio of the two
hardly moves between runs. `jobs` has the work, `workload` is the process that is counted, `count` starts it
and reads the counts, `judge` compares them with the ceilings.
"""
