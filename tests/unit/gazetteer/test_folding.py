"""Folded names."""

import pytest

from service.gazetteer.folding import fold, is_latin


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("SÃO  PAULO", "sao paulo"),
        ("Côte d’Ivoire", "cote divoire"),
        ("D.C.", "dc"),
        ("—", ""),
        ("Straße", "strasse"),
    ],
)
def test_fold(printed: str, folded: str) -> None:
    """Case, accents, apostrophes and punctuation are passed over."""
    assert fold(printed) == folded


@pytest.mark.parametrize(
    ("name", "latin"), [("Łódź", True), ("Hà Nội", True), ("Москва", False), ("東京", False)]
)
def test_is_latin(name: str, latin: bool) -> None:
    """Vietnamese and Polish letters are Latin ones."""
    assert is_latin(name) is latin
