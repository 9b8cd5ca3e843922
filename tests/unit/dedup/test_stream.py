"""What holds for an index and its verdicts together, over a stream of articles."""

from msgspec.structs import replace

from service.dedup import Index
from service.record import Article
from service.tags import InfoSource
from tests.articles import plain_article
from tests.eval.copies import true_jaccard
from tests.unit.dedup.test_verdict import HOUR, OTHER, STORY, judged

LONG = " ".join(
    f"Paragraph {n} of the report names the street {n * 7}, the builder {n * 11} and the price {n * 13}."
    for n in range(22)
)


def at(number: int, hour: int, text: str, headline: str = "") -> Article:
    """Return an article published `hour` hours into the month and received at its end."""
    day, hour = divmod(hour, 24)
    published = f"2026-03-{day + 1:02}T{hour:02}:00:00Z"
    return plain_article(number, text, headline=headline, published=published, received=published)


def test_a_late_article_is_compared_by_its_own_time() -> None:
    """An article that comes days after it was published meets those of its days, and not later ones."""
    index = Index(72 * HOUR, 1_000)
    late = judged(index, at(1, 0, STORY), at(2, 200, OTHER), at(3, 10, f"Correction follows. {STORY}"))[2]
    assert (late.status, late.of) == ("near", "urn:article:1")
    far = judged(index, at(4, 10, f"Word from Norrvik. {OTHER}"))[0]
    assert far.status == "new"


def test_out_of_order_articles_find_each_other_in_either_order() -> None:
    """Which of two came first decides which is the copy; their times do not."""
    for first, second in ((5, 60), (60, 5)):
        verdicts = judged(Index(72 * HOUR, 10), at(1, first, STORY), at(2, second, STORY))
        assert [verdict.status for verdict in verdicts] == ["new", "exact"]


def test_a_story_gathers_articles_that_share_no_text() -> None:
    """An article whose headline names the same things joins the story and says by which article."""
    one, two, three = judged(
        Index(72 * HOUR, 10),
        at(1, 0, STORY, "Storm Agda cuts off Skarv islands"),
        at(2, 1, OTHER, "Skarv islands cut off by storm Agda"),
        at(3, 2, OTHER[::-1], "Norrvik votes for a fourth tram line"),
    )
    assert two.status == "new"
    assert two.story == one.story
    assert two.story_link is not None
    assert (two.story_link.of, two.story_link.method) == ("urn:article:1", "headline/1")
    assert three.story not in {None, one.story}


def test_an_old_story_does_not_go_on_beyond_the_horizon() -> None:
    """The same headline a week later is another event."""
    headline = "Skarv council publishes weekly harbour figures"
    one, two = judged(Index(72 * HOUR, 10), at(1, 0, STORY, headline), at(2, 168, OTHER, headline))
    assert one.story != two.story


def test_stories_merge_without_rewriting() -> None:
    """An article that agrees with two stories merges them, and what comes later carries the one kept."""
    index = Index(72 * HOUR, 10)
    one, two = judged(
        index,
        at(1, 0, STORY, "Storm Agda batters Skarv harbour"),
        at(2, 1, OTHER, "Skarv harbour batters Norrvik ferries"),
    )
    assert one.story != two.story
    both = judged(index, at(3, 2, OTHER[::-1], "Agda batters Skarv harbour ferries"))[0]
    assert (both.story, both.merges) == (one.story, (two.story,))
    after = judged(index, at(4, 3, f"And now this. {OTHER}"))[0]
    assert (after.of, after.story) == ("urn:article:2", one.story)


def agency(number: int, text: str, domain: str) -> Article:
    """Return an article that credits the agency."""
    source = InfoSource(name="Wire Agency", role="agency", confidence=90, creator="test")
    return replace(plain_article(number, text, domain=domain), info_sources=(source,))


def test_a_wire_in_a_much_longer_article_is_syndicated() -> None:
    """An agency's text that makes less than a quarter of another publisher's article is found and named."""
    text = f"{LONG} {STORY}"
    verdict = judged(
        Index(72 * HOUR, 10), agency(1, STORY, "wire.example"), agency(2, text, "paper.example")
    )[1]
    assert 0.1 <= true_jaccard(STORY, text) < 0.25
    assert (verdict.status, verdict.of) == ("syndicated", "urn:article:1")
    assert verdict.containment is not None
    assert [text[span.start : span.end] for span in verdict.evidence] == [STORY.rstrip(".")]


def test_the_same_without_the_agency_is_new() -> None:
    """A long article that holds a short one is no copy when nobody is credited."""
    text = f"{LONG} {STORY}"
    articles = (
        plain_article(1, STORY, domain="wire.example"),
        plain_article(2, text, domain="paper.example"),
    )
    assert judged(Index(72 * HOUR, 10), *articles)[1].status == "new"
