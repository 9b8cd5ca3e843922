"""Known places."""

import pytest

from service.normalize.gazetteer import is_place, load


@pytest.mark.parametrize(
    "name", ["LONDON", "Kuala Lumpur", "Sana’a", "SÃO PAULO", "Deutschland", "D.C.", "Texas", "Côte d’Ivoire"]
)
def test_places_are_known(name: str) -> None:
    """Cities, states and countries are known in capitals, without accents and in several languages."""
    load()
    assert is_place(name)


@pytest.mark.parametrize("name", ["Exclusive", "World", "NATO", "Example Prefecture", "", "x" * 100])
def test_other_words_are_not(name: str) -> None:
    """Words that open texts are no places, though some small town may bear them."""
    assert not is_place(name)
