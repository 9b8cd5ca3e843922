"""Quality, measured on real data: `make eval`, or `python -m tests.eval [NAME …]`.

Every scorer is a module `score_<what>.py` with a function

    def figures(data: Path) -> Iterator[Figure]

that reads what it needs below `data` and yields named figures (`tests.eval.figure.Figure`): the set, the
name, the value, the number of items, and published scores of other tools to print beside it. To add one,
write the module and add a line to `SCORERS` in `tests.eval.__main__`; then run
`python -m tests.eval <name> --raise` once to set its floors.

A run prints a table, writes it to `docs/quality.md`, and compares every figure with `floors.json`: a figure
below its floor fails the run. `--raise` lifts floors to what was measured; they are lowered by hand only,
with a reason in the commit. Sets that are not there are skipped and keep their lines in the table.
"""
