"""Which format: what the content shows against what was declared."""

import pytest

from service.codecs.sniff import binary_type, sniff
from tests.unit.codecs.cases import decision, draft

SHOWN = [
    ("Just some words.", "text/plain"),
    ("[Reuters] London - Rain.", "text/plain"),
    ("12", "text/plain"),
    ('"quoted"', "text/plain"),
    ("1 < 2 and 3 > 2", "text/plain"),
    ("<foo>bar</foo>", "text/plain"),
    ("<foo>\n <a>1</a></foo>\n", "application/xml"),
    ("<foo><a>1</a></foo> and more", "text/plain"),
    ("<p>Hello</p>", "text/html"),
    ("First line<br>second line", "text/html"),
    ("<!DOCTYPE html><title>x</title>", "text/html"),
    ('<?xml version="1.0"?><!-- c --><html xmlns="http://www.w3.org/1999/xhtml"/>', "text/html"),
    ("<!-- c --><rss version='2.0'/>", "application/rss+xml"),
    ("\ufeff  <rdf:RDF xmlns:rdf='x'/>", "application/rss+xml"),
    ("<feed xmlns='http://www.w3.org/2005/Atom'/>", "application/atom+xml"),
    ("<ns0:newsMessage xmlns:ns0='x'/>", "application/vnd.iptc.g2.newsitem+xml"),
    ("<!DOCTYPE nitf SYSTEM 'nitf.dtd'><nitf/>", "application/nitf+xml"),
    ('<?xml version="1.0"?><other/>', "application/xml"),
    ('{"a": 1}', "application/json"),
    ('{"a": "cut', "application/json"),
    ("\x01eca062 4 i 211 dpa 061\r\n", "text/vnd.iptc.7901"),
    ("\x16\x16\x01W2870\x1f_asian", "text/vnd.anpa.1312"),
]


@pytest.mark.parametrize(("text", "found"), SHOWN, ids=[text[:20] for text, _ in SHOWN])
def test_content_shows_its_format(text: str, found: str) -> None:
    """Each format is recognised by its beginning; anything else is plain text."""
    assert sniff(text).format == found


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"GIF89a...", "image/gif"),
        (b"PK\x03\x04...", "application/zip"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        (b"RIFF is a word", None),
        (b"Plain.", None),
    ],
)
def test_binary_formats_are_known_by_their_first_bytes(data: bytes, found: str | None) -> None:
    """Pictures, archives and the like are told before any decoding."""
    assert binary_type(data) == found


CONTRADICTED = [
    ("<rss><channel><item><title>A</title></item></channel></rss>", "text/html", "application/rss+xml"),
    ("<!DOCTYPE html><html><body><p>Hello</p>", "application/json", "text/html"),
    ("<html><body><p>Hello</p>", "text/plain", "text/html"),
    ('{"uri": "a", "headline": "B"}', "application/rss+xml", "application/vnd.iptc.ninjs+json"),
    ('{"body": "Words."}', "text/plain", "text/plain"),
    ("<html><body><p>Hello</p>", "image/png", "text/html"),
]


@pytest.mark.parametrize(("text", "declared", "found"), CONTRADICTED)
def test_a_contradicted_type_is_recorded_and_not_trusted(text: str, declared: str, found: str) -> None:
    """Content that positively shows another format overrules the declared type, on record."""
    item = draft(text, declared)

    assert item.format == found
    assert any(declared in (note or "") for _, note in decision(item, "format"))


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("<b>bold</b> words and <br> more", "text/plain"),
        ('{"a": "quoted as text"}', "text/plain"),
        ("<?xml version='1.0'?><note>kept</note>", "text/plain"),
        ("[1, 2]", "text/plain"),
    ],
)
def test_weak_signs_do_not_overrule_plain_text(text: str, declared: str) -> None:
    """What was declared as plain text stays so unless it is certainly something else."""
    item = draft(text, declared)

    assert (item.format, item.text) == ("text/plain", text)


@pytest.mark.parametrize(
    "declared", ["application/octet-stream", "", "gibberish", "text/plain;charset=utf-8"]
)
def test_uninformative_types_leave_the_choice_to_the_content(declared: str) -> None:
    """A type that says nothing, and parameters, do not get into the way."""
    assert draft("Some words.", declared).format == "text/plain"
