import msgspec
import pytest

from service.dedup import Index, judge
from service.record import Article, Dateline, Dedup, Origin
from service.tags import InfoSource
from tests.articles import plain_article
from tests.eval.copies import true_jaccard

HOUR = 3_600_000
STORY = (
    "Ferries to the Skarv islands sailed again on Tuesday after three days of gales, the port said. "
    "The pier is damaged but safe, harbour master Ingrid Solberg told reporters at the quay. "
    "Two of the five berths stay closed until repairs are finished, she added. "
    "Shops on the outer islands had begun to ration milk and bread over the weekend. "
    "Forecasters expect calmer weather until Friday, when another low moves in from the west."
)
OTHER = (
    "The town council voted on Wednesday to build a fourth tram line to the railway station. "
    "Work is due to start in the autumn and to take three years, at a cost of 84 million euros. "
    "Opponents want a referendum and have until the end of May to collect nine thousand signatures. "
    "The mayor said that the northern districts had waited for the line since before she was born."
)


def judged(index: Index, *articles: Article) -> list[Dedup]:
    """Judge and remember each article in turn."""
    verdicts = []
    for article in articles:
        result, fingerprint = judge(article, index)
        index.add(fingerprint)
        assert result.dedup is not None
        assert fingerprint.dedup == result.dedup
        verdicts.append(result.dedup)
    return verdicts


@pytest.fixture
def index() -> Index:
    """Return an empty index of three days."""
    return Index(72 * HOUR, 1_000)


def test_unrelated_articles_are_new(index: Index) -> None:
    """Articles without common text are new, each with its own story and no `of`."""
    one, two = judged(index, plain_article(1, STORY), plain_article(2, OTHER))
    assert (one.status, two.status) == ("new", "new")
    assert one.of is None
    assert one.similarity is None
    assert one.story != two.story


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        STORY.upper(),
        STORY.replace(",", " –").replace(".", "!"),
        STORY.translate(str.maketrans("aeo", "аео")),
    ],
    ids=["identical", "upper case", "punctuation", "lookalike letters"],
)
def test_the_same_text_is_exact_under_any_headline(index: Index, text: str) -> None:
    """Case, punctuation, lookalike letters and the headline do not hide a copy."""
    first, copy = judged(index, plain_article(1, STORY, headline="A"), plain_article(2, text, headline="B"))
    assert (copy.status, copy.of, copy.similarity) == ("exact", "urn:article:1", 1.0)
    assert copy.story == first.story
    assert (
        next(text[span.start : span.end] for span in copy.evidence).casefold().startswith(text[:7].casefold())
    )


def test_of_is_the_most_alike_and_not_the_first(index: Index) -> None:
    """A copy of a changed copy points at that one, and all three share a story."""
    changed = STORY.replace("milk and bread", "flour, sugar, lamp oil and fresh eggs").replace(
        "Two of", "Three of"
    )
    closer = changed.replace("calmer weather", "fair weather")
    one, two, three = judged(
        index, plain_article(1, STORY), plain_article(2, changed), plain_article(3, closer)
    )
    assert (two.status, two.of) == ("near", "urn:article:1")
    assert (three.status, three.of) == ("near", "urn:article:2")
    assert one.story == two.story == three.story


def test_similarity_is_the_true_one_with_passages_to_show_it(index: Index) -> None:
    """The figure equals the one by plain sets, and the evidence is what both texts share."""
    text = f"Islanders were relieved this week. {STORY[:250]}"
    (_, verdict) = judged(index, plain_article(1, STORY), plain_article(2, text))
    assert verdict.similarity == pytest.approx(true_jaccard(STORY, text), abs=1e-6)
    assert verdict.evidence
    assert all(text[span.start : span.end] in STORY for span in verdict.evidence)


