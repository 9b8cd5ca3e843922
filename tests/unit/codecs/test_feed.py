"""Feeds: every vocabulary, small defects, and what breaks off."""

import pytest

from service.codecs import decode
from service.model import DeadLetter, Draft, Limits, Message, Reason
from tests.unit.codecs.cases import ORIGIN, decision, draft, drafts, letter, outcomes, values

RSS2 = """<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>The Coast</title><link>https://coast.example/</link><language>en-ie</language>
<copyright>(c) Coast</copyright>
<item><title>Ferry &amp; port</title><link>https://coast.example/a</link><guid isPermaLink="false">c-1</guid>
<dc:creator>Niamh Costello</dc:creator><category>Transport</category><category>Sea</category>
<pubDate>Tue, 17 Nov 2026 09:12:00 +0000</pubDate>
<description>Inspectors cleared the ferry to sail.</description>
<content:encoded><![CDATA[<p>The ferry between Galway and Aran sails again after a week in dock.</p>
<p>“She is as sound as the day she was launched,” said the captain on Tuesday.</p>]]></content:encoded>
</item></channel></rss>"""

RSS1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://b.example/"><title>Baltic</title>
</channel><item rdf:about="https://b.example/1"><title>Tunnel</title><link>https://b.example/1</link>
<description>It costs too much.</description><dc:date>2026-11-16T09:00:00+02:00</dc:date></item></rdf:RDF>"""

RSS091 = """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>Old</title>
<item><title>Caf&eacute; r&amp;d</title></item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Tal</title>
<link rel="self" href="https://tal.example/feed"/><author><name>Redaktion</name></author>
<entry><id>tag:tal.example,2026:1</id><title type="html">&lt;b&gt;Frost&lt;/b&gt; im Tal</title>
<link rel="enclosure" href="https://tal.example/a.mp3"/><link rel="alternate" href="https://tal.example/1"/>
<updated>2026-11-18T08:00:00Z</updated><summary>Kalte Nacht.</summary></entry></feed>"""


def test_rss_2_with_namespaces() -> None:
    """All that an item and its channel state becomes claims with evidence."""
    found = draft(RSS2)

    assert found.format == "application/rss+xml"
    assert found.html is not None
    assert found.html.startswith("<p>The ferry")
    assert not found.is_page
    assert values(found.titles) == ["Ferry & port"]
    assert values(found.standfirsts) == ["Inspectors cleared the ferry to sail."]
    assert values(found.bylines) == ["Niamh Costello"]
    assert values(found.published) == ["Tue, 17 Nov 2026 09:12:00 +0000"]
    assert found.published[0].evidence == "rss:pubDate"
    assert values(found.urls) == ["https://coast.example/a"]
    assert values(found.sources) == ["The Coast"]
    assert values(found.languages) == ["en-ie"]
    assert values(found.categories) == ["Transport", "Sea"]
    assert found.guid == "c-1"
    assert found.copyright_notice == "(c) Coast"


def test_rss_1_takes_its_time_from_dublin_core() -> None:
    """RDF items have a `dc:date`, which is when they appeared."""
    found = draft(RSS1)

    assert values(found.published) == ["2026-11-16T09:00:00+02:00"]
    assert found.published[0].evidence == "rss:dc:date"
    assert found.blocks is not None
    assert [block.text for block in found.blocks] == ["It costs too much."]


def test_rss_091_with_its_document_type_and_html_entities() -> None:
    """A DTD that declares nothing itself is harmless, and its entities are known."""
    found = draft(RSS091)

    assert values(found.titles) == ["Café r&d"]
    assert found.blocks == ()


def test_atom_takes_the_alternate_link_and_the_feeds_author() -> None:
    """What an entry lacks comes from the feed; `updated` stands in for a missing `published`."""
    found = draft(ATOM)

    assert found.format == "application/atom+xml"
    assert values(found.titles) == ["Frost im Tal"]
    assert values(found.urls) == ["https://tal.example/1"]
    assert values(found.bylines) == ["Redaktion"]
    assert values(found.published) == ["2026-11-18T08:00:00Z"]
    assert found.published[0].evidence == "atom:updated"
    assert values(found.languages)[0] == "de"
    assert found.feed_uri == "https://tal.example/feed"


def test_the_url_header_of_a_feed_is_the_feeds_address() -> None:
    """Relative links are resolved against it, and it is no item's own address."""
    feed = "<rss><channel><item><title>A</title><link>/news/1</link></item></channel></rss>"

    found = draft(feed, url="https://coast.example/feed.xml", published="2026-01-01")

    assert values(found.urls) == ["https://coast.example/news/1"]
    assert found.feed_uri == "https://coast.example/feed.xml"
    assert values(found.published) == ["2026-01-01"]


ITEM = "<item><title>A {0}</title><description>Text {0}.</description></item>"


