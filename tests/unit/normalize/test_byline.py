"""Splitting bylines; the forms are golden cases."""

from service.normalize.byline import split_byline


def test_roles_are_neither_persons_nor_agencies() -> None:
    """A title after a name goes with it, and a photographer is no author."""
    byline = split_byline("By Jane Doe, Health Correspondent, photos by John Smith")
    assert byline.people == ("Jane Doe",)
    assert byline.roles == ("Health Correspondent", "photos by John Smith")
    assert byline.unknown == ()


def test_agency_has_its_known_name_and_the_printed_one() -> None:
    """Both the table's name and the printed form are kept."""
    assert split_byline("Jane Doe, The Associated Press").agencies == (("AP", "The Associated Press"),)


def test_what_is_not_understood_is_said() -> None:
    """Words that are no name are handed back, so that the line is not taken for a byline."""
    assert split_byline("By the time he left").unknown == ("the time he left",)


def test_a_name_occurs_once() -> None:
    """A name printed twice is one person."""
    assert split_byline("Jane Doe and JANE DOE").people == ("Jane Doe",)


def test_length_is_bounded() -> None:
    """A very long text is no endless list of people."""
    assert len(split_byline("Jane Doe, " * 10_000).people) == 1
    assert (
        len(split_byline(", ".join(f"Jane D{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(99))).people)
        <= 30
    )


def test_nothing_gives_nothing() -> None:
    """An empty byline names nobody."""
    assert split_byline("") == split_byline(" | , ")
