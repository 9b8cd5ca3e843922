"""Near neighbours among languages: telling words, ends of words, letters that cannot be missing."""

import pytest

from service.normalize.language import identify
from service.normalize.language_contrast import contrasted, with_cyrillic_i
from service.normalize.language_rules import load_rules


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hva gjør du nå?", "no"),
        ("Hvad gør du nu?", "da"),
        ("Myndighetene gjennomførte kontroller etter ulykken.", "no"),
        ("Vad gör du nu?", "sv"),
        ("Та хто ж тому повiрить!", "uk"),
        ("Општината го потврди тоа во вторникот.", "mk"),
        ("Општина је то потврдила у уторак.", "sr"),
        ("المجالات ومن بینها التکنولوجیا", "ar"),
        ("Mesto sa pripravuje na voľby, povedal minister.", "sk"),
        ("Město se připravuje na volby, řekl ministr.", "cs"),
    ],
)
def test_neighbours_are_told_apart_in_a_short_sentence(text: str, language: str) -> None:
    """One short sentence holds a word, an end of a word or a letter that only one neighbour writes."""
    assert identify(text, ())[0] == language


def test_only_the_groups_own_languages_are_weighed() -> None:
    """A telling word changes nothing for languages outside its group."""
    weighted = {"da": 0.5, "no": 0.4, "en": 0.1}
    found = contrasted("hva etter", dict(weighted), load_rules())
    assert found["en"] == weighted["en"]
    assert found["no"] > found["da"]


def test_names_tell_nothing_by_their_ends() -> None:
    """A surname may end like a word of any language."""
    weighted = {"da": 0.6, "no": 0.4}
    assert contrasted("Christensenerne", dict(weighted), load_rules()) == weighted


def test_latin_i_inside_cyrillic_words_is_a_slip_of_the_keyboard() -> None:
    """Only inside a word of Cyrillic letters; Latin words keep theirs."""
    assert with_cyrillic_i("повiрить in Kyiv") == "повірить in Kyiv"


def test_every_listed_language_is_one_of_its_group() -> None:
    """A word that tells a language which is not weighed would be dead weight."""
    for contrast in load_rules().contrasts:
        for table in (contrast.words, contrast.ends, contrast.beginnings):
            for languages in table.values():
                assert languages < contrast.among
