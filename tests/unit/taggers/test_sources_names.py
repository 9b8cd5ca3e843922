"""What kind of source a phrase names."""

import pytest

from service.taggers.sources_names import head_of, is_document, outlet_named, proper_name


@pytest.mark.parametrize(
    ("phrase", "head", "name", "document"),
    [
        ("officials at the Ministry of Trade", "officials", None, False),
        ("lobbyist Charlie Black, a former partner", "lobbyist Charlie Black", "Charlie Black", False),
        ("a report by the bank", "a report", None, True),
        ("court documents", "court documents", None, True),
        ("Ursula von der Leyen", "Ursula von der Leyen", "Ursula von der Leyen", False),
    ],
)
def test_phrases(phrase: str, head: str, name: str | None, document: bool) -> None:
    """The head, the name in it and whether it is a document."""
    assert (head_of(phrase), proper_name(phrase), is_document(phrase)) == (head, name, document)


def test_outlets_by_any_name() -> None:
    """An agency is found by its other names, with or without the article."""
    associated = outlet_named("the AP")

    assert associated is not None
    assert (associated.name, associated.is_agency) == ("Associated Press", True)
    assert outlet_named("Nobody News") is None
