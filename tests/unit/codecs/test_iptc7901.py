"""IPTC 7901 to drafts."""

import pytest

from service.model import Reason
from tests.unit.codecs.cases import draft, letter, values

MESSAGE = (
    "\x01mer062 4 i 211 ccccb   meridian 061\r\n\nGermany-politics/\r\n"
    "\x021ST LEAD\r\nTalks could fail,\r\nsays leader\r\nBy Joan Smith =\r\n\n"
    "   Berlin (Meridian) - Negotiations on\r\nforming a government could fail.\r\n\n"
    '   "One cannot say," he said.\r\n\n# Meridian NOTEBOOK\r\n\n* * * *\r\nNot for publication\r\n\n'
    "mer wsz jln\r\n\r\n\x03131137 GMT Nov 13 \r\n\x7f\n\x7f\x04"
)


def test_a_message() -> None:
    """Header, heading, wrapped text, notebook, sign-off and time are told apart."""
    found = draft(MESSAGE)

    assert found.format == "text/vnd.iptc.7901"
    assert found.blocks is not None
    assert [block.text for block in found.blocks] == [
        "Berlin (Meridian) - Negotiations on forming a government could fail.",
        '"One cannot say," he said.',
        "mer wsz jln",
    ]
    assert values(found.titles) == ["Talks could fail, says leader"]
    assert values(found.bylines) == ["By Joan Smith"]
    assert values(found.agencies) == ["meridian"]
    assert values(found.published) == ["2013-11-13T11:37:00Z"]
    assert found.slugline == "Germany-politics"
    assert found.ed_note is not None
    assert found.ed_note.startswith("1ST LEAD\n# Meridian NOTEBOOK")
    assert found.guid == "mer062 ccccb meridian 061 2013-11-13T11:37:00Z"


def test_a_headline_in_the_slug() -> None:
    """Some agencies put the headline behind the keywords and none above the text."""
    message = (
        "\x01MER0412 4 i 118 wca\r\n\r\nBC-Sahel: Convoy reaches Gao\r\n\x02   GAO, Mali - It came.\r\n\x03"
    )

    found = draft(message)

    assert values(found.titles) == ["Convoy reaches Gao"]
    assert found.blocks is not None
    assert [block.text for block in found.blocks] == ["GAO, Mali - It came."]
    assert (found.guid, found.published) == (None, ())


@pytest.mark.parametrize("stamp", ["991137 GMT Nov 13", "132537 GMT Nov 13", "131137 GMT Foo 13", "soon", ""])
def test_an_impossible_time_is_no_claim(stamp: str) -> None:
    """What is no time is left out, and the text stays."""
    found = draft(f"\x01mer062 4 i 211 mer 061\r\n\x02Title =\r\n\nText.\r\n\x03{stamp}\x04")

    assert found.published == ()
    assert values(found.titles) == ["Title"]


def test_a_message_without_text_is_empty() -> None:
    """A header alone is no article."""
    assert letter("\x01mer062 4 i 211 mer 061\r\n\x02\r\n\x03131137 GMT Nov 13\x04").reason is Reason.EMPTY
