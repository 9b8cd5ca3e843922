"""Dates in a text, by ISO 8601 and the article's own date."""

import msgspec
import pytest

from service.taggers.document import Tags, document_of
from service.taggers.quantities import tag_quantities
from service.tags import Quantity
from tests.eval.documents import plain_article

WEDNESDAY = "2026-11-25T10:00:00Z"


def _dates(text: str, language: str = "en", created: str | None = WEDNESDAY) -> list[Quantity]:
    """Return the dates of a text published on a Wednesday."""
    article = msgspec.structs.replace(plain_article(text, language), content_created=created)
    quantities = tag_quantities(document_of(article), Tags()).quantities
    assert all(q.surface == text[q.start : q.end] for q in quantities)
    return [quantity for quantity in quantities if quantity.kind == "date"]


@pytest.mark.parametrize(
    ("text", "language", "iso", "precision"),
    [
        ("They met on May 5, 2021.", "en", "2021-05-05", "day"),
        ("They met on 7 June.", "en", "2026-06-07", "day"),
        ("They met on 20 January.", "en", "2027-01-20", "day"),
        ("He spoke on Tuesday.", "en", "2026-11-24", "day"),
        ("He spoke on Wednesday.", "en", "2026-11-25", "day"),
        ("Schools will stay closed until Thursday.", "en", "2026-11-26", "day"),
        ("It opened yesterday.", "en", "2026-11-24", "day"),
        ("Rents rose last March.", "en", "2026-03", "month"),
        ("It was built in April 1931.", "en", "1931-04", "month"),
        ("It was built in 1931.", "en", "1931", "year"),
        ("Filed on 2026-11-24.", "en", "2026-11-24", "day"),
        ("It ran from 3-5 November 2019.", "en", "2019-11-03/2019-11-05", "day"),
        ("Am 3. Mai 2024 begann es.", "de", "2024-05-03", "day"),
        ("Am Dienstag begann es.", "de", "2026-11-24", "day"),
        ("Le 1er juin 2024, tout a changé.", "fr", "2024-06-01", "day"),
        ("El 3 de mayo de 2024 empezó.", "es", "2024-05-03", "day"),
    ],
)
def test_dates(text: str, language: str, iso: str, precision: str) -> None:
    """A date is resolved by the article's own and as exact as it is stated."""
    (found,) = _dates(text, language)

    assert (found.date, found.precision) == (iso, precision)


@pytest.mark.parametrize(
    "text",
    [
        "It may rise by 5 percent.",
        "He will march 5 km.",
        "2000 people came.",
        "On 31 June it fell.",
        "In 2,020 cases.",
    ],
)
def test_no_dates(text: str) -> None:
    """Verbs, counts and days that do not exist are none."""
    assert _dates(text) == []


def test_without_a_date_of_its_own() -> None:
    """Without the article's date a weekday or a day without a year means nothing."""
    assert [q.date for q in _dates("On Tuesday, on 7 June and on 7 June 2020.", created=None)] == [
        "2020-06-07"
    ]
    assert _dates("It opened yesterday.", created="no date at all") == []


def test_numbers_of_dates() -> None:
    """The numbers are the date in its basic form, a range has two."""
    day, days = _dates("It began on May 5, 2021 and went on from 3-5 November 2021.")

    assert (day.value, day.min, day.max) == (20210505, None, None)
    assert (days.value, days.min, days.max) == (None, 20211103, 20211105)
    assert day.unit is None


def test_raised_digits_are_no_year() -> None:
    """Footnote marks are digits that make no number."""
    assert _dates("It was in ²⁰²⁴ that.") == []


@pytest.mark.parametrize("created", ["0001-01-01T10:00:00Z", "0002-01-01T10:00:00Z", "9999-12-31T10:00:00Z"])
def test_the_calendar_ends(created: str) -> None:
    """An article of the first or last year there is anchors nothing that would lie beyond."""
    assert _dates("It fell yesterday, last March; on Monday or tomorrow.", created=created) == []
