"""Which entity a name is linked to, and when it is linked to none."""

import pytest

from service.taggers.document import Tags
from service.taggers.entities import tag_entities
from tests.eval.documents import plain_document


def uris(text: str) -> dict[str, str | None]:
    """Return surface → uri of every mention of a body, a person or a thing."""
    tags = tag_entities(plain_document(text), Tags())
    found = (*tags.people, *tags.organisations, *tags.objects)
    return {mention.surface: entity.uri for entity in found for mention in entity.mentions}


RSS = "urn:dateline:organisation:rashtriya-swayamsevak-sangh"


@pytest.mark.parametrize(
    ("text", "surface", "uri"),
    [
        ("The RSS chief spoke in Nagpur. India's ruling party welcomed it.", "RSS", RSS),
        ("The feed uses RSS and Atom, said the developer in Berlin.", "RSS", None),
        ("In Quito, President Lina Torres said Congress would vote on Monday.", "Congress", None),
        (
            "In Washington, U.S. officials said Congress would vote on Monday.",
            "Congress",
            "http://www.wikidata.org/entity/Q11268",
        ),
        ("Apple growers lost a third of the crop to hail, the union said.", "Apple", None),
        ("Apple said it would open a shop in Oslo.", "Apple", "http://www.wikidata.org/entity/Q312"),
        ("NASA said the probe had landed.", "NASA", "http://www.wikidata.org/entity/Q23548"),
    ],
)
def test_a_name_that_may_be_anothers_is_linked_with_support(text: str, surface: str, uri: str | None) -> None:
    """A national body's acronym or one-word name needs its country in the article; a word needs a verb."""
    assert uris(text).get(surface) == uri


def test_a_legal_form_is_nobody() -> None:
    """The "S.A." after a company's name is no person."""
    assert "S.A." not in uris("Pharma Norte S.A. of Lima said sales rose.")
