from msgspec.structs import replace

from service.dedup import Index
from service.record import Article, Dedup
from service.tags import InfoSource
from tests.articles import plain_article
from tests.unit.dedup.test_verdict import HOUR, judged

WIRE = (
    "The last ferry to the outer islands was taken out of service on Friday after inspectors found cracks in "
    "its hull, the shipping authority said. Passengers will be taken by bus and by a catamaran until a "
    "replacement arrives from the mainland, which is not expected before the end of the month."
)
LOCAL = " ".join(
    f"In village {number} the council of parish {number * 7} spoke about matter {number * 13} at length and "
    f"put off its vote {number * 3} to a later meeting of board {number * 11}."
    for number in range(40)
)


def credited(number: int, text: str, domain: str) -> Article:
    """Return an article that credits an agency."""
    credit = InfoSource(name="Agency", role="agency", confidence=90, creator="test")
    return replace(plain_article(number, text, domain=domain), info_sources=(credit,))


def verdict(first: str, second: str, domain: str = "paper.example") -> Dedup:
    """Return the verdict on the second text."""
    articles = credited(1, first, "agency.example"), credited(2, second, domain)
    return judged(Index(72 * HOUR, 10), *articles)[1]


def test_a_small_part_of_a_long_article_is_found() -> None:
    """An agency's text that makes a twentieth of its host is found in it, with its true similarity."""
    found = verdict(WIRE, f"{LOCAL} {WIRE} {LOCAL[:200]}")
    assert found.status == "syndicated"
    assert found.similarity is not None
    assert 0 < found.similarity < 0.1
    assert found.containment is not None
    (passage,) = found.evidence
    assert passage.end - passage.start == len(WIRE) - 1  # without the full stop


def test_the_publishers_have_to_differ() -> None:
    """What the agency itself puts into a longer text is no syndication, nor is a part of fewer words."""
    assert verdict(WIRE, f"{LOCAL} {WIRE}", "agency.example").status == "new"
    short = " ".join(WIRE.split()[:30])
    assert verdict(short, f"{LOCAL} {short}").status == "new"


def test_a_statement_that_both_quote_is_nobodys_text() -> None:
    """Where what is shared stands in quotation marks, two articles quote the same official."""
    for opening, closing in ("“”", "„“", "«»", '""'):
        quoted = f"{opening}{WIRE}{closing}"
        report = f"The authority spoke on Friday. {quoted}"
        assert verdict(report, f"{LOCAL} {quoted}, it said.").status == "new"


def test_text_between_two_quotations_is_text() -> None:
    """Straight quotation marks before and after a passage do not make it a quotation."""
    host = f'{LOCAL} He said: "It is so and will be so." {WIRE} "We shall see what becomes of it," she said.'
    assert verdict(WIRE, host).status == "syndicated"
