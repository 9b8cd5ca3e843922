"""NITF to drafts."""

import pytest

from service.model import Reason
from tests.unit.codecs.cases import draft, letter, values

DOCUMENT = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE nitf SYSTEM "nitf-3-6.dtd">
<nitf baselang="en-US"><head><title>1 HEAT</title>
<tobject><tobject.subject tobject.subject.refnum="17004000" tobject.subject.type="Weather"/></tobject>
<docdata management-status="usable"><evloc city="Phoenix"/><doc-id id-string="m-77" regsrc="MER"/>
<du-key version="3" key="heat"/><ed-msg info="For global distribution"/>
<date.issue norm="20261116T200000Z"/><date.release norm="{release}"/>
<doc.copyright holder="Meridian" year="2026"/><key-list><keyword key="heat"/></key-list></docdata>
<pubdata date.publication="20261116T210000Z"/></head>
<body><body.head><hedline><hl1>Phoenix opens cooling centres</hl1>
<hl2>Hottest November day on record</hl2><hl2>SLUG</hl2></hedline>
<byline>By <person>Victor Salcido</person><byttl>Staff writer</byttl></byline>
<distributor><org>Meridian</org></distributor>
<dateline><location>PHOENIX</location><story.date norm="20261116"/></dateline>
<abstract><p>Eleven centres opened.</p></abstract></body.head>
<body.content><block><p>The city opened eleven&nbsp;centres.</p><hl2>Power</h2></block></body.content>
</body></nitf>""".replace("</h2>", "</hl2><p>Use rose.</p>")


def _document(release: str = "20261116T200000Z") -> str:
    return DOCUMENT.replace("{release}", release)


def test_a_document() -> None:
    """Head and body become claims and blocks, the writer's title is no part of the byline."""
    found = draft(_document())

    assert found.format == "application/nitf+xml"
    assert found.blocks is not None
    assert [(block.kind, block.text) for block in found.blocks] == [
        ("paragraph", "The city opened eleven centres."),
        ("crosshead", "Power"),
        ("paragraph", "Use rose."),
    ]
    assert values(found.titles) == ["Phoenix opens cooling centres", "1 HEAT"]
    assert values(found.standfirsts) == ["Eleven centres opened.", "Hottest November day on record"]
    assert values(found.bylines) == ["By Victor Salcido"]
    assert values(found.agencies) == ["Meridian"]
    assert values(found.sources) == ["MER"]
    assert values(found.locations) == ["PHOENIX", "Phoenix"]
    assert values(found.published) == ["20261116T200000Z", "20261116T210000Z", "20261116"]
    assert values(found.categories) == ["subj:17004000", "Weather", "heat"]
    assert values(found.languages) == ["en-US"]
    assert (found.guid, found.version, found.pub_status) == ("m-77", "3", "usable")
    assert (found.slugline, found.ed_note) == ("heat", "For global distribution")
    assert found.copyright_notice == "© 2026 Meridian"


@pytest.mark.parametrize(
    ("release", "embargoed"),
    [("20261116T200000Z", []), ("20261117T060000Z", ["20261117T060000Z"]), ("YYYYMMDD", [])],
)
def test_a_release_is_an_embargo_only_if_it_is_later_than_the_issue(
    release: str, embargoed: list[str]
) -> None:
    """Many write the same time twice, and some a placeholder."""
    assert values(draft(_document(release)).embargoed) == embargoed


def test_a_document_without_headline_or_text_is_empty() -> None:
    """Metadata alone is no article."""
    assert letter("<nitf><head><docdata/></head><body/></nitf>").reason is Reason.EMPTY
