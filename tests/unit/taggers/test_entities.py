"""People, organisations and things: golden cases of our own, identities, and the offsets' promise."""

from typing import Any

import pytest
import yaml

from service.taggers.document import Tags
from service.taggers.entities import tag_entities
from service.tags import Entity
from tests.conftest import ROOT
from tests.eval.documents import plain_document

CASES: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests/golden/taggers/entities/cases.yaml").read_text(encoding="utf-8")
)
FIELDS = ("people", "organisations", "objects")


def run(text: str, language: str = "en") -> Tags:
    """Tag the entities of `text`."""
    return tag_entities(plain_document(text, language), Tags())


def entities(tags: Tags) -> list[Entity]:
    """Return all entities of whatever kind."""
    return [*tags.people, *tags.organisations, *tags.objects, *tags.events, *tags.places]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:30] or "empty")
def test_golden_names(case: dict[str, Any]) -> None:
    """Every name of a golden case comes out under its name with its surfaces."""
    tags = run(case["text"])
    for field in FIELDS:
        found = {e.name: [m.surface for m in e.mentions] for e in getattr(tags, field)}
        assert found == case.get(field, {}), field


@pytest.mark.parametrize(
    "case", [c for c in CASES if "uris" in c or "unlinked" in c], ids=lambda c: c["text"][:30]
)
def test_golden_identities(case: dict[str, Any]) -> None:
    """A known entity carries its identifier, a namesake none."""
    uris = {entity.name: entity.uri for entity in entities(run(case["text"]))}
    for name, uri in case.get("uris", {}).items():
        assert uris[name] == uri
    for name in case.get("unlinked", ()):
        assert uris[name] is None


def test_a_bare_family_name_is_linked_only_when_it_means_one_person() -> None:
    """The name "Putin" alone is linked, "Johnson" alone is not."""
    people = {p.name: p.uri for p in run("Putin spoke. Later Johnson replied, Mr Johnson was angry.").people}
    assert people["Vladimir Putin"] == "http://www.wikidata.org/entity/Q7747"
    assert people.get("Johnson") is None


def test_an_acronym_joins_what_it_stands_for() -> None:
    """The acronym in brackets and its later uses are mentions of the full name."""
    text = "The Ghana Education Board (GEB) met on Friday in Accra. The GEB said schools stay shut."
    surfaces = [[m.surface for m in o.mentions] for o in run(text).organisations]
    assert ["Ghana Education Board", "GEB", "GEB"] in surfaces


def test_the_president_is_the_only_bearer_of_the_title() -> None:
    """A description refers back to the one person who bears the role."""
    text = "President Emmanuel Macron arrived late. The president left early."
    (macron,) = run(text).people
    assert [m.surface for m in macron.corefs] == ["The president"]


def test_the_president_of_two_presidents_stays_open() -> None:
    """With two bearers of a role nobody is chosen."""
    text = "President Emmanuel Macron met President Vladimir Putin. The president left early."
    assert all(not p.corefs for p in run(text).people)


def test_a_pronoun_with_one_person_in_sight_is_resolved() -> None:
    """The word "he" after a sentence that names one person is that person."""
    text = "Olaf Scholz resigned on Monday. He had governed for three years."
    (scholz,) = run(text).people
    assert "He" in [m.surface for m in scholz.corefs]


def test_a_nationality_is_no_entity() -> None:
    """Adjectives of countries name nothing by themselves."""
    assert not entities(run("A Russian and two Germans were hurt."))


def test_german_has_its_own_recogniser() -> None:
    """Nouns with capitals are not taken for names in German."""
    tags = run("Die Bundeskanzlerin Angela Merkel sprach in Berlin über den Haushalt und die Renten.", "de")
    assert [p.name for p in tags.people] == ["Angela Merkel"]
    assert [p.name for p in tags.places] == ["Berlin"]


def test_confidence_and_creator_are_stated() -> None:
    """Every entity says how sure it is and who found it."""
    for entity in entities(run("Donald Trump met the United Nations in Geneva.")):
        assert 0 <= entity.confidence <= 100
        assert entity.creator == "entities/1"
