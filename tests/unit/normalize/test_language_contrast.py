"""Near neighbours among languages: telling words, ends of words, letters that cannot be missing."""

import pytest

from service.normalize.language import identify
from service.normalize.language_contrast import contrasted, with_cyrillic_i, with_turkish_letters
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
        ("Vsechny spolecnosti musi podle zakona zverejnit vysledky hospodareni.", "cs"),
        ("Vlada danes ni sprejela novega zakona o gradnji, ker ministra ni bilo.", "sl"),
        ("Gradska uprava nije objavila koliko je novca potrebno.", "hr"),
        ("Nowy prezes zostal wybrany przez rade miasta w srode.", "pl"),
        ("Bu yýl þehirde sýnav tarihi deðiþti, öðrenciler þaþkýn.", "tr"),
        ("Það er ekki víst að hún geti gert þetta.", "is"),
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


def test_turkish_letters_in_the_wrong_code_page_are_put_right_but_icelandic_stays() -> None:
    """A frequent Turkish word must stand beside them, and no letter that Turkish lacks."""
    rules = load_rules()
    assert with_turkish_letters("bir þarký", rules) == "bir şarkı"
    assert with_turkish_letters("bir göz atýn kýzýn", rules) == "bir göz atın kızın"
    assert with_turkish_letters("það var þar", rules) == "það var þar"
    assert with_turkish_letters("nový a velký dům", rules) == "nový a velký dům"
    assert with_turkish_letters("bir ýrmak", rules) == "bir ýrmak"


def test_groups_for_unaccented_texts_are_not_asked_about_others() -> None:
    """`vydali` tells Czech or Slovak only where nothing has an accent."""
    weighted = {"sl": 0.7, "cs": 0.3}
    plain = contrasted("vydali zpravu", dict(weighted), load_rules())
    accented = contrasted("vydali zpravu é", dict(weighted), load_rules())
    assert plain["cs"] > plain["sl"]
    assert accented["cs"] < accented["sl"]
