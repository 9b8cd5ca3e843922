"""Quantities: offsets, context of the publisher, bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.taggers.document import Tags
from service.taggers.quantities import tag_quantities
from tests.eval.documents import plain_document


def test_surface_is_the_exact_slice_of_the_body() -> None:
    """Every quantity's surface stands at its offsets."""
    body = "Up to 2,500 km for $3m: “½ cup”, 5–10 kg and twenty-one men, –5 °C."
    quantities = tag_quantities(plain_document(body), Tags()).quantities

    assert len(quantities) >= 5
    assert all(q.surface == body[q.start : q.end] for q in quantities)


@pytest.mark.parametrize(
    ("country", "currency"), [(None, "USD"), ("AU", "AUD"), ("NZ", "NZD"), ("SG", "SGD")]
)
def test_bare_dollar_means_the_publishers_own(country: str | None, currency: str) -> None:
    """A bare "$5" in a paper of another dollar country is that country's dollar."""
    (quantity,) = tag_quantities(plain_document("It cost $5 in all.", country=country), Tags()).quantities

    assert quantity.currency == currency


def test_sterling_elsewhere_makes_pounds_money() -> None:
    """Pounds are money in a text that uses the pound sign."""
    body = "The fee was £40. A fine of 500 pounds follows."

    assert [q.currency for q in tag_quantities(plain_document(body), Tags()).quantities] == ["GBP", "GBP"]


@given(st.text(alphabet="0123456789.,-–/ $€%kmxa'½\n", max_size=80))
def test_any_mixture_of_digits_keeps_offsets(body: str) -> None:
    """No mixture of digits, marks and symbols raises or gives a surface that is not there."""
    quantities = tag_quantities(plain_document(body), Tags()).quantities

    assert all(q.surface == body[q.start : q.end] and q.start < q.end for q in quantities)
    assert all((q.value is None) != (q.min is None) for q in quantities)


@pytest.mark.parametrize("piece", ["1,", "1 000 ", "$5 ", "one hundred and two ", "5 to 10 km ", "1"])
def test_repetition_does_not_blow_up(piece: str) -> None:
    """A large body of one repeated piece is read within the test's time limit."""
    tag_quantities(plain_document(piece * 20_000), Tags())
