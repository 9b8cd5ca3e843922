"""ANPA 1312 to drafts."""

from service.model import Reason
from tests.unit.codecs.cases import draft, letter, values

HEAD = "\x16\x16\x01W2870\x1f_asian\nf l\x13\x11 BC-Cancer   11-13 1049\n"
MESSAGE = (
    HEAD + "\x02^BC-LT--Cancer Beauty,466<\n^For patients, mirrors can hurt <\n^AP Photo XNP101<\n"
    "^Eds: With photos.<\n^By PAUL BYRNE and A. CALA=\n^Associated Press=\n"
    "\t   BUENOS AIRES (AP) _ For patients, it is hard. \n \n\t   ``Look good'' is a program. \n"
    "\t   ___\n\t   It's new.\n\n\t   \x03AP-WF-11-13-13 1509GMT<\n\n\x0c\n\x04"
)


def test_a_message() -> None:
    """Header lines are told apart, and the signs that the character set lacks are written."""
    found = draft(MESSAGE)

    assert found.format == "text/vnd.anpa.1312"
    assert found.blocks is not None
    assert [block.text for block in found.blocks] == [
        "BUENOS AIRES (AP) — For patients, it is hard.",
        "“Look good” is a program.",
        "It's new.",
    ]
    assert values(found.titles) == ["For patients, mirrors can hurt"]
    assert values(found.bylines) == ["By PAUL BYRNE and A. CALA", "Associated Press"]
    assert found.ed_note == "AP Photo XNP101 Eds: With photos."
    assert found.slugline == "BC-LT--Cancer Beauty"
    assert values(found.published) == ["2013-11-13T15:09:00Z"]
    assert values(found.agencies) == ["AP"]
    assert found.guid == "W2870 AP-WF-11-13-13 1509"


def test_a_long_header_line_is_the_summary() -> None:
    """A line too long for a headline says what happened."""
    summary = "He scored 30 points and " + "then some more " * 10 + "on Friday."
    message = f"{HEAD}\x02^Slug,16<\n^Heat beat Hawks<\n^{summary}<\n\t   ATLANTA (AP) _ Text.\n\x03"

    found = draft(message)

    assert values(found.titles) == ["Heat beat Hawks"]
    assert values(found.standfirsts) == [summary]


def test_a_list_of_headlines() -> None:
    """A message without paragraphs has its lines as a list."""
    found = draft(f"{HEAD}\x02^*9006< ^Top-Headlines,0176<\n^Top news<\n^First thing\n^Second thing\n\x03")

    assert found.blocks is not None
    assert [(block.kind, block.text) for block in found.blocks] == [
        ("list_item", "First thing"),
        ("list_item", "Second thing"),
    ]
    assert values(found.titles) == ["Top news"]


def test_frame_marks_and_remarks_are_no_fields() -> None:
    """The end mark is no headline, a remark above the byline no author; the sign of a line's end goes."""
    found = draft(
        f"{HEAD}\x02^BC-Glance,16<\n^All Times EDT=\n^By The Associated Press=\n"
        "\t   NEW YORK (AP) _ Weather:<\n\t   Oslo;1;2<\n^END<\n\n\t   ^CAP-WF-11-13-13 0713GMT<\n\x03"
    )

    assert values(found.titles) == []
    assert values(found.bylines) == ["By The Associated Press"]
    assert [block.text for block in found.blocks or ()] == ["NEW YORK (AP) — Weather:", "Oslo;1;2"]


def test_a_message_without_text_is_empty() -> None:
    """A slug alone is no article."""
    assert letter(f"{HEAD}\x02^Slug,16<\n\x03").reason is Reason.EMPTY
