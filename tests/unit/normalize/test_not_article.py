"""Pages that are no article are dead letters, and poor pages that are one are not."""

import pytest

from service.model import Claim, DeadLetter, Draft, Reason
from service.normalize.extract import extract
from service.record import Origin

PROSE = (
    "<p>The central bank left its key rate unchanged on Thursday, citing weak demand at home and abroad.</p>"
    "<p>Economists had expected a cut of a quarter point after three quarters of falling output there.</p>"
    "<p>The next meeting is due in six weeks, when new forecasts for growth and prices are published.</p>"
)
TEASERS = "".join(
    f"<div><h3><a href='/s{n}'>Headline number {n} of this page of many headlines</a></h3>"
    f"<p>A short teaser for story number {n}, which goes on elsewhere.</p></div>"
    for n in range(30)
)
POSTS = "".join(
    f"<div class='post'><a>user{n}</a><p>I think number {n} works best, since it never failed me, not even "
    f"in the winter of year {n}.</p></div>"
    for n in range(6)
)
LAMPS = "".join(f"<li class='item'><a href='/{n}'>Lamp number {n}</a> $ {n}9.90</li>" for n in range(20))
OG = '<meta property="og:type" content="article">'
CALLS = "<a href='tel:+15'>Call now</a>" + "<a href='/q'>Get a free quote</a>" * 4


def result_of(html: str, url: str | None) -> Draft | DeadLetter:
    """Return what becomes of a page at an address."""
    urls = (Claim(value=url, evidence="header:url"),) if url else ()
    origin = Origin(topic="t", partition=0, offset=0, item=0)
    return extract(Draft(origin=origin, format="text/html", html=html, is_page=True, urls=urls))


def page(body: str, head: str = "", title: str = "A page") -> str:
    """Return a page."""
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def ld(kind: str) -> str:
    """Return JSON-LD of one type."""
    return f'<script type="application/ld+json">{{"@type": "{kind}", "name": "Something"}}</script>'


@pytest.mark.parametrize(
    ("html", "url", "detail"),
    [
        (page(TEASERS, title="The Courier"), "https://www.courier.example/", "home page"),
        (page(TEASERS, title="Transport"), "https://www.courier.example/transport", "listing"),
        (page(TEASERS, ld("CollectionPage")), "https://courier.example/tag/port", "listing"),
        (page(PROSE, ld("Product")), "https://shop.example/products/lamp-4", "product page"),
        (page(PROSE, ld("DiscussionForumPosting")), "https://x.example/forum/t-5", "forum thread"),
        (page(PROSE[:100], ld("VideoObject")), "https://x.example/video/5", "video page"),
        (page(POSTS), "https://x.example/t/how-to/5", "forum thread"),
        (page(PROSE, "<meta name=Generator content='phpBB 3.3'>"), "https://x.example/5", "forum thread"),
        (page("<h1>Lamp</h1><p>It shines.</p><button>Add to basket</button>" * 3), None, "product page"),
        (page("<h1>Ships</h1><video src=v.mp4></video><p>They come and go all day.</p>"), None, "video page"),
        (page("<h2>Step</h2><p>Run the command now.</p><pre>make</pre>" * 6), None, "manual"),
        (page("<h1>404</h1><p>We could not find it.</p>", title="404 - Page not found"), None, "error page"),
        (page("<div id=app></div>", title="App"), None, "page without text"),
        (page(LAMPS), "https://shop.example/lamps", "listing"),
        (page(PROSE).replace("<body>", "<body class='archive'>"), "https://x.example/port", "listing"),
        (page(PROSE), "https://www.reddit.example/r/ships/comments/5x/port/", "forum thread"),
        (page(PROSE), "https://community.x.example/5", "forum thread"),
        (page(PROSE[:110] + CALLS, ld("Plumber")), "https://x.example/drains", "service page"),
        (page(PROSE, ld("TechArticle")), "https://docs.x.example/reference/step", "manual"),
        (page(PROSE, '<meta property="og:type" content="video.other">'), None, "video page"),
    ],
)
def test_other_pages_are_refused(html: str, url: str | None, detail: str) -> None:
    """Each kind of page is a dead letter that says what it is."""
    letter = result_of(html, url)
    assert isinstance(letter, DeadLetter), letter
    assert (letter.reason, letter.detail) == (Reason.NOT_ARTICLE, detail)


@pytest.mark.parametrize(
    ("html", "url"),
    [
        (page(PROSE), None),
        (page(PROSE), "https://courier.example/news/bank-leaves-rate-unchanged-again"),
        (
            page(PROSE, '<meta property="og:type" content="website">'),
            "https://courier.example/2025/11/20/bank",
        ),
        (page(PROSE + TEASERS, ld("NewsArticle")), "https://courier.example/a"),
        (page(PROSE, ld("NewsArticle") + ld("VideoObject")), "https://courier.example/video/a"),
        (page(PROSE, ld("NewsArticle"), title="404 jobs go at steel works"), "https://courier.example/b"),
        (page(PROSE + POSTS.replace("class='post'", "class='text'")), "https://x.example/a"),
        (page(PROSE, "<meta name=generator content='MediaWiki 1.42'>"), "https://x.example/wiki/Port_opens"),
        (page(PROSE * 2 + "<button>Add to cart</button>"), "https://courier.example/a-story-of-a-lamp"),
        (page(PROSE + "<video src=v.mp4></video>"), None),
        (page(PROSE, ld("FAQPage").replace('"name"', '"mainEntity": {"@type": "Question"}, "name"')), None),
        (page(PROSE + CALLS), "https://x.example/a-story-of-drains-in-town"),
        (page(PROSE + LAMPS, OG).replace("<body>", "<body class='single-post'>"), "https://x.example/best"),
        (page("<p>A flash of one sentence only.</p>", '<meta property="og:type" content="article">'), None),
    ],
)
def test_articles_pass(html: str, url: str | None) -> None:
    """A page with prose and nothing against it is an article, and so is one that declares itself."""
    assert isinstance(result_of(html, url), Draft)
