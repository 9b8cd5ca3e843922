"""Prologs, safe parsing and small texts from markup."""

import pytest

from service.codecs.markup import (
    inline_text,
    parse_xml,
    read_prolog,
    visible_text,
    with_small_defects_mended,
    without_html_entities,
)
from service.codecs.payload import Refused
from service.model import Reason


@pytest.mark.parametrize(
    ("text", "root", "doctype", "entities"),
    [
        ("<a/>", "a", "", False),
        ("<?xml version='1.0'?>\n<!-- <b> --><?pi x?><x:a/>", "a", "", False),
        ("<!DOCTYPE html><html>", "html", "html", False),
        ('<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://x/rss.dtd"><rss/>', "rss", "rss", False),
        ("<!DOCTYPE a [<!ELEMENT a ANY>]><a/>", "a", "a", False),
        ("<!DOCTYPE a [<!entity x 'y'>]><a/>", "a", "a", True),
        ("<!DOCTYPE a [ <!-- ] --> <!ENTITY x 'y'>]><a/>", "", "a", True),
        ("<!DOCTYPE a [", "", "a", False),
        ("<!--", "", "", False),
        ("", "", "", False),
    ],
)
def test_prologs_are_read_up_to_the_first_element(text: str, root: str, doctype: str, entities: bool) -> None:
    """Comments, instructions and document types are passed; entity declarations are seen."""
    prolog = read_prolog(text)

    assert (prolog.root, prolog.doctype, prolog.declares_entities) == (root, doctype, entities)


UNSAFE = [
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;]><a/>',
    '<!DOCTYPE a [<!ENTITY x "y">]><a b="&x;"/>',
    '<!DOCTYPE a [<!ATTLIST a b CDATA "]>"><!ENTITY x "y">]><a/>',
]


@pytest.mark.parametrize("text", UNSAFE)
def test_entity_declarations_are_refused(text: str) -> None:
    """Nothing is ever expanded or fetched, wherever the declaration hides."""
    with pytest.raises(Refused) as caught:
        parse_xml(text, 50)

    assert caught.value.reason is Reason.UNSAFE_XML


def test_a_harmless_document_type_is_allowed_and_not_fetched() -> None:
    """Old RSS and NITF name a DTD; that is no reason to refuse them."""
    root = parse_xml('<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/none.dtd"><rss>x</rss>', 50)

    assert root.text == "x"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<a><b></a>", Reason.MALFORMED_XML),
        ("<a>" * 60 + "</a>" * 60, Reason.TOO_DEEP),
        ("<a>" * 5000, Reason.TOO_DEEP),
        ("", Reason.MALFORMED_XML),
        ("<a>&nbsp;</a>", Reason.MALFORMED_XML),
    ],
)
def test_what_is_wrong_with_a_document_is_told(text: str, reason: Reason) -> None:
    """Depth and form have reasons of their own."""
    with pytest.raises(Refused) as caught:
        parse_xml(text, 50)

    assert caught.value.reason is reason


def test_the_declared_encoding_of_decoded_text_is_ignored() -> None:
    """Text is text: its declaration speaks about bytes that are gone."""
    assert parse_xml('\ufeff<?xml version="1.0" encoding="utf-16"?><a>é</a>', 5).text == "é"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("&nbsp;&eacute;", "\xa0é"),
        ("&lt;&amp;&quot;", "&lt;&amp;&quot;"),
        ("&LT;&lbrace;", "&LT;{"),
        ("&unknown; & R&D", "&unknown; & R&D"),
    ],
)
def test_html_entities_become_characters_but_never_markup(before: str, after: str) -> None:
    """A name that stands for a markup character stays as it is."""
    assert without_html_entities(before) == after


def test_small_defects_are_mended_outside_cdata_only() -> None:
    """Bare ampersands and characters that XML forbids are the defects of feeds in the wild."""
    mended = with_small_defects_mended("<a>R&D \x0b&amp; &#38;<![CDATA[R&D]]></a>")

    assert mended == "<a>R&amp;D &amp; &#38;<![CDATA[R&D]]></a>"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Plain  words", "Plain words"),
        ("a < b", "a < b"),
        ("<b>Bold</b> &amp; <i>it</i>", "Bold & it"),
        ("AT&T", "AT&T"),
        ("<>", "<>"),
    ],
)
def test_headlines_lose_their_markup(markup: str, text: str) -> None:
    """A headline is one line of text."""
    assert inline_text(markup) == text


def test_visible_text_is_what_is_not_tags() -> None:
    """Enough to tell an empty page from one with words."""
    assert visible_text("<p class='a'>&eacute;</p>").strip() == "é"
