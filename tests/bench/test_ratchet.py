"""The ratchet: what it compares, what it says, and that Callgrind's counts are what it takes them for."""

import msgspec
import pytest

from tests.bench.ratchet.__main__ import CEILINGS
from tests.bench.ratchet.count import count, lacking, ratios, read
from tests.bench.ratchet.jobs import REFERENCE, fingerprint
from tests.bench.ratchet.judge import Ceilings, judge

HELD = Ceilings(
    slack=0.05, python="3.11", machine="x86_64", inputs="a", ratios={"tag": 20.0, "normalize": 4.0}
)


def counted(**changes: object) -> Ceilings:
    """Return the ceilings with changes."""
    return msgspec.structs.replace(HELD, **changes)


def test_what_costs_no_more_passes() -> None:
    """Within the slack, up or down, nothing is wrong and nothing is to be done."""
    verdict = judge(HELD, counted(ratios={"tag": 20.9, "normalize": 3.9}))

    assert verdict.passed
    assert not [line for line in verdict.lines if "over" in line or "under" in line]


def test_what_costs_more_fails_and_says_how_to_go_on() -> None:
    """The line names the function and the share; the last one says how to raise the ceiling."""
    verdict = judge(HELD, counted(ratios={"tag": 22.0, "normalize": 4.0}))

    assert not verdict.passed
    assert "tag: 22.000 is 10.0% over its ceiling of 20.000" in verdict.lines
    assert "--write" in verdict.lines[-1]


def test_what_costs_less_asks_to_hold_it() -> None:
    """A gain passes, and the line says how to keep it."""
    verdict = judge(HELD, counted(ratios={"tag": 15.0, "normalize": 4.0}))

    assert verdict.passed
    assert any("25.0% under" in line and "--write" in line for line in verdict.lines)


@pytest.mark.parametrize("ratios", [{"tag": 20.0}, {"tag": 20.0, "normalize": 4.0, "other": 1.0}])
def test_a_job_without_its_ceiling_fails(ratios: dict[str, float]) -> None:
    """Neither may a job disappear from the run, nor a new one stay without a ceiling."""
    assert not judge(HELD, counted(ratios=ratios)).passed


@pytest.mark.parametrize("other", [{"python": "3.13"}, {"machine": "aarch64"}, {"inputs": "b"}])
def test_ratios_taken_with_something_else_are_not_held(other: dict[str, str]) -> None:
    """Another interpreter, processor or input is named instead of failing."""
    verdict = judge(HELD, counted(ratios={"tag": 99.0, "normalize": 4.0}, **other))

    assert verdict.passed
    assert next(iter(other.values())) in verdict.lines[-1]


def test_the_ceilings_are_of_these_inputs() -> None:
    """Whoever changes a sample takes the ceilings anew, or the ratchet would hold nothing."""
    ceilings = msgspec.json.decode(CEILINGS.read_bytes(), type=Ceilings)

    assert ceilings.inputs == fingerprint()
    assert ceilings.slack <= 0.1
    assert min(ceilings.ratios.values()) > 0


def test_a_dump_is_read() -> None:
    """The mark's name and the total; a dump that no mark made is an error."""
    dump = "version: 1\ndesc: Trigger: Client Request: normalize text\nevents: Ir\ntotals: 1234\n"

    assert read(dump) == ("normalize text", 1234)
    with pytest.raises(ValueError, match="not a dump"):
        read("desc: Trigger: Program termination\ntotals: 10\n")


def test_ratios_leave_the_reference_out() -> None:
    """Each count over the reference's."""
    assert ratios({"reference": 50.0, "tag": 200.0}, "reference") == {"tag": 4.0}


@pytest.mark.timeout(1200)
def test_instructions_are_counted_the_same_twice() -> None:
    """Callgrind counts the reference workload in millions, and nearly the same in another run."""
    if lack := lacking():
        pytest.skip(lack)
    first, second = count(REFERENCE)[REFERENCE], count(REFERENCE)[REFERENCE]

    assert 100_000 < first < 100_000_000
    assert first == pytest.approx(second, rel=0.02)
