"""Ages: what states one and what does not."""

import pytest

from service.taggers.document import Tags
from service.taggers.quantities import tag_quantities
from tests.eval.documents import plain_document


@pytest.mark.parametrize(
    ("language", "text", "age"),
    [
        ("en", "A 5-year-old girl came.", (5, "a")),
        ("en", "Ann Lee, 42, came.", (42, "a")),
        ("en", "She was 91.", (91, "a")),
        ("de", "Er starb im Alter von 70 Jahren.", (70, "a")),
        ("fr", "Un bébé de dix-huit mois d'âge.", (18, "mo")),
        ("en", "He was 20 metres away.", None),
    ],
)
def test_ages(language: str, text: str, age: tuple[float, str] | None) -> None:
    """An age has its unit; a length is none."""
    found = tag_quantities(plain_document(text, language), Tags()).quantities

    assert [(q.value, q.unit) for q in found if q.kind == "age"] == ([age] if age else [])
