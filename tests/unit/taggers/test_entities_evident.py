"""Names that their surroundings make evident."""

import pytest

from service.taggers.entities_evident import with_evident
from service.taggers.entities_mentions import Found

ORDINARY = frozenset({"former", "bank"})


def named(text: str, *found: Found) -> dict[str, str]:
    """Return surface and type of each name."""
    return {text[f.start : f.end]: f.kind for f in with_evident(text, list(found), ORDINARY)}


def person(text: str, name: str) -> Found:
    """Return a person found by name."""
    return Found(text.index(name), text.index(name) + len(name), "PER", 0.9)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I gave Dr. Rohatgi two stars.", {"Rohatgi": "PER"}),
        ("Dear Mr. Lavorato:", {"Lavorato": "PER"}),
        ("Sen. J. Robert Obi spoke.", {"J. Robert Obi": "PER"}),
        ("the Rev. Dr. spoke", {}),
        ("Dr Pepper Company sold it.", {}),
        ("The best cakes in Geelong...", {"Geelong": "LOC"}),
        ("They agreed in March and in Russian.", {}),
        ("She works in Geelong City Council.", {}),
    ],
)
def test_titles_and_prepositions(text: str, expected: dict[str, str]) -> None:
    """Who stands after a title is a person, a town of some size after "in" is a place."""
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bluescope spokesman Dan Obi said so.", {"Bluescope": "ORG"}),
        ("A hit, said Mariners manager Dan Obi.", {"Mariners": "ORG"}),
        ("Bank spokesman Dan Obi said so.", {}),
        ("British captain Dan Obi said so.", {}),
        ("Later Odhikar's lawyer Dan Obi said so.", {}),
        ("Costa Rican captain Dan Obi said so.", {}),
        ("The Hall of Fame receiver Dan Obi said so.", {}),
        ("The new spokesman Dan Obi said so.", {}),
    ],
)
def test_whom_a_person_works_for(text: str, expected: dict[str, str]) -> None:
    """A name before somebody's role is a body's, if it is no ordinary word, people or part of more."""
    assert named(text, person(text, "Dan Obi")) == expected | {"Dan Obi": "PER"}


def test_letters_of_a_state_after_a_town() -> None:
    """The letters are a place whatever was made of them, and only after a place."""
    text = "From Raleigh, NC to Acme, NC."
    town = Found(5, 12, "LOC", 0.9)
    wrong = Found(14, 16, "ORG", 0.6)
    assert with_evident(text, [town, wrong], ORDINARY) == [town, Found(14, 16, "LOC", 0.85)]


def test_the_stop_of_an_abbreviation_belongs_to_the_name() -> None:
    """The full stop after Inc is a part of the name, also at the end of a sentence; no other is."""
    text = "He runs First Union, Inc. She left Ada Obi."
    body = Found(8, 24, "ORG", 0.8)
    assert named(text, body, person(text, "Ada Obi")) == {"First Union, Inc.": "ORG", "Ada Obi": "PER"}


def test_what_is_found_is_left_alone() -> None:
    """Nothing is added where it would touch a name."""
    text = "Dr. Ada Obi of Acme."
    ada = person(text, "Ada Obi")
    assert with_evident(text, [ada], ORDINARY) == [ada]


@pytest.mark.parametrize(
    ("text", "body", "expected"),
    [
        (
            "The Norland Committee on Clean Water met.",
            "Norland Committee",
            "Norland Committee on Clean Water",
        ),
        (
            "The Ministry of Trade, Ports and Fish's plan.",
            "Ministry of Trade",
            "Ministry of Trade, Ports and Fish",
        ),
        ("The Norland Committee on Monday met.", "Norland Committee", "Norland Committee"),
        ("The Norland Committee on the Ministry of X met.", "Norland Committee", "Norland Committee"),
        ("The Ministry of Trade and Minister Obi met.", "Ministry of Trade", "Ministry of Trade"),
        ("The Norland Times on Clean Water.", "Norland Times", "Norland Times"),
    ],
)
def test_a_bodys_name_goes_on_to_what_it_is_for(text: str, body: str, expected: str) -> None:
    """What a committee or a ministry is for belongs to its name; days, titles and other bodies do not."""
    start = text.index(body)
    assert named(text, Found(start, start + len(body), "ORG", 0.8)) == {expected: "ORG"}


def test_a_tail_is_left_where_somebody_else_is_named() -> None:
    """A person after "for" keeps a name apart; a piece found of the longer name goes into it."""
    text = "The Norland Fund for Ada Obi paid the Ministry of Trade and Fish."
    fund, ministry, fish = text.index("Norland"), text.index("Ministry"), text.index("Fish")
    found = [
        Found(fund, fund + 12, "ORG", 0.8),
        person(text, "Ada Obi"),
        Found(ministry, ministry + 17, "ORG", 0.8),
        Found(fish, fish + 4, "ORG", 0.5),
    ]
    assert named(text, *found) == {
        "Norland Fund": "ORG",
        "Ada Obi": "PER",
        "Ministry of Trade and Fish": "ORG",
    }
