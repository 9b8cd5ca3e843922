"""Towns in a list with a place that is certain."""

import pytest

from service.taggers.document import Tags
from service.taggers.places_listed import listed
from service.tags import Mention, Person, Place
from tests.eval.documents import plain_document


def _tags(body: str, name: str, people: tuple[str, ...] = (), confidence: int = 90) -> Tags:
    """Return tags with one place, unresolved, and some people."""

    def mention(surface: str) -> Mention:
        start = body.index(surface)
        return Mention(start=start, end=start + len(surface), surface=surface)

    place = Place(name=name, mentions=(mention(name),), confidence=confidence, creator="test/1")
    persons = tuple(Person(name=p, mentions=(mention(p),), confidence=90, creator="test/1") for p in people)
    return Tags(places=(place,), people=persons)


@pytest.mark.parametrize(
    ("body", "place", "found"),
    [
        ("The railway between Lisbon and Porto was closed.", "Lisbon", ["Porto"]),
        ("Trains from Lyon to Marseille run late.", "Lyon", ["Marseille"]),
        ("The railway between Lisbon and Washington.", "Lisbon", []),
        ("In Lisbon and Monday is a holiday.", "Lisbon", []),
        ("In Lisbon and Porto Editora's shops.", "Lisbon", []),
        ("In Lisbon, rain fell.", "Lisbon", []),
    ],
)
def test_listed(body: str, place: str, found: list[str]) -> None:
    """A town of the same country counts; another country's, a word or part of a name does not."""
    places = list(listed(plain_document(body), _tags(body, place), "places/2"))

    assert [p.name for p in places] == found
    assert all(body[m.start : m.end] == m.surface for p in places for m in p.mentions)


def test_what_is_tagged_already_or_doubtful_is_left() -> None:
    """A person's name is no town, and a doubtful place vouches for none."""
    body = "The railway between Lisbon and Porto was closed."

    assert not list(listed(plain_document(body), _tags(body, "Lisbon", ("Porto",)), "places/2"))
    assert not list(listed(plain_document(body), _tags(body, "Lisbon", confidence=50), "places/2"))
