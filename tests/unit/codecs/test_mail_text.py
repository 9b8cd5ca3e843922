"""The copy inside the text of a mail."""

import pytest

from service.codecs.mail_text import article_of, clean_subject, is_forwarded
from tests.unit.codecs.cases import decision, draft, values

_COPY = "The bridge opened on Monday.\n\nIt cost two million euros, the town said on Tuesday."


@pytest.mark.parametrize(
    "forward",
    [
        "---------- Forwarded message ---------\nFrom: Jane\nDate: 16 Oct 2023\nSubject: Bridge\n\n",
        "-----Original Message-----\nFrom: Jane\nSent: 16 Oct 2023\nTo: desk\nSubject: Bridge\n\n",
        "Begin forwarded message:\n\n> From: Jane\n> Subject: Bridge\n> Date: 16 Oct 2023\n\n",
        "-----Ursprüngliche Nachricht-----\nVon: Jane\nGesendet: 16 Oct 2023\nAn: desk\nBetreff: Bridge\n\n",
    ],
)
def test_forwarded_copy(forward: str) -> None:
    """The forwarded text is the copy, and its own header states subject and date."""
    found = article_of(f"Please run this.\n\n{forward}{_COPY}\n")
    assert (found.text, found.subject, found.date) == (_COPY, "Bridge", "16 Oct 2023")
    assert found.steps == ("forwarded",)


@pytest.mark.parametrize(
    "end",
    [
        "\n-- \nJane Doe\nExample Daily",
        "\nSent from my phone",
        "\nThis e-mail and any attachments are confidential and intended for the addressee.",
        "\nOn Mon, 16 Oct 2023 at 10:00, Desk <d@example.org> wrote:\n> Can you send it?\n",
    ],
)
def test_what_follows_the_copy_goes(end: str) -> None:
    """Signature, disclaimer and the mail that is answered are no copy."""
    assert article_of(f"{_COPY}\n{end}").text.strip() == _COPY


def test_a_text_that_is_one_quotation_is_unquoted() -> None:
    """Marks before every line go; a quotation within copy stays."""
    assert article_of("> The bridge opened.\n> It cost money.").text == "The bridge opened.\nIt cost money."
    assert article_of("One.\n\nTwo.\n\n> Three.\n\nFour.").text == "One.\n\nTwo.\n\n> Three.\n\nFour."


def test_copy_that_is_nothing_else_stays() -> None:
    """Ordinary copy is returned as it is."""
    assert article_of(_COPY) == (_COPY, "", "", ())
    assert not is_forwarded(_COPY)


def test_forwarded_copy_without_mail_headers() -> None:
    """Pasted as plain text, a forwarded mail is opened too, and says so."""
    found = draft(f"Please run.\n\n---- Forwarded message ----\nFrom: Jane\nSubject: Fwd: Bridge\n\n{_COPY}")
    assert found.text == _COPY
    assert values(found.titles) == ["Bridge"]
    assert decision(found, "format")[-1] == ("mail-text", "forwarded")


@pytest.mark.parametrize(
    "text", ["> " * 100_000, "On " * 100_000, ">\n" * 50_000, "From: x\n" * 50_000, "-- \n" * 50_000]
)
def test_hostile_texts_end_in_time(text: str) -> None:
    """Nothing here costs more than the text is long."""
    assert article_of(text).text is not None


@pytest.mark.parametrize(
    ("subject", "cleaned"),
    [
        ("Re: Fwd: Bridge", "Bridge"),
        ("[wire] AW: Bridge", "Bridge"),
        ("Review: a bridge", "Review: a bridge"),
    ],
)
def test_subjects(subject: str, cleaned: str) -> None:
    """What mail programs put in front goes, words of the headline stay."""
    assert clean_subject(subject) == cleaned
