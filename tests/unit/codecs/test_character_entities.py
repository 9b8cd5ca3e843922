"""Declared entities that are one character each, and those that are refused."""

import pytest

from service.codecs.character_entities import declared_characters, with_characters
from service.codecs.markup import parse_xml
from service.codecs.payload import Refused
from service.model import Reason

LATIN = (
    '<!ENTITY % HTMLlat1 PUBLIC "-//W3C//ENTITIES Latin 1 for XHTML//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml-lat1.ent"> %HTMLlat1;'
)


@pytest.mark.parametrize(
    ("subset", "characters"),
    [
        ('<!ENTITY nbsp "&#160;">', {"nbsp": "\xa0"}),
        ("<!ENTITY eacute '&#xE9;'> <!ENTITY dash \"–\">", {"eacute": "é", "dash": "–"}),
        ('<!ENTITY amp "&#38;#38;">', {"amp": "&amp;"}),
        (LATIN, {}),
        ('<!-- <!ENTITY a "aa"> --><!ENTITY b "&#98;">', {"b": "b"}),
    ],
)
def test_characters_are_read(subset: str, characters: dict[str, str]) -> None:
    """References, plain characters and sets from elsewhere, which stay unread, are harmless."""
    assert declared_characters(f"<!DOCTYPE rss [{subset}]>") == characters


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY a "aaaaaaaaaa">',
        '<!ENTITY a "b">',
        '<!ENTITY a "&#97;"><!ENTITY b "&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        "<!ENTITY % a \"<!ENTITY b SYSTEM 'x'>\"> %a;",
        '<!ENTITY % a SYSTEM "http://example.org/x.dtd"> %a; %b;',
        '<!ENTITY nbsp "&#160;"',
        '<!ENTITY long "' + "&#97;" * 50 + '">',
    ],
)
def test_anything_else_is_refused(subset: str) -> None:
    """Longer values, nesting, files and half a declaration are not characters."""
    assert declared_characters(f"<!DOCTYPE rss [{subset}]>") is None
    with pytest.raises(Refused) as raised:
        parse_xml(f"<!DOCTYPE rss [{subset}]><rss><title>&a;</title></rss>", 100)
    assert raised.value.reason in {Reason.UNSAFE_XML, Reason.MALFORMED_XML}


def test_unknown_names_stay() -> None:
    """Only what was declared is replaced."""
    assert with_characters("a&nbsp;b&lt;c&x;", {"nbsp": "\xa0"}) == "a\xa0b&lt;c&x;"


def test_a_feed_with_named_characters_is_read() -> None:
    """The names become characters outside CDATA, and are left alone inside it."""
    root = parse_xml(
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY nbsp "&#160;"><!ENTITY lt2 "&#60;">]>'
        "<rss><title>5&nbsp;km &lt2;b</title><d><![CDATA[6&nbsp;km]]></d></rss>",
        100,
    )
    assert [element.text for element in root] == ["5\xa0km <b", "6&nbsp;km"]


def test_many_references_do_not_grow() -> None:
    """A hundred thousand references become as many characters, in linear time."""
    root = parse_xml('<!DOCTYPE r [<!ENTITY a "&#97;">]><r>' + "&a;" * 100_000 + "</r>", 100)
    assert root.text == "a" * 100_000
