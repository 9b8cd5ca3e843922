"""Salience: who is in the headline and named often is what the article is about."""

from service.taggers.document import Tags
from service.taggers.salience import tag_salience
from service.tags import Mention, Organisation, Person
from tests.eval.documents import plain_document

BODY = "Ada Brown opened the bridge. Brown thanked the Qarland Bank. The bank paid. Cy Ott watched from afar."


def _mentions(*surfaces: str) -> tuple[Mention, ...]:
    found, at = [], 0
    for surface in surfaces:
        at = BODY.index(surface, at)
        found.append(Mention(start=at, end=at + len(surface), surface=surface))
        at += len(surface)
    return tuple(found)


def _tags() -> Tags:
    by = "entities/1"
    ada = Person(name="Ada Brown", mentions=_mentions("Ada Brown", "Brown"), confidence=90, creator=by)
    cy = Person(name="Cy Ott", mentions=_mentions("Cy Ott"), confidence=90, creator=by)
    named = _mentions("Qarland Bank")
    bank = Organisation(name="Qarland Bank", mentions=named, confidence=80, creator=by)
    return Tags(people=(ada, cy), organisations=(bank,))


def _salience(headline: str, standfirst: str = "") -> dict[str, int]:
    tags = tag_salience(plain_document(BODY, headline=headline, standfirst=standfirst), _tags())
    return {entity.name: entity.salience or 0 for entity in (*tags.people, *tags.organisations)}


def test_often_and_early_counts() -> None:
    """Without a headline the one named most and first leads, the one named once at the end comes last."""
    salience = _salience("")

    assert salience["Ada Brown"] > salience["Qarland Bank"] > salience["Cy Ott"] > 0


def test_headline_and_standfirst_count() -> None:
    """A name in the headline weighs more than one in the standfirst; part of a word is no name."""
    plain, headed, below = _salience(""), _salience("Cy Ott at the bridge"), _salience("", "Seen: Cy Ott")

    assert headed["Cy Ott"] > below["Cy Ott"] > plain["Cy Ott"]
    assert _salience("Cy Otter")["Cy Ott"] == plain["Cy Ott"]


def test_nothing_named() -> None:
    """An article without entities is left as it is."""
    assert tag_salience(plain_document(BODY), Tags()) == Tags()
