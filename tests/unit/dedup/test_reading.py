import msgspec

from service.dedup.reading import COMPARED_WORDS, read
from service.record import Url
from tests.articles import plain_article

LONG = "Ferries to the islands sailed again on Tuesday after three days of gales"


def test_content_ignores_case_punctuation_and_headline() -> None:
    """Two bodies that read the same have one content key, whatever their headline."""
    left = read(plain_article(1, LONG, headline="One"))
    right = read(plain_article(2, LONG.upper().replace(" ", ", "), headline="Another"))
    assert left.content == right.content
    assert left.edition != right.edition


def test_short_bodies_need_their_headline() -> None:
    """Teasers of the same words under two headlines are two articles."""
    teaser = "Click here to read it all"
    left, right = (
        read(plain_article(1, teaser, headline="One")),
        read(plain_article(2, teaser, headline="Two")),
    )
    assert left.content != right.content
    assert left.content == read(plain_article(3, teaser.upper(), headline="ONE!")).content


def test_bodies_below_a_shingle_need_their_address_too() -> None:
    """Empty and tiny bodies are the same only under one headline at one address."""
    for body in ("", "Comments"):
        one = read(plain_article(1, body, headline="Headline", url="https://a.example/1"))
        two = read(plain_article(2, body, headline="Headline", url="https://a.example/2"))
        again = read(plain_article(3, body, headline="Headline", url="https://a.example/1"))
        assert one.content != two.content
        assert one.content == again.content


def test_a_home_page_is_no_address() -> None:
    """A home page's address is shared by many articles and identifies none."""
    article = plain_article(1, LONG, url="https://a.example/")
    url = Url(original="x", canonical="x", normalized="x", is_homepage=True)
    assert read(article).url_key == "https://a.example/"
    assert read(msgspec.structs.replace(article, url=url)).url_key is None


def test_status_is_part_of_the_edition() -> None:
    """A withdrawal is another edition even when the text stays."""
    assert read(plain_article(1, LONG)).edition != read(plain_article(1, LONG, status="canceled")).edition


def test_language_is_the_primary_subtag() -> None:
    """Regional variants of a language are compared with one another."""
    assert read(plain_article(1, LONG, language="en-GB")).language == "en"


def test_a_giant_body_is_read_whole_but_shingled_in_part() -> None:
    """Identity is decided over the whole text; what is kept for comparison is bounded."""
    giant = " ".join(map(str, range(COMPARED_WORDS + 100)))
    one, two = read(plain_article(1, giant)), read(plain_article(2, giant + " more"))
    assert one.content != two.content
    assert len(one.in_order) == len(one.shingles) == COMPARED_WORDS - 4
    assert (one.shingles == two.shingles).all()
