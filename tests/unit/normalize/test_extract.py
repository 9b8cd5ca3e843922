"""Pages and fragments to blocks and claims: golden pages, boxes, bounds, hostile input."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from service.model import Claim, DeadLetter, Draft, Reason
from service.normalize.extract import extract
from service.record import Origin

GOLDEN = Path(__file__).parents[2] / "golden" / "normalize_html"
PROSE = (
    "<p>The central bank left its key rate unchanged on Thursday, citing weak demand at home and abroad.</p>"
)
OTHER = "<p>Economists had expected a cut of a quarter point after three quarters of falling output.</p>"
LAST = (
    "<p>The next meeting is due in six weeks, when new forecasts for growth and prices will be published.</p>"
)
ARTICLE_META = '<meta property="og:type" content="article">'


def draft_of(html: str, *, is_page: bool = True, **fields: Any) -> Draft:
    """Return a draft with this HTML."""
    origin = Origin(topic="t", partition=0, offset=0, item=0)
    return Draft(origin=origin, format="text/html", html=html, is_page=is_page, **fields)


def extracted(html: str, **fields: Any) -> Draft:
    """Return the draft that comes out, which must not be a dead letter."""
    draft = extract(draft_of(html, **fields))
    assert isinstance(draft, Draft), draft
    assert draft.html is None
    return draft


def page(body: str, head: str = ARTICLE_META, title: str = "Bank leaves rate unchanged") -> str:
    """Return a page with a headline and this body."""
    return f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{body}</body></html>"


def texts(draft: Draft, kind: str = "paragraph") -> list[str]:
    """Return the texts of blocks of one kind."""
    return [block.text for block in draft.blocks or () if block.kind == kind]


@pytest.mark.parametrize("name", ["news", "plain"])
def test_golden_pages(name: str) -> None:
    """Every field of a golden page comes out as its expectation states."""
    draft = extracted((GOLDEN / f"{name}.html").read_text(encoding="utf-8"))
    expected = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert [[block.kind, block.text] for block in draft.blocks or ()] == expected.pop("blocks")
    for field, values in expected.items():
        found = [claim.value for claim in getattr(draft, field)]
        assert found[: len(values)] == values, field
        assert bool(found) == bool(values), field


def test_claims_of_the_draft_stay_in_front() -> None:
    """What an envelope states is more trusted than the page."""
    claim = Claim(value="Stated elsewhere", evidence="envelope")
    draft = extracted(page(PROSE + OTHER), titles=(claim,))
    assert [title.value for title in draft.titles] == ["Stated elsewhere", "Bank leaves rate unchanged"]


def test_title_loses_the_name_of_the_site() -> None:
    """Behind a separator, the site's own name is no part of a headline."""
    head = ARTICLE_META + '<meta property="og:site_name" content="Quay Courier">'
    html = (
        f"<html><head><title>Rates: bank waits - Quay Courier</title>{head}</head><body>{PROSE}{OTHER}</body>"
    )
    assert extracted(html).titles[0].value == "Rates: bank waits"


@pytest.mark.parametrize(
    "box",
    [
        '<div class="newsletterSignup"><p>Get the best of our reporting every single morning.</p></div>',
        "<figure><img src=x><figcaption>The bank in spring. Photo: A. Person</figcaption></figure>",
        '<p class="imageCaption">The bank as seen from the river, long before the decision was made.</p>',
        '<div class="related-stories"><p>Another story, told at some length elsewhere on the site.</p></div>',
        '<p>Read more: <a href="/x">Why the bank waits for the spring forecast</a></p>',
        '<p><a href="/x">Why the bank waits for the spring forecast before it acts</a></p>',
        "<p>© 2025 Quay Courier. All rights reserved.</p>",
        '<div role="dialog"><p>Somebody else is using your subscription at this moment.</p></div>',
        "<script>var a = '<p>A sentence from a script that nobody should see in the text.</p>';</script>",
    ],
)
def test_boxes_are_left_out(box: str) -> None:
    """Captions, sign-ups, links to other stories, notices and scripts are no text of the article."""
    draft = extracted(page(f"<article>{PROSE}{box}{OTHER}{LAST}</article>"))
    assert len(draft.blocks or ()) == 3, draft.blocks


def test_a_box_name_on_the_article_itself_does_no_harm() -> None:
    """An unlucky class name around all paragraphs does not remove the article."""
    draft = extracted(page(f'<div class="related-content">{PROSE}{OTHER}{LAST}</div>'))
    assert len(texts(draft)) == 3


def test_interview_questions_stay_paragraphs() -> None:
    """Bold lines that are mostly questions are what was asked, not cross-heads."""
    asked = (
        "Why did the bank wait so long?",
        "What happens to savers now, then?",
        "And what about the pound?",
    )
    body = "".join(f"<p><b>{question}</b></p>{LAST[:-5]} {n}.</p>" for n, question in enumerate(asked))
    draft = extracted(page(PROSE + OTHER + body))
    assert texts(draft, "crosshead") == []
    assert set(asked) <= set(texts(draft))


