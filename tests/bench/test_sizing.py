"""The sizing model beside what real workers took at two sizes, and the lines that its constants are."""

import msgspec
import pytest

from service.sizing import load_costs
from service.worker.outcomes import OutputRecord
from tests.bench.sizing.__main__ import CHECK
from tests.bench.sizing.functions import fit, weight
from tests.bench.sizing.report import TOPICS, checked, constants, predicted
from tests.bench.sizing.worker import CHECKED, Taken, topics_by_name

BYTES, CORES = 0.15, 0.5
"""How far what is said may lie from what was taken: bytes do not depend on the machine's load, times do."""


def test_a_line_goes_through_what_was_measured() -> None:
    """Medians of sizes that lie together; an odd one out does not move it."""
    points = [(1_000.0, 3.0), (1_001.0, 3.0), (1_002.0, 90.0), (3_000.0, 7.0), (9_000.0, 19.0)]

    line = fit(points)

    assert line.fixed == pytest.approx(1.0, abs=0.05)
    assert line.per_kb == pytest.approx(2.0, abs=0.05)


def test_no_part_of_a_line_is_negative() -> None:
    """Noise may say that nothing takes less than nothing; such a line goes through the origin."""
    line = fit([(1_000.0, 1.0), (3_000.0, 4.0), (9_000.0, 13.0)])

    assert line.fixed == 0
    assert line.per_kb > 0


def test_a_records_weight_counts_all_of_it() -> None:
    """Key, value and headers, and what Kafka adds."""
    light = OutputRecord(topic="t", key=b"k", value=b"v" * 100, headers=(), partition=None)
    heavy = OutputRecord(topic="t", key=b"k" * 11, value=b"v" * 200, headers=(("ab", b"cd"),), partition=None)

    assert weight(heavy) - weight(light) == 10 + 100 + 6


def test_topics_are_told_from_those_with_longer_names() -> None:
    """`enriched` has its partitions, routed topics theirs."""
    names = topics_by_name("a.")

    assert "a.enriched-0".startswith(names["enriched"])
    assert not "a.enriched.conflict-0".startswith(names["enriched"])
    assert "a.enriched.conflict-0".startswith(names["routed"])


@pytest.fixture(scope="module")
def taken() -> list[Taken]:
    """Return what workers took, as `python -m tests.bench.sizing` found it."""
    if not CHECK.exists():
        pytest.skip("no worker has been measured: python -m tests.bench.sizing")
    return msgspec.json.decode(CHECK.read_bytes(), type=list[Taken])


@pytest.mark.parametrize("length", CHECKED)
def test_the_model_says_what_workers_took(taken: list[Taken], length: int) -> None:
    """Bytes on each topic, and processor time of all stages together."""
    one = next(one for one in taken if one.length == length)
    milliseconds, written = predicted(length, load_costs())

    for topic in TOPICS:
        assert written[topic] == pytest.approx(one.topic_bytes[topic], rel=BYTES), topic
    assert sum(milliseconds.values()) == pytest.approx(sum(one.milliseconds.values()), rel=CORES)


def test_the_tables_have_a_row_for_each_figure(taken: list[Taken]) -> None:
    """Stages and topics of both sizes; every constant."""
    rows = checked(taken, load_costs()).splitlines()

    assert len(rows) == 2 + len(taken) * (3 + len(TOPICS))
    assert "| tag |" in constants(load_costs())