def test_a_cut_copy_is_near_by_containment(index: Index) -> None:
    """A text cut to a fraction lies wholly in the longer one, though little of that is left."""
    text = STORY[: len(STORY) // 5]
    (_, verdict) = judged(index, plain_article(1, STORY), plain_article(2, text))
    assert verdict.status == "near"
    assert verdict.method == "shingle-containment/1"
    assert verdict.similarity is not None
    assert 0.1 <= verdict.similarity < 0.25
    assert verdict.containment is not None
    assert verdict.containment >= 0.8


def test_a_longer_article_around_an_earlier_brief_is_new(index: Index) -> None:
    """What adds much to an earlier brief is no copy of it."""
    (_, verdict) = judged(index, plain_article(1, STORY[:120]), plain_article(2, f"{STORY} {OTHER}"))
    assert verdict.status == "new"


def test_same_work_with_changed_text_is_the_next_version(index: Index) -> None:
    """A changed text of one work is a revision of the newest one, whatever it has in common with it."""
    articles = [plain_article(n, text, work="w") for n, text in enumerate([STORY, STORY + " More.", OTHER])]
    results = []
    for article in articles:
        result, fingerprint = judge(article, index)
        index.add(fingerprint)
        results.append(result)
    verdicts = [result.dedup for result in results if result.dedup]
    assert [verdict.status for verdict in verdicts] == ["new", "revision", "revision"]
    assert [result.version for result in results] == ["1", "2", "3"]
    assert verdicts[2].of == "urn:article:1"
    assert verdicts[2].similarity == 0.0
    assert verdicts[2].containment == 0.0
    assert verdicts[2].story == verdicts[0].story


def test_same_address_with_changed_text_is_a_revision(index: Index) -> None:
    """A page whose text changes is a revision, by its address alone."""
    url = "https://a.example/1"
    (_, verdict) = judged(
        index, plain_article(1, STORY, url=url), plain_article(2, STORY + " More.", url=url)
    )
    assert (verdict.status, verdict.method) == ("revision", "url/1")


def test_same_address_with_the_same_text_is_exact(index: Index) -> None:
    """A page that is fetched again unchanged is exact, and keeps its version."""
    url = "https://a.example/1"
    (_, verdict) = judged(index, plain_article(1, STORY, url=url), plain_article(2, STORY, url=url))
    assert (verdict.status, verdict.method) == ("exact", "url+content/1")


def test_a_new_headline_or_status_of_one_work_is_a_revision(index: Index) -> None:
    """A correction of the headline and a withdrawal reach readers, although the body is the same."""
    verdicts = judged(
        index,
        plain_article(1, STORY, headline="Storm kills two", work="w"),
        plain_article(2, STORY, headline="Storm kills none", work="w"),
        plain_article(3, STORY, headline="Storm kills none", work="w", status="canceled"),
        plain_article(4, STORY, headline="Storm kills two", work="w"),
    )
    assert [verdict.status for verdict in verdicts] == ["new", "revision", "revision", "exact"]


def test_items_of_one_message_at_one_address_are_no_revisions(index: Index) -> None:
    """A feed whose items all carry the feed's address is not one article in many versions."""
    url = "https://a.example/news"
    origins = [Origin(topic="t", partition=0, offset=5, item=item) for item in range(2)]
    verdicts = judged(
        index,
        plain_article(1, STORY, url=url, origin=origins[0]),
        plain_article(2, OTHER, url=url, origin=origins[1]),
    )
    assert [verdict.status for verdict in verdicts] == ["new", "new"]


def test_empty_bodies_are_not_the_same_for_being_empty(index: Index) -> None:
    """Items without a body are told apart by headline and address."""
    verdicts = judged(
        index,
        plain_article(1, "", headline="One", url="https://a.example/1"),
        plain_article(2, "", headline="Two", url="https://a.example/2"),
        plain_article(3, "", headline="Two", url="https://a.example/2"),
        plain_article(4, "", headline="Two", url="https://a.example/4"),
    )
    assert [verdict.status for verdict in verdicts] == ["new", "new", "exact", "new"]


def test_teasers_of_two_articles_are_not_copies(index: Index) -> None:
    """Short bodies of the same words under different headlines stay apart, and equal ones are found."""
    teaser = "submitted by a reader, with comments"
    verdicts = judged(
        index,
        plain_article(1, teaser, headline="One"),
        plain_article(2, teaser, headline="Two"),
        plain_article(3, f"{teaser} here", headline="Three"),
        plain_article(4, teaser, headline="Two"),
    )
    assert [verdict.status for verdict in verdicts] == ["new", "new", "new", "exact"]


def test_only_one_language_is_compared(index: Index) -> None:
    """The same words in another language's article are not compared; regional variants are."""
    verdicts = judged(
        index,
        plain_article(1, STORY, language="en"),
        plain_article(2, STORY, language="de"),
        plain_article(3, STORY, language="en-GB"),
    )
    assert [verdict.status for verdict in verdicts] == ["new", "new", "exact"]


def test_a_footer_does_not_make_one_publishers_articles_alike(index: Index) -> None:
    """Short articles with one long footer are new at its publisher, and near where publishers differ."""
    footer = (
        "Subscribe to our newsletter for local news every morning, free of charge and without advertising. "
        "You can also follow us on your phone, by radio or in print at every kiosk in town."
    )
    one, two, three = f"{STORY[:170]}. {footer}", f"{OTHER[:170]}. {footer}", f"{STORY[-170:]} {footer}"
    assert 0.25 <= true_jaccard(one, two) < 0.5
    assert 0.25 <= true_jaccard(one, three) < 0.5
    first, same, other = judged(
        index,
        plain_article(1, one, domain="a.example"),
        plain_article(2, two, domain="a.example"),
        plain_article(3, three, domain="b.example"),
    )
    assert [first.status, same.status, other.status] == ["new", "new", "near"]


def test_an_agencys_text_in_a_longer_article_is_syndicated(index: Index) -> None:
    """It takes another publisher, more text, nearly all of the wire, and the agency's name on both."""
    credit = (InfoSource(name="Harbour Wire", role="agency", confidence=90, creator="normalize/1"),)
    wire = msgspec.structs.replace(plain_article(1, STORY, domain="wire.example"), info_sources=credit)
    inside = f"{STORY} {OTHER[:180]}"
    local = msgspec.structs.replace(plain_article(2, inside, domain="paper.example"), info_sources=credit)
    uncredited = plain_article(3, inside + " Ends.", domain="other.example")
    dateline = Dateline(raw="(HARBOUR WIRE)", agency="HARBOUR WIRE")
    cut = msgspec.structs.replace(plain_article(4, STORY[:250], domain="b.example"), dateline=dateline)
    (wired,) = judged(index, wire)
    verdicts = [judged(index_of(wire), article)[-1] for article in (local, uncredited, cut)]
    assert [verdict.status for verdict in verdicts] == ["syndicated", "near", "near"]
    assert all(verdict.of == "urn:article:1" and verdict.story == wired.story for verdict in verdicts)
    assert verdicts[0].similarity == pytest.approx(true_jaccard(STORY, inside), abs=1e-6)
    assert verdicts[0].containment is not None


def index_of(*articles: Article) -> Index:
    """Return an index that remembers these articles."""
    index = Index(72 * HOUR, 1_000)
    judged(index, *articles)
    return index


def test_only_articles_within_the_horizon_are_compared(index: Index) -> None:
    """A copy three days later is compared, one a second beyond is not, in either order of arrival."""
    first, inside, outside, before = (
        plain_article(number, STORY, published=time)
        for number, time in enumerate(
            ["2026-03-01T00:00:00Z", "2026-03-04T00:00:00Z", "2026-03-07T00:00:01Z", "2026-02-20T00:00:00Z"]
        )
    )
    verdicts = judged(index, first, inside, outside, before)
    assert [verdict.status for verdict in verdicts] == ["new", "exact", "new", "new"]


def test_an_item_that_is_judged_again_gets_the_same_verdict(index: Index) -> None:
    """After a crash the same item comes again: the verdict and version are those of its fingerprint."""
    copy = plain_article(2, STORY)
    judged(index, plain_article(1, STORY))
    first, fingerprint = judge(copy, index)
    index.add(fingerprint)
    judged(index, plain_article(3, STORY))
    again, same = judge(copy, index)
    assert (again, same) == (first, fingerprint)


def test_a_replay_does_not_compare_with_what_came_later(index: Index) -> None:
    """An item read anew by newer software is not a copy of later items of its own partition."""
    judged(index, plain_article(5, STORY))
    replayed, _ = judge(plain_article(4, STORY), index)
    elsewhere, _ = judge(
        plain_article(6, STORY, origin=Origin(topic="articles.raw", partition=1, offset=4, item=0)), index
    )
    assert replayed.dedup is not None
    assert replayed.dedup.status == "new"
    assert elsewhere.dedup is not None
    assert elsewhere.dedup.status == "exact"


def test_the_article_is_otherwise_unchanged(index: Index) -> None:
    """Only `dedup` and `version` are set."""
    article = plain_article(1, STORY)
    result, _ = judge(article, index)
    assert msgspec.structs.replace(result, dedup=None) == article


def _forecast(day: int) -> str:
    kinds = "sunny cloudy rainy windy foggy mild".split()
    return (
        f"Here is the forecast for the islands and the coast. The morning will be {kinds[day % 6]} with "
        f"temperatures in the towns between {day} and {day + 7} degrees. Winds off the islands will blow "
        f"from the west at {day + 9} kilometres an hour. The night on the coast will be "
        f"{kinds[(day + 3) % 6]} with a low in the valleys of {day - 3} degrees. The forecast is updated "
        "every six hours on our site."
    )


def test_a_form_that_is_filled_in_every_day_makes_no_copies() -> None:
    """Forecasts of one publisher share most of their wording and are different news; a cut one is a copy."""
    index = Index(72 * HOUR, 100)
    articles = [
        plain_article(
            day,
            _forecast(day),
            domain="coast.example",
            headline="The weather",
            received=f"2026-05-0{day}T06:00:00Z",
        )
        for day in (1, 2, 3)
    ]
    assert 0.25 < true_jaccard(_forecast(1), _forecast(2)) < 0.5
    assert [verdict.status for verdict in judged(index, *articles)] == ["new"] * 3
    again = plain_article(
        4, _forecast(3)[:250], domain="coast.example", received="2026-05-03T18:00:00Z", headline="Later"
    )
    (verdict,) = judged(index, again)
    assert (verdict.status, verdict.of) == ("near", "urn:article:3")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "zh",
            "暴风雨袭击沿海地区后，数千户家庭断电，当局周二表示，抢修人员正在连夜工作，"
            "预计周四恢复供电，学校停课两天。",
        ),
        (
            "ja",
            "台風が沿岸部を通過した後、数千世帯が停電となり、当局は火曜日、作業員が徹夜で復旧にあたり、"
            "木曜日には、電気が戻ると述べ、学校は二日間、休みとなる。",
        ),
    ],
)
def test_copies_in_scripts_without_blanks_are_found(language: str, text: str) -> None:
    """A text of a few clauses in an unspaced script is no teaser: its cut copy is found."""
    article = plain_article(1, text, language=language)
    cut = plain_article(2, text[: text.rindex("，" if language == "zh" else "、")], language=language)
    verdict = judged(Index(72 * HOUR, 10), article, cut)[1]
    assert (verdict.status, verdict.of) == ("near", "urn:article:1")
