"""What needs no broker: rounds, percentiles, cores, counts, the mix, tables, plots."""

import os
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from service.model import StageName
from service.settings import load_settings
from tests.bench.functions import message
from tests.bench.mix import CYCLE, mixed, wires
from tests.bench.worker import report
from tests.bench.worker.__main__ import DOCUMENT, PARTS, main
from tests.bench.worker.context import rounds
from tests.bench.worker.counted import FOLDER, Counts, define_simple_counted, read_counts
from tests.bench.worker.curves import gazetteer_text
from tests.bench.worker.latency import late, percentile
from tests.bench.worker.run import share_cores
from tests.bench.worker.scaling import Scaled, speed_up


def test_rounds_end_where_another_would_not_fit() -> None:
    """One round is always done; a further one only if one as long as the longest ends in time."""
    times = iter([0.0, 10.0, 10.0, 25.0, 25.0])

    assert list(rounds(5, until=35.0, clock=lambda: next(times))) == [0, 1]
    assert list(rounds(5, until=-1.0)) == [0]
    assert list(rounds(3, until=float("inf"))) == [0, 1, 2]


def test_percentiles_are_values_that_were_seen() -> None:
    """By the nearest rank; of nothing there are none."""
    values = [float(n) for n in range(100, 0, -1)]

    assert [percentile(values, share) for share in (0.5, 0.95, 0.99, 1.0)] == [50, 95, 99, 100]
    assert late(0.5, 10.0, [7.0]).p99 == 7.0
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_workers_get_cores_of_their_own_where_there_are_enough() -> None:
    """Where none is left, the rest shares all."""
    assert share_cores(1, [0, 1]) == ([0], [1])
    assert share_cores(2, [0, 1]) == ([0, 1], [0, 1])
    assert share_cores(2, [4, 5, 6, 7]) == ([4, 5], [6, 7])


def test_speed_by_processor_time() -> None:
    """Two processes at the same cost an article are twice as fast."""
    one = Scaled(1, 8, 200.0, 5.0, 1.0, has_own_cores=True)
    two = Scaled(2, 8, 300.0, 5.5, 1.0, has_own_cores=False)

    assert speed_up(one, one) == 1.0
    assert speed_up(one, two) == pytest.approx(2 * 5.0 / 5.5)


def test_a_counted_stage_does_what_it_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outcomes are those of the stage; each message and article is counted, with processor time."""
    monkeypatch.setenv(FOLDER, str(tmp_path))
    definition = define_simple_counted(StageName.NORMALIZE, load_settings())
    assert not list(tmp_path.iterdir())  # whoever only defines a stage counts nothing
    stage = definition.bind(definition.new_state())

    outcomes = [stage(message(text, "text/plain", 0)) for text in (b"a b", b"a poison")]

    assert [type(found).__name__ for (found,) in outcomes] == ["Publish", "DeadLetter"]
    assert [file.name for file in tmp_path.iterdir()] == [f"normalize-{os.getpid()}.counts"]
    counts = read_counts(tmp_path)["normalize"]
    assert (counts.messages, counts.passed, counts.ended) == (2, 1, 1)
    assert counts.cpu_ns > 0
    assert counts - counts == Counts()


def test_the_mix_is_fixed(data_dir: Path) -> None:
    """The same messages in every run, the stated shares, and no text twice but in copies."""
    first, again = (list(islice(mixed(data_dir), 100)) for _ in range(2))

    assert first == again
    assert len(CYCLE) == 50
    assert sum(one.articles for one in first) == 108
    types = [dict(one.headers)["content-type"] for one in first]
    assert types.count(b"text/html") == types.count(b"application/rss+xml") == 2
    assert types.count(b"application/json") == 30
    plain = list(islice(wires(data_dir), 50))
    assert len({one.value for one in plain}) == 50
    assert all(2_500 < len(one.value) < 5_000 for one in plain)


def test_a_gazetteer_has_as_many_names_as_asked_for() -> None:
    """With a line that names the columns; the same names each time."""
    text = gazetteer_text(500)

    assert text == gazetteer_text(500)
    assert text.splitlines()[0] == "kind\tname"
    assert 450 < len(text.splitlines()) <= 501


def test_every_table_has_its_place_in_the_document() -> None:
    """Each part's marks and pictures stand in docs/performance.md."""
    text = DOCUMENT.read_text(encoding="utf-8")
    for part in PARTS.values():
        for name in part.tables:
            assert f"<!-- table of {name}: written by tests.bench.worker -->" in text
            assert f"<!-- end of {name} -->" in text
        for name in part.plots:
            assert f"]({name})" in text


def test_tables_have_as_many_cells_as_columns() -> None:
    """Medians with their spread, and ratios round by round."""
    runs = [
        Scaled(count, 8, count * 100.0 + turn, 5.0, 1.0, has_own_cores=False)
        for turn in range(3)
        for count in (1, 2)
    ]
    lines = report.processes(runs).splitlines()

    assert len({line.count("|") for line in lines}) == 1
    assert "| 2 | 201.0 (200.0–202.0) |" in lines[-1]
    assert "1.99 (1.98–2.00)" in lines[-1]


def test_plots_are_pictures() -> None:
    """Percentiles by load, with the target where there is one."""
    found = [late(load, 10.0, [100.0, 200.0]) for load in (0.25, 0.5, 0.8)]
    picture = ElementTree.fromstring(report.latency_plot(found))  # noqa: S314 - our own picture

    assert picture.tag.endswith("svg")
    assert "bound 250" in report.latency_plot(found)


def test_help_tells_parts_and_options() -> None:
    """What can be asked for is told."""
    told = CliRunner().invoke(main, ["--help"]).output

    for word in (*PARTS, "--minutes", "--resume", "--miniature", "--soak-minutes"):
        assert word in told
