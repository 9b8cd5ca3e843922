"""NewsML-G2 to drafts, one outcome for each item."""

import pytest

from service.model import DeadLetter, Draft, Reason
from tests.unit.codecs.cases import Item, letter, outcomes, values

ITEM = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:m:1" version="2" xml:lang="en">
<rightsInfo><copyrightHolder literal="Meridian"/><copyrightNotice>(c) Meridian</copyrightNotice></rightsInfo>
<itemMeta><itemClass qcode="{item_class}"/><provider><name>Meridian</name></provider>
<versionCreated>2026-11-17T19:00:00+01:00</versionCreated><pubStatus qcode="stat:usable"/>
<edNote>Updates.</edNote></itemMeta>
<contentMeta><contentCreated>2026-11-17T18:30:00+01:00</contentCreated>
<located qcode="c:1"><name xml:lang="de">Wien</name><name xml:lang="en">Vienna</name></located>
<subject qcode="medtop:20000593"><name>diplomacy</name></subject><subject qcode="x:1"/>
<keyword>rivers</keyword>
<slugline>DANUBE</slugline><headline>Danube states agree</headline>
<headline role="hld:subHeadline">Levels every fifteen minutes</headline>
<dateline>VIENNA (Meridian) -</dateline><by>By Klara Nemec</by>
<description role="drol:summary">Ten states share data.</description>
<description role="drol:caption">A river</description><language tag="en-GB"/></contentMeta>
<contentSet>{content}</contentSet></newsItem>"""
XHTML = """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>
<header><p>17.11.</p></header><p>Ten states agreed.</p><h2>Floods</h2><p>27 people died.</p>
</body></html></inlineXML>"""


def _item(item_class: str = "ninat:text", content: str = XHTML) -> str:
    return ITEM.format(item_class=item_class, content=content)


def _only(found: tuple[Item, ...]) -> Draft:
    (draft,) = found
    assert isinstance(draft, Draft), draft
    return draft


def test_a_news_item() -> None:
    """Metadata become claims, XHTML becomes blocks."""
    found = _only(outcomes(_item()))

    assert found.blocks is not None
    assert [(block.kind, block.text) for block in found.blocks] == [
        ("paragraph", "Ten states agreed."),
        ("crosshead", "Floods"),
        ("paragraph", "27 people died."),
    ]
    assert (found.guid, found.version, found.pub_status) == ("urn:m:1", "2", "usable")
    assert values(found.titles) == ["Danube states agree"]
    assert values(found.standfirsts) == ["Ten states share data.", "Levels every fifteen minutes"]
    assert values(found.bylines) == ["By Klara Nemec"]
    assert values(found.locations) == ["Vienna", "VIENNA (Meridian) -"]
    assert values(found.categories) == ["medtop:20000593", "diplomacy", "rivers"]
    assert values(found.languages) == ["en-GB", "en"]
    assert values(found.published)[0] == "2026-11-17T18:30:00+01:00"
    assert values(found.sources) == ["Meridian"]
    assert (found.slugline, found.ed_note, found.copyright_notice) == ("DANUBE", "Updates.", "(c) Meridian")


NITF = "<inlineXML><nitf><body><body.content><p>From NITF.</p></body.content></body></nitf></inlineXML>"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (NITF, "From NITF."),
        ('<inlineData contenttype="text/plain">   One\nline.\n   Two.</inlineData>', "One line.|Two."),
        ("<inlineData><![CDATA[<p>In R&amp;D.</p><p>Two</p>]]></inlineData>", "In R&D.|Two"),
        ("<remoteContent href='a'/>", ""),
    ],
)
def test_content_in_other_forms(content: str, text: str) -> None:
    """Embedded NITF, plain data with or without stray tags, or nothing here at all."""
    found = _only(outcomes(_item(content=content)))

    assert found.blocks is not None
    assert "|".join(block.text for block in found.blocks) == text


def test_html_as_data_is_a_fragment() -> None:
    """Escaped HTML of a declared HTML type goes to the extractor."""
    data = '<inlineData contenttype="text/html">&lt;p&gt;Hello&lt;/p&gt;</inlineData>'

    assert _only(outcomes(_item(content=data))).html == "<p>Hello</p>"


def test_every_item_of_a_message_has_an_outcome() -> None:
    """Pictures and packages are dead letters of their own beside the text."""
    others = _item("ninat:picture") + "<packageItem><itemMeta/></packageItem>"
    namespace = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
    message = f"<newsMessage {namespace}><itemSet>{others}{_item()}</itemSet></newsMessage>"

    found = outcomes(message)

    assert [item.origin.item for item in found] == [0, 1, 2]
    assert [item.reason for item in found if isinstance(item, DeadLetter)] == [
        Reason.UNSUPPORTED_FORMAT,
        Reason.UNSUPPORTED_FORMAT,
    ]
    assert isinstance(found[2], Draft)


def test_messages_and_items_with_nothing_in_them() -> None:
    """An empty message has no items; an empty item is empty."""
    assert letter("<newsMessage><itemSet/></newsMessage>").reason is Reason.NO_ITEMS
    assert letter("<newsItem guid='a'><contentSet/></newsItem>").reason is Reason.EMPTY