def test_body_of_json_ld_where_the_page_holds_none() -> None:
    """A page that is filled in by the browser may carry its text in JSON-LD."""
    body = "\\n".join(
        f"Paragraph {n} tells at some length what happened on that day in town." for n in range(5)
    )
    data = f'{{"@type":"NewsArticle","headline":"H","articleBody":"{body}"}}'
    head = f'<script type="application/ld+json">{data}</script>'
    draft = extracted(page("<div id=app></div>", head))
    assert len(texts(draft)) == 5
    assert draft.provenance[-1].method == "json-ld-body"


def test_body_in_a_script_string() -> None:
    """A page that is filled in by the browser may carry its text as HTML in a string of its code."""
    inner = json.dumps((PROSE + OTHER + LAST) * 2)
    draft = extracted(page(f"<div id=app></div><script>push([1,{inner}])</script>"))
    assert len(texts(draft)) == 3
    assert draft.provenance[-1].method == "script-text"


@pytest.mark.parametrize(
    ("byline", "value"),
    [
        (
            '<p class="byline">By Mara Lindqvist, transport reporter</p>',
            "By Mara Lindqvist, transport reporter",
        ),
        ('<a rel="author" href="/mara">Mara Lindqvist</a>', "Mara Lindqvist"),
        ('<span itemprop="author"><span itemprop="name">Mara Lindqvist</span></span>', "Mara Lindqvist"),
        ("<h5>Von Mara Lindqvist, Hamburg</h5>", "Von Mara Lindqvist, Hamburg"),
    ],
)
def test_printed_bylines(byline: str, value: str) -> None:
    """Where metadata name nobody, what the page prints as its author is claimed, raw."""
    draft = extracted(page(f"{byline}{PROSE}{OTHER}{LAST}"))
    assert [claim.value for claim in draft.bylines] == [value]
    assert not any("Lindqvist" in text for text in texts(draft))


def test_bylines_of_other_stories_are_not_claimed() -> None:
    """The author of a teaser or a comment did not write this article."""
    teaser = '<aside><span class="author">Somebody Else</span></aside>'
    comment = '<div class="comments"><span class="author">A Reader</span></div>'
    assert extracted(page(PROSE + OTHER + LAST + teaser + comment)).bylines == ()


def test_standfirst_by_its_place() -> None:
    """Sentences between the headline and the box of the text introduce it, whatever they are called."""
    sentence = "The decision was unanimous, and the governor spoke of a long winter."
    draft = extracted(page(f'<div class="x9">{sentence}</div><div class="b">{PROSE}{OTHER}{LAST}</div>'))
    assert [claim.value for claim in draft.standfirsts] == [sentence]
    assert len(texts(draft)) == 3


def test_description_that_repeats_the_beginning_is_no_standfirst() -> None:
    """A summary that a CMS cut from the first paragraph says nothing new, and the paragraph stays."""
    cut = f'<meta property="og:description" content="{PROSE[3:60]}…">'
    draft = extracted(page(PROSE + OTHER, ARTICLE_META + cut))
    assert draft.standfirsts == ()
    assert len(texts(draft)) == 2


def test_dates_of_time_element_class_and_address() -> None:
    """Where metadata state no date, printed ones and the address are claimed."""
    body = PROSE + OTHER + LAST
    printed = extracted(page(f'<time datetime="2025-03-04T10:00Z">today</time>{body}'))
    assert printed.published[0].evidence == "html:time"
    named = extracted(page(f'<span class="post-date">4 March 2025</span>{body}'))
    assert (named.published[0].evidence, named.published[0].value) == ("html:class", "4 March 2025")
    address = Claim(value="https://courier.example/2025/03/04/bank", evidence="header:url")
    assert extracted(page(body), urls=(address,)).published[0].value == "2025-03-04"


def test_paywalled_pages_are_recorded() -> None:
    """A page that declares its text as not free leaves a trace for the record's flags."""
    head = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}</script>'
    steps = extracted(page(PROSE, head)).provenance
    assert [step.decision for step in steps if step.field == "flags"] == ["paywalled"]


def test_fragment_is_walked_whole() -> None:
    """Feed content keeps every paragraph, with headings, items, breaks and text outside of elements."""
    html = "Lead text.<h2>Head</h2><p>One <b>bold</b> word.</p>"
    html += "<ul><li>First</li><li><p>Second</p></li></ul>A<br><br>B"
    draft = extracted(html, is_page=False)
    assert [(block.kind, block.text) for block in draft.blocks or ()] == [
        ("paragraph", "Lead text."),
        ("crosshead", "Head"),
        ("paragraph", "One bold word."),
        ("list_item", "First"),
        ("list_item", "Second"),
        ("paragraph", "A"),
        ("paragraph", "B"),
    ]


