"""Claims of a page's metadata: broken JSON-LD, references, fallbacks and titles."""

import pytest

from service.normalize.extract_byline import printed_bylines
from service.normalize.extract_dom import fold, parse_page
from service.normalize.metadata import PageFacts, read_facts
from service.normalize.metadata_jsonld import read_linked_data
from service.normalize.metadata_title import without_site


def facts(head: str, body: str = "<p>Text.</p>") -> PageFacts:
    """Return the facts of a page with this head."""
    tree = parse_page(f"<html><head>{head}</head><body>{body}</body></html>")
    assert tree is not None
    return read_facts(tree)


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "One"}',
        '[{"@type": ["Thing", "http://schema.org/NewsArticle"], "headline": "One"}]',
        '{"@graph": [{"@type": "WebPage"}, {"@type": "schema:NewsArticle", "headline": "One"}]}',
        '<!-- {"@type": "NewsArticle", "headline": "One"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "One"}\n//]]>',
        '{"@type": "NewsArticle", "headline": "One",}',
        '{"@type": "NewsArticle", "headline": "One", "description": "a\nb"}',
        '{"@type": "NewsArticle", "headline": "One"};',
        '{"@type": "NewsArticle", "headline": "One", "x": unquoted}',
        '{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Two"}],'
        ' "mainEntity": {"@type": "NewsArticle", "headline": "One"}}',
    ],
)
def test_json_ld_in_every_shape(script: str) -> None:
    """Graphs, lists, comments and the usual mistakes still give the article's headline."""
    assert read_linked_data([script], frozenset()).article["headline"] == "One"


@pytest.mark.parametrize(
    "script", ["", "{", "null", "3", '"x"', "[[[", '{"@type": 5, "headline": []}', "{" * 5000]
)
def test_broken_json_ld_is_no_article(script: str) -> None:
    """What cannot be read is passed over."""
    assert read_linked_data([script], frozenset()).article == {}


def test_article_of_the_page_before_others() -> None:
    """Of several articles, the one with the page's address is meant."""
    scripts = [
        '{"@type": "NewsArticle", "headline": "Other", "url": "https://a.example/other"}',
        '{"@type": "NewsArticle", "headline": "Own", "mainEntityOfPage": {"@id": "https://a.example/own#x"}}',
    ]
    assert read_linked_data(scripts, frozenset({"https://a.example/own"})).article["headline"] == "Own"


def test_authors_by_reference_kind_and_name_parts() -> None:
    """References are followed, organisations are agencies, given and family names are joined."""
    found = facts(
        '<script type="application/ld+json">[{"@type": "Person", "@id": "#a", "name": "Ana Díaz"},'
        '{"@type": "NewsArticle", "headline": "H", "author": [{"@id": "#a"},'
        '{"@type": "Organization", "name": "EFX"},'
        '{"@type": "Person", "givenName": "Bo", "familyName": "Lund"}, "Cy Oduya"]}]</script>'
    )
    assert [claim.value for claim in found.persons] == ["Ana Díaz", "Bo Lund", "Cy Oduya"]
    assert [claim.value for claim in found.agencies] == ["EFX"]


def test_author_meta_only_where_it_is_a_name() -> None:
    """Addresses and mail boxes in author tags name nobody."""
    assert facts('<meta name="author" content="https://social.example/desk">').persons == ()
    assert facts('<meta name="author" content="desk@courier.example">').persons == ()
    found = facts(
        '<meta property="article:author" content="https://x.example"><meta name="author" content="Ana Díaz">'
    )
    assert [(claim.evidence, claim.value) for claim in found.persons] == [("meta:author", "Ana Díaz")]


def test_dates_in_order_of_trust() -> None:
    """JSON-LD comes before meta tags, these before microdata."""
    found = facts(
        '<meta property="article:published_time" content="2025-01-02"><script type="application/ld+json">'
        '{"@type": "Article", "datePublished": "2025-01-01"}</script>',
        '<time itemprop="datePublished" datetime="2025-01-03">x</time>',
    )
    assert [claim.value for claim in found.published] == ["2025-01-01", "2025-01-02", "2025-01-03"]
    assert [claim.evidence for claim in found.published] == [
        "json-ld",
        "meta:article:published_time",
        "microdata",
    ]


