"""Agencies and organisations by their printed names."""

import pytest

from service.normalize.agencies import agency_name, fold_name, load, names_body


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("The Associated Press", "AP"),
        ("A.P.", None),
        ("REUTERS", "Reuters"),
        ("dpa-AFX", "dpa"),
        ("Agence France-Presse", "AFP"),
        ("(Xinhua)", "Xinhua"),
        ("Jane Doe", None),
        ("x" * 200, None),
    ],
)
def test_agency_name(printed: str, name: str | None) -> None:
    """Aliases lead to one name, whatever the case and brackets; other names to none."""
    load()
    assert agency_name(printed) == name


def test_fold_name_drops_articles_and_accents() -> None:
    """The comparison form has no article, accent, full stop or outer sign."""
    assert fold_name("The Télam.") == "telam"


@pytest.mark.parametrize(
    ("printed", "is_body"),
    [
        ("Roots Online", True),
        ("Jane Doe", False),
        ("hrw.org", True),
        ("Example.no", True),
        ("St.John", False),
    ],
)
def test_names_body(printed: str, *, is_body: bool) -> None:
    """A word such as News, or a domain, tells an organisation."""
    assert names_body(printed) is is_body