def test_fragment_without_its_own_title_and_trailer() -> None:
    """A repeated title and the trailer of a blog engine are left out; scripts are not read."""
    html = (
        "<h1>Title</h1><p>Text here.</p><script>x()</script><p>The post Title appeared first on A Blog.</p>"
    )
    draft = extracted(html, is_page=False, titles=(Claim(value="Title", evidence="rss:title"),))
    assert texts(draft) == ["Text here."]


def test_fragment_with_a_headline_of_its_own() -> None:
    """An `h1` above the text of a fragment without a title is its headline; one inside or alone is not."""
    html = "<h1>Port <b>reopens</b></h1><p>Ships sail.</p><h1>More</h1><p>Boats too.</p>"
    draft = extracted(html, is_page=False)
    assert [(claim.evidence, claim.value) for claim in draft.titles] == [("html:h1", "Port reopens")]
    assert [block.text for block in draft.blocks or ()] == ["Ships sail.", "More", "Boats too."]
    for html in ("<p>Ships sail.</p><h1>More</h1>", "<h1>Alone</h1>", "<h2>Head</h2><p>Ships sail.</p>"):
        assert extracted(html, is_page=False).titles == ()


def test_no_html_is_left_alone() -> None:
    """A draft of plain text passes through."""
    draft = Draft(origin=Origin(topic="t", partition=0, offset=0, item=0), format="text/plain", text="x")
    assert extract(draft) is draft


def test_empty_page_is_empty_and_empty_fragment_has_no_blocks() -> None:
    """A page of white space is a dead letter; a feed item without content is an article without a body."""
    letter = extract(draft_of(" \x00 "))
    assert isinstance(letter, DeadLetter)
    assert letter.reason is Reason.EMPTY
    assert extracted("", is_page=False).blocks == ()


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 30_000 + PROSE,
        "<ul><li>" * 20_000 + PROSE,
        f"<p>{'word ' * 100_000}</p>",
        page(PROSE + '<script type="application/ld+json">' + '{"@type":"a","x":' * 20_000 + "</script>"),
        page(PROSE + '<script>"' + "\\" * 200_000 + "</script>"),
        page(PROSE + '<p class="' + "related " * 20_000 + '">x</p>'),
        page(PROSE + '<script type="application/ld+json">"' + '\\"' * 200_000 + "</script>"),
        page(PROSE + "<h1>One of many headings</h1>" * 20_000),
        page("<button>Add to cart</button>" * 400 + f"<p>{'word ' * 100_000}</p>"),
        page(PROSE + "<span class=a>a</span>" * 61_000),
        page(PROSE + "<form><input name=a></form>" * 45_000),
        page("<p>Lone \ud800 surrogate and <?pi x?> <![CDATA[ y ]]> &#xD800; &#99999999;</p>" + PROSE),
        "<?xml version='1.0' encoding='utf-16'?><html><body>" + PROSE,
        "<frameset><frame src=a></frameset>",
        "\ufeff<!doctype html>",
    ],
    ids=lambda html: html[:24],
)
@pytest.mark.parametrize("is_page", [True, False])
def test_hostile_pages_end_quickly_without_an_exception(html: str, is_page: bool) -> None:
    """Deep, huge and broken markup costs little and gives a draft or a dead letter."""
    started = time.process_time()  # the machine may have other work
    result = extract(draft_of(html, is_page=is_page))
    assert isinstance(result, (Draft, DeadLetter))
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("<span class='article-meta'>Von: Jane Doe | 31.10.23</span>", "31.10.23"),
        ("<p class='post-meta'>Culture, 5 July 2022</p>", "5 July 2022"),
    ],
)
def test_a_date_among_other_words_is_claimed_too(body: str, value: str) -> None:
    """A line with a name and a date gives the date by itself behind the whole line."""
    text = "<p>The central bank left its key rate unchanged on Thursday, citing weak demand at home.</p>" * 3
    origin = Origin(topic="t", partition=0, offset=0, item=0)
    html = f"<html><body><h1>Bank leaves rate</h1>{body}{text}</body></html>"
    draft = extract(Draft(origin=origin, format="text/html", html=html, is_page=True))
    assert isinstance(draft, Draft)
    assert value in [claim.value for claim in draft.published]


def test_a_time_of_day_is_no_published_date() -> None:
    """Microdata that hold the time of day only are passed over for what else tells the day."""
    text = "<p>The central bank left its key rate unchanged on Thursday, citing weak demand at home.</p>" * 3
    html = (
        "<html><body><h1>Bank leaves rate</h1><abbr itemprop='datePublished'>9:05 PM</abbr>"
        f"<span class='date'>5 July 2022</span>{text}</body></html>"
    )
    origin = Origin(topic="t", partition=0, offset=0, item=0)
    draft = extract(Draft(origin=origin, format="text/html", html=html, is_page=True))
    assert isinstance(draft, Draft)
    assert [claim.value for claim in draft.published] == ["5 July 2022"]