@pytest.mark.parametrize(
    ("title", "sites", "others", "bare"),
    [
        ("Rates stay | The Courier", ("The Courier",), (), "Rates stay"),
        ("Rates stay - Business - The Courier", ("The Courier",), (), "Rates stay"),
        ("Rates stay – courier.example", (), ("Rates stay",), "Rates stay"),
        ("Rates stay - but for how long?", ("The Courier",), (), "Rates stay - but for how long?"),
        ("Bank: rates stay", ("Bank",), (), "Bank: rates stay"),
        ("Die Bank wartet-정치ㅣ일보", ("일보",), ("Die Bank wartet",), "Die Bank wartet"),
        ("The Courier", ("The Courier",), (), "The Courier"),
        ("COURIER | Rates stay after all", ("The Courier",), (), "Rates stay after all"),
        ("Courier - Rates stay after all", ("The Courier",), (), "Courier - Rates stay after all"),
        ("Analysis | Rates stay after all", ("The Courier",), (), "Analysis | Rates stay after all"),
    ],
)
def test_site_names_in_titles(title: str, sites: tuple[str, ...], others: tuple[str, ...], bare: str) -> None:
    """A known site's name behind a separator is cut; half of a headline is not."""
    assert without_site(title, sites, others) == bare


def test_social_title_of_the_page_does_not_lead() -> None:
    """An OpenGraph title with the site's name is made for the page; the headline leads."""
    head = (
        '<meta property="og:site_name" content="Courier">'
        '<meta property="og:title" content="Bank waits again | Courier">'
        '<script type="application/ld+json">'
        '{"@type": "NewsArticle", "headline": "Bank leaves rate unchanged"}</script>'
    )
    assert facts(head).titles[0].value == "Bank leaves rate unchanged"


def titled(og: str, headline: str, h1: str, window: str, address: str | None = None) -> str:
    """Return the leading title of a page with these titles; empty ones are left out."""
    tree = parse_page(
        "<html><head>"
        + (f'<meta property="og:title" content="{og}">' if og else "")
        + (
            f'<script type="application/ld+json">{{"@type": "Article", "headline": "{headline}"}}</script>'
            if headline
            else ""
        )
        + f"<title>{window}</title></head><body><h1>{h1}</h1><p>Text.</p></body></html>"
    )
    assert tree is not None
    return read_facts(tree, address).titles[0].value


@pytest.mark.parametrize(
    ("og", "headline", "h1", "window", "leading"),
    [
        # The social title was written apart from the window's: it leads.
        ("Bank waits", "Rates unchanged", "Rates unchanged", "Rates unchanged", "Bank waits"),
        # It repeats the window's title, and the headline was written apart from both.
        ("Rates news of July", "Bank waits again, July", "Bank waits again, July", "Rates news of July",
         "Bank waits again, July"),
        # A stated headline that shares no word with any other title is of something else.
        ("", "central authority of money", "Bank", "Bank – Lexicon", "Bank"),
        # An h1 that shares no word with the window's title names a section.
        ("", "", "Health Centre", "Peanuts may prevent an allergy", "Peanuts may prevent an allergy"),
        ("", "", "Peanuts may help", "Peanuts may help - Health Centre", "Peanuts may help"),
    ],
)  # fmt: skip
def test_title_that_was_written_apart(og: str, headline: str, h1: str, window: str, leading: str) -> None:
    """Of titles that differ, the one written for this article leads."""
    assert titled(og, headline, h1, window) == leading


