"""Lines that a label marks: captions in many languages, links, sources."""

import pytest

from service.normalize.line_labels import (
    LINKS,
    SOURCES,
    is_bare,
    is_labelled_caption,
    label_end,
    may_be_labelled,
)


@pytest.mark.parametrize(
    "text",
    [
        "BILDE: Professor Kari Eksempel.",
        "Foto: NTB",
        "Foto/Video: Jan Muster",
        "Kuva: Matti Esimerkki / STT",
        "Fot. Jan Przykładowy / PAP",
        "FOTO/ANSA",
        "Photo © Jane Doe",
        "Bild 2: Die Brücke am Montag",
        "Фото: пресс-служба",
        "图片来源：示例社",
        "写真＝例通信",
        "【写真】大雨の影響",
        "사진=예시뉴스",
        "صورة: المبنى يوم الاثنين",
        "[VIDEO]",
    ],
)
def test_captions_and_credits_are_told_in_many_languages(text: str) -> None:
    """A label before its sign, shortened with a full stop, before a stroke, or alone and set off."""
    assert is_labelled_caption(text)
    assert may_be_labelled(text)


@pytest.mark.parametrize(
    "text",
    [
        "The photo: nobody has seen it.",
        "Photography is art, she said: it takes time.",
        "Bilder der Brücke gingen um die Welt: alle sahen sie.",
        "Video",
        "Imagine: a world without news.",
        "Crédit : les banques prêtent moins.",
        "Foto/Video der Brücke gingen um die Welt, wie die Stadt am Montag mitteilte.",
        "",
    ],
)
def test_sentences_and_headings_are_no_captions(text: str) -> None:
    """A label must be all that stands before the sign, and a lone word may be a heading."""
    assert not is_labelled_caption(text)


def test_the_text_behind_a_label_begins_where_its_sign_ends() -> None:
    """Spaces around the sign belong to the label."""
    text = "Leia também : Cinco estradas"
    assert text[label_end(text, LINKS) or 0 :] == "Cinco estradas"
    assert label_end("Quellen des Flusses sind trocken", SOURCES) is None


def test_a_lone_label_may_have_marks_around_it() -> None:
    """Advertising is announced in capitals, with colons or brackets."""
    assert is_bare("ALSO READ:", LINKS)
    assert not is_bare("Also read what he wrote", LINKS)
