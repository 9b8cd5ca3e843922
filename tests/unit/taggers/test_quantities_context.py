"""What surrounds a number: stretches in which it is no quantity."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.taggers.quantities_context import _masks, masked_spans

_PIECES = st.lists(
    st.sampled_from(
        [
            *"12 5 2024 090 3.5 no. No number Article sub-section May Sept. septiembre de of and to".split(),
            *"- – / . , ; : # + ( ) ' ’ % million pm GMT th s x é _ COVID".split(),
            *(" ", " ", " ", "\n"),
        ]
    ),
    max_size=14,
)


def _masked(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in masked_spans(text, language)]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("The flight 370 left", "flight 370"),
        ("Article No. 5 says", "No. 5"),
        ("under sub-section 4.2 of", "sub-section 4.2"),
        ("on 12 September 2024 in", "12 September 2024"),
        ("from May 5-7 on", "May 5-7"),
        ("in the ’90s it", "’90s"),
        ("call +1 (202) 555 0123 now", "+1 (202) 555 0123"),
        ("item #12 of", "#12"),
        ("at 7:30 it", "7:30"),
    ],
)
def test_dates_times_and_references_are_masked(text: str, masked: str) -> None:
    """A stretch with digits that says when, which or where is masked from its first character on."""
    assert _masked(text) == [masked]


def test_months_of_another_language_are_known() -> None:
    """A Spanish month with its year, "de" between them, is masked as one stretch."""
    assert _masked("en septiembre de 2024 se", "es") == ["septiembre de 2024"]


@pytest.mark.parametrize("text", ["a page 5 million read", "killed 12 people", "COVID19 and 3.5 km"])
def test_quantities_are_not_masked(text: str) -> None:
    """A number with a scale or a noun behind it, or glued to letters, is masked by nothing."""
    assert _masked(text) == []


@settings(max_examples=60, deadline=None)
@given(_PIECES, st.sampled_from(["en", "de", "es"]))
def test_trying_only_where_digits_lead_misses_nothing(pieces: list[str], language: str) -> None:
    """What is found beside digits is what a search at every position of the text finds."""
    text, masks = "".join(pieces), _masks(language)
    everywhere = re.compile(rf"(?:(?<!\w)|(?=[+(#'’]))(?:{masks.worded.pattern}|{masks.numbered.pattern})")
    assert masked_spans(text, language) == [match.span() for match in everywhere.finditer(text)]