@pytest.mark.parametrize(
    ("og", "headline", "h1", "window", "title"),
    [
        # Two titles of the page share nothing but the name of the site.
        (
            "Migration - A contest of sham solutions | Prussian Gazette",
            "",
            "A contest of sham solutions",
            "A contest of sham solutions - Prussian Gazette",
            "A contest of sham solutions",
        ),
        # The same end behind different halves of a headline, and behind the same title, is no name.
        (
            "Gaza: film shows tunnels",
            "",
            "Film shows tunnels",
            "Film shows tunnels",
            "Gaza: film shows tunnels",
        ),
        # The h1 holds the date and the kind of release too.
        (
            "Research lays the ground for certificates - Ministry",
            "",
            "Research lays the ground for certificates : Date: 26.01.2022 Press release",
            "Research lays the ground for certificates - Ministry",
            "Research lays the ground for certificates",
        ),
        # The h1 greets, and shares a word with the site's name only.
        (
            "",
            "",
            "Hi, I'm Nicolas.",
            "Get your script code covered | Nicolas Perrin",
            "Get your script code covered | Nicolas Perrin",
        ),
        # A long name of the site stands in front, and the h1 is the other part.
        ("", "", "Tunnel opens", "News of the whole Coast | Tunnel opens", "Tunnel opens"),
    ],
)
def test_titles_beside_the_sites_name(og: str, headline: str, h1: str, window: str, title: str) -> None:
    """The headline is told from what the page puts around it by what its other titles say."""
    assert titled(og, headline, h1, window, "https://www.ministry.org/a") == title


def test_domain_is_a_name_of_the_site() -> None:
    """A site's name behind a separator is cut from every title where only the domain tells that it is one."""
    address = "https://www.nationline.example.com/tips"
    title = "Finding the right policy – Example"
    assert titled(title, title, "", title, address) == "Finding the right policy"


@pytest.mark.parametrize(
    ("name", "persons", "agencies"),
    [
        ("Courier", [], ["Courier"]),
        ("The Courier", [], ["The Courier"]),
        ("Courier Redaktion", [], ["Courier Redaktion"]),
        ("Anna Courier", ["Anna Courier"], []),
        ("Ana Díaz", ["Ana Díaz"], []),
    ],
)
def test_site_stated_as_author_is_an_organisation(name: str, persons: list[str], agencies: list[str]) -> None:
    """The site's own name, alone or with a word for its office, is no person, whatever its type says."""
    found = facts(
        '<meta property="og:site_name" content="The Courier"><script type="application/ld+json">'
        f'{{"@type": "Article", "author": {{"@type": "Person", "name": "{name}"}}}}</script>'
    )
    assert [claim.value for claim in found.persons] == persons
    assert [claim.value for claim in found.agencies] == agencies


def test_author_in_the_labels_of_previews() -> None:
    """Where no author is named otherwise, the label "Written by" says who it is; other labels do not."""
    head = (
        '<meta name="author" content="desk@courier.example">'
        '<meta name="twitter:label1" content="Verfasst von"><meta name="twitter:data1" content="Ana Díaz">'
        '<meta name="twitter:label2" content="Est. reading time"><meta name="twitter:data2" content="3 min">'
    )
    assert [(c.evidence, c.value) for c in facts(head).persons] == [("meta:twitter:data1", "Ana Díaz")]
    assert facts(head.replace("Verfasst von", "Lesezeit")).persons == ()


@pytest.mark.parametrize(
    "markup",
    [
        "<cite class='byline'><span>By </span><span>ANA DIAZ</span></cite>",
        "<div><span>By</span><span>Ana Díaz</span></div>",
        "<div class='blog__authorname'>Ana Díaz</div>",
        "<story-authors id='authors'>Ana Díaz</story-authors>",
    ],
)
def test_printed_byline_in_every_element(markup: str) -> None:
    """A byline is found in elements of the page's own making, in parts, and by its name."""
    tree = parse_page(f"<html><body><h1>Rates stay</h1>{markup}<p>Text.</p></body></html>")
    assert tree is not None
    assert "diaz" in fold(printed_bylines(tree)[0].value).replace("í", "i")