@pytest.mark.parametrize(
    ("feed", "method"),
    [
        ("<rss><channel>" + ITEM.format("R&D") + "</channel></rss>", "mended"),
        ("<rss><channel>" + ITEM.format("\x0b") + "</channel></rss>", "mended"),
        ("\n\n<?xml version='1.0'?><rss><channel>" + ITEM.format(1) + "</channel></rss>", "well-formed"),
        ("<rss><channel><media:x>y</media:x>" + ITEM.format(1) + "</channel></rss>", "recovered"),
        ("<rss><channel>" + ITEM.format("<b>x</i>") + "</channel></rss>", "recovered"),
    ],
)
def test_small_defects_do_not_lose_items(feed: str, method: str) -> None:
    """A defect of the kind that feeds in the wild have is mended, on record."""
    found = draft(feed)

    assert values(found.titles)[0].startswith("A")
    assert decision(found, "xml")[0][0] == method


def test_a_feed_that_breaks_off_keeps_its_whole_items() -> None:
    """The items before the break are articles, the rest is one dead letter."""
    feed = "<rss><channel>" + ITEM.format(1) + ITEM.format(2) + "<item><title>A 3</title><descr"

    found = outcomes(feed)

    assert [type(item) for item in found] == [Draft, Draft, DeadLetter]
    last = found[-1]
    assert isinstance(last, DeadLetter)
    assert (last.reason, last.origin.item) == (Reason.MALFORMED_XML, 2)


@pytest.mark.parametrize(
    ("feed", "reason"),
    [
        ("<rss><channel><item><title>A", Reason.MALFORMED_XML),
        ("<rss><channel/></rss>", Reason.NO_ITEMS),
        ("<feed xmlns='http://www.w3.org/2005/Atom'></feed>", Reason.NO_ITEMS),
        ("<rss><channel>" + "<a>" * 300 + "</a>" * 300 + "</channel></rss>", Reason.TOO_DEEP),
    ],
)
def test_feeds_without_a_readable_item_are_one_dead_letter(feed: str, reason: Reason) -> None:
    """Broken off too early, empty, or too deep."""
    assert letter(feed).reason is reason


def test_more_items_than_the_limit_are_refused_as_one() -> None:
    """The bound keeps one message from becoming a flood."""
    feed = "<rss><channel>" + ITEM.format(1) * 11 + "</channel></rss>"

    (found,) = decode(Message(value=feed.encode(), origin=ORIGIN), Limits(items=10))

    assert isinstance(found, DeadLetter)
    assert found.reason is Reason.OVERSIZE


def test_html_in_an_item_keeps_its_markup() -> None:
    """The clean-up is ours, later; feedparser must not strip what the extractor looks at."""
    content = "&lt;p class='dateline'&gt;Rome&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;"
    feed = f"<rss><channel><item><description>{content}</description></item></channel></rss>"

    assert draft(feed).html == "<p class='dateline'>Rome</p><script>x()</script>"


@pytest.mark.parametrize(
    ("summary", "content", "standfirst"),
    [
        ("The ferry sails", "<p>The ferry sails again after a week in dock, they said.</p>", []),
        ("The ferry sails […]", "<p>The ferry sails again after a week in dock, they said.</p>", []),
        ("Good news.", "<p>The ferry sails again after a week in dock, they said.</p>", ["Good news."]),
        ("Quite as long as it.", "<p>Not longer than that.</p>", []),
    ],
)
def test_a_summary_is_the_standfirst_only_beside_a_full_content(
    summary: str, content: str, standfirst: list[str]
) -> None:
    """The beginning of the text cut short is no standfirst."""
    item = f"<item><description>{summary}</description><c:encoded><![CDATA[{content}]]></c:encoded></item>"
    feed = f"<rss xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel>{item}</channel></rss>"

    found = draft(feed)

    assert found.html == content
    assert values(found.standfirsts) == standfirst


def test_each_item_is_an_article_of_its_own() -> None:
    """Items keep their order and their own coordinates."""
    feed = "<rss><channel>" + "".join(ITEM.format(n) for n in range(5)) + "</channel></rss>"

    assert [(item.origin.item, item.titles[0].value) for item in drafts(feed)] == [
        (n, f"A {n}") for n in range(5)
    ]


@pytest.mark.parametrize(
    "content",
    [
        "<description>&lt;img src='http://a.example/cam.jpg'/&gt;</description>",
        "<content:encoded><![CDATA[<iframe src='http://v.example/1'></iframe>]]></content:encoded>",
        "<title>…</title>",
    ],
)
def test_an_item_of_a_picture_is_an_article_without_text(content: str) -> None:
    """An item that states a content is one, though there is no word in it; one that states none is not."""
    space = "xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    items = f"<item>{content}</item><item><link>http://a.example/2</link></item>"
    first, second = outcomes(f"<rss version='2.0' {space}><channel>{items}</channel></rss>")

    assert isinstance(first, Draft)
    assert first.blocks == ()
    assert isinstance(second, DeadLetter)
    assert second.reason is Reason.EMPTY
