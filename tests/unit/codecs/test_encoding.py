"""Bytes to text: mark, declaration, UTF-8, detection, in this order."""

import hashlib

import pytest

from service.codecs.encoding import decode_text
from service.codecs.payload import Refused
from service.model import Reason

FRENCH = "Le président a été élu à l'Élysée; la forêt brûle déjà. " * 4


def _how(data: bytes, content_type: str | None = None) -> tuple[str, str, str | None]:
    decoded = decode_text(data, content_type)
    last = decoded.provenance[-1]
    return decoded.text, last.method, last.decision


@pytest.mark.parametrize(
    ("mark", "name"),
    [("utf-8-sig", "utf-8"), ("utf-16", "utf-16-le"), ("utf-32", "utf-32-le")],
)
def test_a_byte_order_mark_binds(mark: str, name: str) -> None:
    """The mark decides even against a declared charset, and is not part of the text."""
    text, method, decision = _how("Zürich".encode(mark), "text/plain; charset=koi8-r")

    assert (text, method, decision) == ("Zürich", "byte-order-mark", name)


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfab\xff", b"\xff\xfea", b"\xfe\xff\xd8\x00"])
def test_bytes_that_contradict_their_mark_are_undecodable(data: bytes) -> None:
    """Nothing else is tried after a mark."""
    with pytest.raises(Refused) as caught:
        decode_text(data, None)

    assert caught.value.reason is Reason.UNDECODABLE


def test_the_declared_charset_of_the_header_is_used() -> None:
    """A charset that the header names and the bytes obey is taken, by its name on the web."""
    assert _how("Привет".encode("koi8-r"), "text/plain; charset=KOI8-R") == (
        "Привет",
        "declared:header",
        "koi8-r",
    )


@pytest.mark.parametrize(
    "document",
    ['<?xml version="1.0" encoding="windows-1251"?><a>Привет</a>', '<meta charset="windows-1251"><p>Привет'],
)
def test_the_declared_charset_of_the_document_is_used(document: str) -> None:
    """An XML declaration or a meta element tells the charset where the header does not."""
    text, method, decision = _how(document.encode("cp1251"))

    assert (text, method, decision) == (document, "declared:document", "cp1251")


def test_utf8_under_a_single_byte_label_is_utf8() -> None:
    """Any bytes decode as Latin-1; accented text that is valid UTF-8 never is Latin-1."""
    decoded = decode_text("Zürich".encode(), "text/plain; charset=iso-8859-1")

    assert decoded.text == "Zürich"
    assert [step.method for step in decoded.provenance] == ["declared:header", "utf-8"]


@pytest.mark.parametrize("label", ["utf-7", "idna", "rot13", "unicode_escape", "utf-16", "nonsense", "hex"])
def test_labels_that_are_no_charset_of_this_text_are_passed_over(label: str) -> None:
    """Python codecs that hide characters or are no charsets are never run on input."""
    assert _how(b"plain +ADw- \\u0041", f"text/plain; charset={label}")[:2] == (
        "plain +ADw- \\u0041",
        "utf-8",
    )


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_text_without_a_mark_is_recognised(name: str) -> None:
    """Zero bytes in step with the width give it away."""
    assert _how("Rain in Spain.".encode(name)) == ("Rain in Spain.", "zero-bytes", name)


@pytest.mark.parametrize("name", ["iso2022_jp", "iso2022_kr"])
def test_escape_sequences_are_recognised(name: str) -> None:
    """ISO 2022 is all ASCII bytes and must not pass for UTF-8."""
    text = "日本の新聞" if name == "iso2022_jp" else "한국의 신문"

    assert _how(text.encode(name)) == (text, "escape-sequences", name)


def test_western_text_without_declaration_is_found_by_its_language() -> None:
    """Accented letters between ASCII ones: the language tells the charset."""
    assert _how(FRENCH.encode("cp1252")) == (FRENCH, "detected:language", "cp1252")


@pytest.mark.parametrize("cut", [1, 2])
def test_utf8_that_was_cut_in_a_character_stays_utf8(cut: int) -> None:
    """A truncated last character does not make mojibake of the whole text."""
    text, method, _ = _how("Zürich, Genève, 東".encode()[:-cut])

    assert text.startswith("Zürich, Genève, ")
    assert method == "utf-8-with-errors"


@pytest.mark.parametrize("data", [bytes(200), bytes(range(256)), hashlib.shake_256().digest(300)])
def test_binary_data_is_undecodable(data: bytes) -> None:
    """Bytes that no charset explains are refused, not turned into letters."""
    with pytest.raises(Refused) as caught:
        decode_text(data, None)

    assert caught.value.reason is Reason.UNDECODABLE


def test_a_transmission_may_be_full_of_controls() -> None:
    """Tables of wire formats are laid out with control characters and are text all the same."""
    table = b"\x16\x16\x01s0284\x1f-----\x02" + b"\x08Tampa\x10Bay\x1f 73\x1e\x1e 52\x1e\n" * 5

    assert _how(table)[1] == "utf-8"
