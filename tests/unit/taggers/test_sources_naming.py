"""Which person a phrase names."""

import pytest

from service.taggers.document import Tags
from service.taggers.quotes_speakers import Speakers
from service.taggers.sources_naming import joined, name_in_apposition, person_before, person_meant
from service.tags import Mention, Organisation, Person
from tests.eval.documents import plain_document


def _speakers(body: str, people: tuple[str, ...], bodies: tuple[str, ...] = ()) -> Speakers:
    """Return the mentions of these names in `body`."""

    def mention(name: str) -> Mention:
        start = body.index(name)
        return Mention(start=start, end=start + len(name), surface=name)

    named = tuple(Person(name=n, mentions=(mention(n),), confidence=90, creator="test/1") for n in people)
    others = tuple(
        Organisation(name=n, mentions=(mention(n),), confidence=90, creator="test/1") for n in bodies
    )
    return Speakers(plain_document(body), Tags(people=named, organisations=others))


@pytest.mark.parametrize(
    ("phrase", "people", "bodies", "meant"),
    [
        ("her editor, Nikos Stamatiou", ("Nikos Stamatiou",), (), "Nikos Stamatiou"),
        ("Ann Lee, head of the fund", ("Ann Lee",), (), "Ann Lee"),
        ("aides to Ann Lee", ("Ann Lee",), (), None),
        ("the nephew of author Ann Lee", ("Ann Lee",), (), None),
        ("University of Auckland physicist Ann Lee", ("Ann Lee",), ("University of Auckland",), "Ann Lee"),
        ("director for Africa of ILO Ann Lee", ("Ann Lee",), ("ILO",), "Ann Lee"),
        ("Ann Lee’s lawyer", ("Ann Lee",), (), None),
    ],
)
def test_person_meant(
    phrase: str, people: tuple[str, ...], bodies: tuple[str, ...], meant: str | None
) -> None:
    """A person at the head or in apposition counts, one behind a preposition does not."""
    found = person_meant(phrase, _speakers(phrase, people, bodies), 0, len(phrase))

    assert (found.name if found else None) == meant


def test_person_before_its_apposition() -> None:
    """A role between commas is that of the person in front of it."""
    body = "Ravi Menon, director of the fund (MAS), said rates would rise."
    start, end = body.index("director"), body.index(" (MAS)")
    speakers = _speakers(body, ("Ravi Menon",))

    found = person_before(body, speakers, start, end, body.index("said"))

    assert found is not None
    assert found.name == "Ravi Menon"
    assert person_before(body, speakers, start, end, None) is None


def test_joined_names() -> None:
    """Two names with "and" between them are two sources; a name and a noun are not."""
    both = "the IMF and the World Bank"
    one = "the IMF and its members"

    assert [n.name for n in joined(both, _speakers(both, (), ("IMF", "World Bank")), 0, len(both))] == [
        "IMF",
        "World Bank",
    ]
    assert joined(one, _speakers(one, (), ("IMF",)), 0, len(one)) == []


def test_name_by_its_shape() -> None:
    """A full name alone between commas is a name though no tagger knows it."""
    assert name_in_apposition("der Sprecher des Zentrums, Jens Albrecht") == "Jens Albrecht"
    assert name_in_apposition("the minister, who is ill") is None
