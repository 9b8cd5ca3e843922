"""The constants of `dateline size`, and whether what it says of two sizes of articles is what a worker takes.

    python -m tests.bench.sizing              # the functions, then the worker; writes service/sizing.json
    python -m tests.bench.sizing --functions  # the functions only

`functions` fits a line through what articles of several lengths cost each stage and weigh on each topic;
`worker` drains real topics at other lengths than those, and puts what was predicted beside what was taken.
"""
