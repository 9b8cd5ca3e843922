"""The sizing model: what grows with what, where things end, and that it says what real workers took."""

import msgspec
import pytest

from service.cli.size import retention
from service.sizing import Line, Load, Policy, load_costs, size, stage_ms, topic_bytes

COSTS = msgspec.structs.replace(
    load_costs(),
    normalize_text=Line(fixed=0.5, per_kb=0.1),
    normalize_page=Line(fixed=5.0, per_kb=0.1),
    deduplicate=Line(fixed=0.1, per_kb=0.05),
    tag=Line(fixed=0.5, per_kb=1.5),
    engine=0.2,
    normalized=Line(fixed=1000, per_kb=2000),
    enriched=Line(fixed=3000, per_kb=6000),
    fingerprint=Line(fixed=700, per_kb=1700),
    process_mb={"normalize": 200, "deduplicate": 80, "tag": 190},
    remembered=400,
)
LOAD = Load(
    per_second=100, message_bytes=2000, body_bytes=2000, peak=2, duplicates=0.25, busiest_language=0.5
)
POLICY = Policy(utilisation=0.5, retention={"raw": 100.0, "enriched": 10.0})


def test_processes_follow_from_the_peak_and_the_share_that_may_be_busy() -> None:
    """150 articles a second of 3.7 ms are 0.56 cores, which is two half-busy processes."""
    normalize, deduplicate, tag = size(LOAD, POLICY, COSTS).stages

    assert tag.per_second == pytest.approx(150)
    assert tag.milliseconds == pytest.approx(0.5 + 1.5 * 2 + 0.2)
    assert tag.cores == pytest.approx(0.555)
    assert tag.processes == 2
    assert normalize.per_second == deduplicate.per_second == pytest.approx(200)


def test_a_topic_has_more_partitions_than_its_readers_have_processes() -> None:
    """One and a half for each, on a round number, and never fewer than eight."""
    many = msgspec.structs.replace(LOAD, per_second=2_000)

    small, large = size(LOAD, POLICY, COSTS).stages[2], size(many, POLICY, COSTS).stages[2]

    assert small.partitions == 8
    assert large.processes == 23
    assert large.partitions == 48


def test_memory_is_what_processes_take_and_what_is_remembered() -> None:
    """De-duplication remembers the horizon's articles at the mean rate, not at the peak."""
    deduplicate = size(LOAD, POLICY, COSTS).stages[1]

    assert deduplicate.memory_mb == pytest.approx(80 + 100 * 72 * 3600 * 400 / 1e6)


def test_pages_cost_by_their_own_bytes() -> None:
    """A page of 100 KB with an article of 2 KB is dear to normalise and as cheap to tag as any."""
    page = msgspec.structs.replace(LOAD, is_page=True, message_bytes=100_000)

    text, web = stage_ms(LOAD, COSTS), stage_ms(page, COSTS)

    assert web["normalize"] == pytest.approx(5 + 10 + 0.2)
    assert web["tag"] == text["tag"]


def test_disk_is_retention_times_copies() -> None:
    """Topics that keep nothing weigh nothing; routed topics keep as long as enriched."""
    brokers = size(LOAD, POLICY, COSTS).brokers

    enriched = 15_000 * 0.75
    assert brokers.disk_gb == pytest.approx(100 * 3 * (2000 * 100 + (enriched + enriched * 0.2) * 10) / 1e9)


def test_every_topic_has_its_bytes() -> None:
    """A copy goes to duplicates instead of unique, and is not enriched."""
    each = topic_bytes(LOAD, COSTS)

    assert each["unique"] + each["duplicates"] == pytest.approx(each["normalized"])
    assert each["duplicates"] == pytest.approx(5000 * 0.25)
    assert each["raw"] == 2000


def test_network_counts_copies_and_readers() -> None:
    """Each further copy is written and sent once more; another reader is sent everything enriched."""
    one = size(LOAD, msgspec.structs.replace(POLICY, replication=1), COSTS).brokers
    three = size(LOAD, POLICY, COSTS).brokers
    read = size(msgspec.structs.replace(LOAD, readers=2), POLICY, COSTS).brokers

    assert three.written_mb == pytest.approx(3 * one.written_mb)
    assert three.sent_mb - one.sent_mb == pytest.approx(2 * one.written_mb)
    assert read.sent_mb - three.sent_mb == pytest.approx(200 * 15_000 * 0.75 / 1e6)


def test_the_lowest_ceiling_comes_first_and_is_where_it_ends() -> None:
    """At the ceiling of de-duplication its busiest language fills one process to the share allowed."""
    ceilings = size(LOAD, POLICY, COSTS).ceilings

    assert [one.per_second for one in ceilings] == sorted(one.per_second for one in ceilings)
    language = next(one for one in ceilings if "busiest language" in one.what)
    assert language.per_second * 2 * 0.5 * 0.4 / 1000 == pytest.approx(0.5)


def test_twice_the_load_needs_twice_the_cores() -> None:
    """Cores, network and disk grow with the rate."""
    double = size(msgspec.structs.replace(LOAD, per_second=200), POLICY, COSTS)
    single = size(LOAD, POLICY, COSTS)

    assert [two.cores for two in double.stages] == pytest.approx([2 * one.cores for one in single.stages])
    assert double.brokers.disk_gb == pytest.approx(2 * single.brokers.disk_gb)
    assert double.brokers.written_mb == pytest.approx(2 * single.brokers.written_mb)


def test_the_packages_constants_are_measured() -> None:
    """They say when, how and on what; every stage has its process."""
    costs = load_costs()

    assert costs.measured
    assert costs.source.startswith("python -m")
    assert set(costs.process_mb) >= {"normalize", "deduplicate", "tag"}


def test_retention_is_that_of_the_topics() -> None:
    """Every topic that the model counts keeps as long as its file says."""
    kept = retention()

    assert set(kept) >= {"raw", "normalized", "unique", "duplicates", "fingerprints", "enriched"}
    assert kept["enriched"] == 30 * 86_400
