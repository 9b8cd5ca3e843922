"""Results: kept, read back, and written as tables."""

from pathlib import Path

import msgspec
import pytest

from tests.chaos.checks import Anomaly, Name
from tests.chaos.faust_run import Comparison
from tests.chaos.history import Place
from tests.chaos.plan import Fault
from tests.chaos.report import (
    BEGIN,
    END,
    chaos_table,
    claimed,
    faust_table,
    is_done,
    put_in,
    read_results,
    write_result,
)
from tests.chaos.run import CHANGED, Result

ANOMALY = Anomaly(name=Name.REPEATED, detail="2 records", sources=(Place(1, 2),), records=("t-0@3", "t-0@9"))


def _result(seed: int, *names: Name) -> Result:
    return Result(
        seed=seed,
        code="abcd1234",
        workers=2,
        messages=1000,
        faults=(Fault.SCALE,),
        seconds=12.3,
        outcomes={"enriched": 700, "duplicates": 200, "dead-letter": 100},
        anomalies={name.value: 3 for name in names},
        details=(ANOMALY,) if names else (),
        notes=("1.0 s started",),
        cpu_seconds=34.0,
    )


def test_results_are_read_back_as_written(tmp_path: Path) -> None:
    """A file per seed, in the order of the seeds."""
    results = [_result(1), _result(12, Name.REPEATED)]
    for result in reversed(results):
        write_result(tmp_path, result)

    assert read_results(tmp_path) == results
    assert is_done(tmp_path, 12, 1000)
    assert not is_done(tmp_path, 12, 1001)
    assert not is_done(tmp_path, 2, 1)
    assert is_done(tmp_path, 12, 1000, "abcd1234")
    assert not is_done(tmp_path, 12, 1000, "ffff0000")


def test_a_seed_belongs_to_one_process(tmp_path: Path) -> None:
    """Two lanes of seeds share a folder: what one has claimed, the other passes over until it is let go."""
    with claimed(tmp_path, "seed-01") as first, claimed(tmp_path, "seed-01") as second:
        assert (first, second) == (True, False)
        with claimed(tmp_path, "seed-02") as other:
            assert other
    with claimed(tmp_path, "seed-01") as later:
        assert later


def test_a_run_of_changing_code_is_no_result(tmp_path: Path) -> None:
    """Workers of one run that were of different code prove nothing about either."""
    write_result(tmp_path, msgspec.structs.replace(_result(3), code=CHANGED))

    assert not is_done(tmp_path, 3, 1000)


def test_the_table_counts_by_kind() -> None:
    """Lost and repeated have columns of their own; the rest is named."""
    table = chaos_table([_result(1), _result(2, Name.LOST, Name.REPEATED, Name.TORN)])

    assert "| 1 | abcd1234 | 2 | 1,000 | 700 | 200 | 100 | 0 | 0 | 0 | 12 | 34 |" in table
    assert "| 2 | abcd1234 | 2 | 1,000 | 700 | 200 | 100 | 3 | 3 | 3 torn transaction | 12 | 34 |" in table
    assert "2 seeds, 2,000 messages, 9 anomalies. 0 of the 20 seeds" in table


def test_the_comparison_shows_duplicates_with_offsets() -> None:
    """What was found in Faust's own mode is shown, not only counted."""
    found = Comparison(
        messages=1000,
        records=1300,
        kills=(200, 400),
        anomalies={Name.REPEATED.value: 300},
        repeated_records=300,
        details=(ANOMALY,),
        seconds=60.0,
    )

    table = faust_table(found)

    assert "| 1,000 | 2 (200, 400) | 1,300 | 300 | 0 |" in table
    assert "repeated: raw 1@2 (2 records): t-0@3, t-0@9" in table


def test_tables_go_between_their_marks() -> None:
    """The rest of the document stays; a document without the marks is refused."""
    begin, end = BEGIN.format(name="chaos"), END.format(name="chaos")

    assert put_in(f"a {begin} old {end} z", [("chaos", "new")]) == f"a {begin}\n\nnew\n\n{end} z"
    with pytest.raises(ValueError, match="no marks for chaos"):
        put_in("nothing", [("chaos", "new")])
