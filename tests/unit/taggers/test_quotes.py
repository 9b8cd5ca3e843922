"""Quotations: kinds, speakers' entities, offsets, bounds."""

import pytest

from service.taggers.document import Tags
from service.taggers.quotes import CREATOR, tag_quotes
from service.tags import Mention, Person
from tests.eval.documents import plain_document


def _person(body: str, surface: str, uri: str) -> Person:
    start = body.index(surface)
    mention = Mention(start=start, end=start + len(surface), surface=surface)
    return Person(name=surface, uri=uri, mentions=(mention,), confidence=90, creator="entities/1")


def test_text_is_the_exact_slice_of_the_body() -> None:
    """Quotation, cue and speaker are slices of the body at the offsets they claim."""
    body = "“İt’s over,” Ada Lee said. Bob Ray added that the plan was “quite dead.”"
    quotes = tag_quotes(plain_document(body), Tags()).quotes

    assert [quote.kind for quote in quotes] == ["direct", "indirect", "mixed"]
    for quote in quotes:
        assert quote.speaker is not None
        assert quote.text == body[quote.start : quote.end]
        assert quote.cue == body[quote.cue_start : quote.cue_end]
        assert quote.speaker.surface == body[quote.speaker.start : quote.speaker.end]
        assert quote.creator == CREATOR


def test_speaker_is_linked_to_the_entity_it_covers() -> None:
    """A speaker with a role before the name has the name's uri."""
    body = "“We will stay,” said foreign minister Ada Lee."
    tags = Tags(people=(_person(body, "Ada Lee", "urn:ada"),))

    (quote,) = tag_quotes(plain_document(body), tags).quotes

    assert quote.speaker is not None
    assert quote.speaker.uri == "urn:ada"


def test_pronoun_goes_back_to_the_first_person_of_the_nearest_sentence() -> None:
    """A "she" is the subject of the sentence before, not the person it mentions last."""
    body = "Ada Lee met Bob Ray on Monday. “We will stay,” she said."
    tags = Tags(people=(_person(body, "Ada Lee", "urn:ada"), _person(body, "Bob Ray", "urn:bob")))

    (quote,) = tag_quotes(plain_document(body), tags).quotes

    assert quote.speaker is not None
    assert (quote.speaker.surface, quote.speaker.uri) == ("she", "urn:ada")


def test_possessor_is_not_the_speaker() -> None:
    """The lawyer of a person is not that person."""
    body = "“We will stay,” said Ada Lee’s lawyer."
    tags = Tags(people=(_person(body, "Ada Lee", "urn:ada"),))

    (quote,) = tag_quotes(plain_document(body), tags).quotes

    assert quote.speaker is not None
    assert quote.speaker.uri is None


def test_same_article_gives_the_same_quotes() -> None:
    """Tagging is deterministic and sorted by place."""
    document = plain_document("He said it was late. “Go,” she said. According to Bob, they went.")
    first = tag_quotes(document, Tags()).quotes

    assert first == tag_quotes(document, Tags()).quotes
    assert [q.start for q in first] == sorted(q.start for q in first)


@pytest.mark.parametrize("piece", ['"', "“a ", "he said, ", "according to ", "'", "« ", "A-", ". "])
def test_repetition_does_not_blow_up(piece: str) -> None:
    """A large body of one repeated piece is read within the test's time limit."""
    tag_quotes(plain_document(piece * 20_000), Tags())
