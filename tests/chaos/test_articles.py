"""The generator against the pure pipeline: each message is what it is meant to be."""

from collections import Counter

import msgspec
import pytest

from tests.chaos.articles import PARTITIONS, WINDOW, Kind, make_inputs
from tests.chaos.expectation import expect


def test_the_same_seed_gives_the_same_messages() -> None:
    """A run can be repeated from its seed alone, and another seed is another run."""
    assert make_inputs(3, 400) == make_inputs(3, 400)
    assert make_inputs(3, 400) != make_inputs(4, 400)


def test_offsets_are_those_of_the_raw_partitions() -> None:
    """Each partition is filled from 0 without a gap, in the order of sending."""
    inputs = make_inputs(1, 500)

    for partition in range(PARTITIONS):
        offsets = [sent.offset for sent in inputs if sent.partition == partition]
        assert offsets == list(range(len(offsets)))
    assert [sent.number for sent in inputs] == list(range(500))


def test_all_kinds_are_interleaved() -> None:
    """Every kind comes in any stretch of messages, and groups are both pinned and spread."""
    inputs = make_inputs(2, 2 * WINDOW)

    for start in range(0, len(inputs), 500):
        assert {sent.kind for sent in inputs[start : start + 500]} == set(Kind)
    copies = [sent for sent in inputs if sent.kind is Kind.COPY]
    assert Counter(sent.is_pinned for sent in copies).keys() == {True, False}
    homes = {
        sent.group: {member.partition for member in copies if member.group == sent.group} for sent in copies
    }
    assert any(len(partitions) > 1 for partitions in homes.values())
    assert all(len(homes[sent.group]) == 1 for sent in copies if sent.is_pinned)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_two_texts_are_equal_by_chance(seed: int) -> None:
    """Only exact copies have the same text: a revision that repeats another one would be a copy of it."""
    inputs = make_inputs(seed, 60_000)

    revisions = Counter(sent.value for sent in inputs if sent.kind is Kind.REVISION)
    assert set(revisions.values()) == {1}
    texts = {sent.value for sent in inputs if sent.kind is Kind.UNIQUE}
    assert len(texts) == sum(sent.kind is Kind.UNIQUE for sent in inputs)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_pipeline_agrees_with_the_generator(seed: int) -> None:
    """Originals, copies, revisions and refusals are what the generator says; it raises otherwise."""
    inputs = make_inputs(seed, 600)

    expected = expect(inputs, prefix="articles")

    assert len(expected) == 600
    assert {found.status for found in expected.values()} >= {"new", "exact", "near", "revision", None}


def test_any_member_of_a_group_may_come_first() -> None:
    """In the opposite order the first member met is the original, and all others are its copies."""
    copies = [sent for sent in make_inputs(5, 800) if sent.kind is Kind.COPY]
    sizes = Counter(sent.group for sent in copies)
    turned = [
        msgspec.structs.replace(sent, partition=0, offset=place, rank=sizes[sent.group] - 1 - sent.rank)
        for place, sent in enumerate(reversed(copies))
    ]

    assert len(expect(turned, prefix="articles")) == len(copies)
