"""The gold of the plain-text scorer is read from what the sets state, not from our rules."""

from pathlib import Path

import pytest

from tests.eval import newswire


@pytest.mark.parametrize(
    ("author", "people"),
    [
        ("AMY DOE and JULIE ROE POE", ("AMY DOE", "JULIE ROE POE")),
        ("Jane Doe, @janedoe, USA TODAY", ("Jane Doe",)),
        ("By JANE DOE. JANE DOE is an editor of a paper.", ("JANE DOE",)),
        ("Breitbart News", ()),
        ("None", None),
        ("Jane Doe, The (Example, Ky.) Courier", None),
    ],
)
def test_author_lines(author: str, people: tuple[str, ...] | None) -> None:
    """Outlets and handles are no persons; a line that does not tell by itself is left out."""
    assert newswire._people(author) == people


def test_wires_take_headline_and_place_from_the_marks() -> None:
    """The dateline's place is what the set marks as a location before the dash."""
    case = newswire._wire(
        "<DOC><DOCNO> X1 </DOCNO><HEADLINE>\nRain falls\n</HEADLINE><TEXT>\n\t   "
        '<b_enamex type="LOCATION">OSLO<e_enamex>, <b_enamex type="LOCATION">Norway<e_enamex> '
        '(<b_enamex type="ORGANIZATION">AP<e_enamex>) _ Rain fell.\n</TEXT></DOC>'
    )
    assert (case.headline, case.place) == ("Rain falls", "OSLO, Norway")
    assert case.text.startswith("Rain falls\n\n")
    assert "<" not in case.text


@pytest.mark.shared_data
def test_labels_fit_their_files(data_dir: Path) -> None:
    """Every hand-made label is of a file whose bytes are the labelled ones, with and without datelines."""
    cases = list(newswire.worldwide(data_dir))
    assert len(cases) >= 150
    assert 100 < sum(bool(case.place) for case in cases) < len(cases) - 100
    assert any(case.people for case in cases)
