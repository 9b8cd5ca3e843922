"""E-mailed copy: told by its headers, opened, and bounded."""

import json

import pytest

from service.model import Reason
from tests.unit.codecs.cases import decision, draft, letter, values

_COPY = "The bridge over the river opened on Monday after a year of repairs, the town said."
_HEAD = (
    "From: Jane Doe <jane@example.org>\nTo: desk@example.org\nSubject: Bridge opens\n"
    "Date: Tue, 17 Oct 2023 09:15:00 +0200\n"
)


def _mail(*parts: str, head: str = _HEAD, kind: str = "mixed") -> str:
    body = "".join(f"--b\n{part}\n" for part in parts)
    return f'{head}MIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary="b"\n\n{body}--b--\n'


def test_headers_become_claims() -> None:
    """Subject, date and identifier are claims with their evidence, and the text is the copy alone."""
    found = draft(f"{_HEAD}Message-ID: <1@example.org>\n\n{_COPY}\n")
    assert found.text == _COPY
    assert values(found.titles) == ["Bridge opens"]
    assert values(found.published) == ["Tue, 17 Oct 2023 09:15:00 +0200"]
    assert found.guid == "<1@example.org>"
    assert decision(found, "format")[0] == ("mail-headers", "message/rfc822: text/plain, one of 1 parts")


@pytest.mark.parametrize("declared", [None, "message/rfc822", "text/plain", "application/octet-stream"])
def test_mail_is_told_by_its_headers(declared: str | None) -> None:
    """The declared type does not matter, and an mbox line may stand above the headers."""
    assert draft(f"From jane@example.org Tue Oct 17 09:15:00 2023\n{_HEAD}\n{_COPY}", declared).text == _COPY


@pytest.mark.parametrize(
    "text",
    [
        f"Bridge opens\n\n{_COPY}",
        f"Subject: the bridge\n\n{_COPY}",
        f"From: London\n\n{_COPY}",
        f"Date: Monday\nPlace: the town\n\n{_COPY}",
        f"https://example.org/bridge\n{_COPY}",
        f"Note: {_COPY}\nUpdate: none",
    ],
)
def test_other_texts_are_no_mail(text: str) -> None:
    """One header-like line, or lines of other names, make no mail."""
    assert draft(text, "text/plain").text == text


def test_plain_text_is_chosen_before_html_and_attachments() -> None:
    """Of the same text in two forms the plain one is read, and attached pictures are not."""
    found = draft(
        _mail(
            "Content-Type: text/html\n\n<p>Other words.</p>",
            f"Content-Type: text/plain\n\n{_COPY}",
            "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=",
        )
    )
    assert found.text == _COPY


def test_a_note_yields_to_the_attached_copy() -> None:
    """A body of a few words is a covering note; the long attached text is the article."""
    attached = f'Content-Type: text/plain; name="a.txt"\nContent-Disposition: attachment\n\n{_COPY} {_COPY}'
    found = draft(_mail("Content-Type: text/plain\n\nPlease run this.", attached))
    assert found.text == f"{_COPY} {_COPY}"


@pytest.mark.parametrize(
    ("parameters", "encoding", "written", "text"),
    [
        ("charset=iso-8859-1", "quoted-printable", "Caf=E9 bur=\nnt.", "Café burnt."),
        ("charset=utf-8", "base64", "Q2Fmw6kgYnVybnQu", "Café burnt."),
        (
            "format=flowed",
            "7bit",
            "A line that \nwas wrapped.\nA new one.",
            "A line that was wrapped.\nA new one.",
        ),
        ("charset=no-such-charset", "7bit", "Plain words.", "Plain words."),
    ],
)
def test_transfer_encodings_and_charsets(parameters: str, encoding: str, written: str, text: str) -> None:
    """Quoted-printable, base64 and flowed text are undone; a charset that nobody knows is passed over."""
    head = f"Content-Type: text/plain; {parameters}\nContent-Transfer-Encoding: {encoding}"
    assert draft(_mail(f"{head}\n\n{written}")).text == text


def test_encoded_subject() -> None:
    """Encoded words are decoded, "Fwd:" and a list's tag go."""
    head = _HEAD.replace("Bridge opens", "=?utf-8?Q?Fwd=3A_=5Bdesk=5D_Caf=C3=A9_opens?=")
    assert values(draft(f"{head}\n{_COPY}").titles) == ["Café opens"]


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        (_mail("Content-Type: image/png\n\nx"), Reason.EMPTY),
        (f"{_HEAD}\n\n", Reason.EMPTY),
        (_HEAD + "Content-Type: message/rfc822\n\n" * 2_000, Reason.TOO_DEEP),
        (_HEAD + 'Content-Type: multipart/mixed; boundary="b"\n\n' + "--b\n\nx\n" * 50_000, Reason.OVERSIZE),
    ],
)
def test_hostile_and_empty_mail_is_refused(mail: str, reason: Reason) -> None:
    """A mail without text, or made to be parsed without end, is a dead letter with its reason."""
    assert letter(mail).reason is reason


def test_mail_in_an_envelope_keeps_both_claims() -> None:
    """An envelope may carry a mail; its id stays, and text that JSON decoded is not decoded again."""
    value = json.dumps(
        {"id": "7", "body": f"{_HEAD}Content-Type: text/plain; charset=iso-8859-1\n\nCafé burnt."}
    )
    found = draft(value)
    assert (found.input_id, found.text) == ("7", "Café burnt.")
