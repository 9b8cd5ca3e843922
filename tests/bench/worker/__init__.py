"""The worker end to end on the embedded Kafka, exactly once: speed, lateness, scaling, soak, cost curves.

    make bench            everything in some ten minutes, writes docs/performance.md
    make bench-soak       an hour under load

`counted` counts in the stage processes, `run` starts a worker on topics of its own and pins processes to
cores, `readings` is what is read of it while it works, `drain`, `latency`, `scaling`, `soak` and `curves` are
the measurements, `report` writes tables and plots.
"""
