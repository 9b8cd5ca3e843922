"""Scores of the recogniser read as probabilities."""

from hypothesis import given
from hypothesis import strategies as st

from service.taggers.entities_confidence import share_right

KINDS = st.sampled_from(["PER", "ORG", "LOC"])
SCORES = st.floats(0, 1)


@given(KINDS, st.booleans(), SCORES, SCORES)
def test_a_higher_score_is_never_worth_less(kind: str, is_known: bool, one: float, other: float) -> None:
    """The tables are monotone and stay within 0 and 1."""
    low, high = (share_right(kind, score, is_known=is_known) for score in sorted((one, other)))
    assert 0 <= low <= high <= 1


@given(KINDS, SCORES)
def test_a_name_that_a_table_knows_is_worth_more(kind: str, score: float) -> None:
    """At the same score a known name is at least as probable, and surely so for places in doubt."""
    assert share_right("LOC", 0.5, is_known=True) > share_right("LOC", 0.5, is_known=False)
    if kind != "PER":
        assert share_right(kind, score, is_known=True) >= share_right(kind, score, is_known=False)
