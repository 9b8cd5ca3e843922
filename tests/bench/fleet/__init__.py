"""A simulation of many workers of one stage: lag and rebalances with 10, 100 and 1,000 of them.

    python -m tests.bench.fleet            # simulate, write docs/fleet.md's tables and plots
    python -m tests.bench.fleet.real       # two real workers, one is killed; then writes what both say

`model` has the fleet and its assumptions, `group` the consumer group's protocol, `queues` the partitions,
`simulate` the events between them. All of it is pure and seeded.
"""
