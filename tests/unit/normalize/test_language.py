"""Languages: detection, declared tags, and what happens when the two disagree."""

import json
from pathlib import Path

import pytest

from service.model import Claim
from service.normalize.language import identify
from service.normalize.language_rules import load_rules
from service.normalize.language_tags import parse_tag

GOLDEN = Path(__file__).parents[2] / "golden" / "normalize_language"
TAGS: dict[str, str | None] = json.loads((GOLDEN / "tags.json").read_text(encoding="utf-8"))
TEXTS: list[dict[str, str]] = json.loads((GOLDEN / "texts.json").read_text(encoding="utf-8"))

GERMAN = "Die Zentralbank hat den Leitzins am Donnerstag nicht verändert, teilte sie in Frankfurt mit."


def declared(*values: str) -> tuple[Claim, ...]:
    """Return claims with these values."""
    return tuple(Claim(value=value, evidence="html") for value in values)


@pytest.mark.parametrize(("text", "tag"), TAGS.items())
def test_declared_tags(text: str, tag: str | None) -> None:
    """Tags in any spelling and names become valid BCP 47; what names no language is none."""
    assert parse_tag(text) == tag


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: f"{case['language']} {case['text'][:12]}")
def test_detected(case: dict[str, str]) -> None:
    """One sentence of news is enough."""
    language, details = identify(case["text"], ())
    assert language == case["language"]
    assert details.declared is None
    assert not details.conflict


def test_declared_region_is_kept_but_not_in_the_tag() -> None:
    """Editions of one language stay together; the declaration is kept whole."""
    language, details = identify(GERMAN, declared("de_AT"))
    assert (language, details.declared, details.detected) == ("de", "de-AT", "de")
    assert not details.conflict
    assert details.confidence is not None
    assert details.confidence > 95


def test_wrong_declaration_loses_and_is_flagged() -> None:
    """A template that declares English above German text does not win."""
    language, details = identify(GERMAN, declared("en-US"))
    assert language == "de"
    assert details.conflict


def test_declaration_wins_for_short_text() -> None:
    """Two words are no evidence against a declaration."""
    language, details = identify("Gold steigt", declared("de"))
    assert language == "de"
    assert not details.conflict


def test_declaration_decides_between_close_languages() -> None:
    """Croatian, Serbian and Bosnian are not told apart by a sentence."""
    text = "Centralna banka je u četvrtak ostavila kamatnu stopu nepromijenjenu."
    assert identify(text, declared("bs"))[0] == "bs"
    assert identify(text, declared("sr-Latn"))[0] == "sr-Latn"


def test_no_letters_takes_the_declaration() -> None:
    """A table of figures is in the language of its page."""
    assert identify("12 34 56", declared("", "fr-FR"))[0] == "fr"


def test_addresses_are_no_language() -> None:
    """Web and mail addresses do not count as words."""
    text = "https://www.example.com/this-is-the-story-about-the-bank desk@example.com Банк сохранил ставку."
    assert identify(text, ())[0] == "ru"


def test_all_capitals() -> None:
    """Wire capitals are read like other letters."""
    assert identify("THE CENTRAL BANK LEFT ITS KEY RATE UNCHANGED ON THURSDAY", ())[0] == "en"


def test_lone_surrogates_do_not_raise() -> None:
    """Damaged text has a language too."""
    assert identify("The bank said on Thursday \ud83d that rates stay unchanged.", ())[0] == "en"


def test_rule_pack_is_consistent() -> None:
    """Every language of a script has a weight, and folded varieties lead to known languages."""
    rules = load_rules()
    for script in rules.scripts.values():
        if len(script.languages) > 1:
            assert set(script.languages) <= rules.weights.keys(), script.name
    assert set(rules.folded.values()) <= rules.weights.keys()
    assert all(parse_tag(code) is not None for code in rules.weights)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The council said on Monday that it would not be able to pay for the bridge in the town.", "en"),
        ("Der Rat hat am Montag gesagt, dass er die Brücke in der Stadt nicht bezahlen kann und will.", "de"),
        ("Le conseil a dit que la ville ne peut pas payer pour les ponts et les routes de la région.", "fr"),
        ("Neplacte, pane, za zkusebni jizdu, je to nase povinnost a mame ji radi.", "cs"),
        ("บทคัดย่อของ Computer Programming หมู่ 1 และ 4 ในวันพุธ Published on Thursday", "th"),
    ],
)
def test_small_words_and_scripts_tell_the_language(text: str, language: str) -> None:
    """Small words decide, Czech counts without its accents, and Latin names do not outweigh a script."""
    assert identify(text, ())[0] == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("А це, погодьтеся, важливо!", "uk"),
        ("Вони говорять про себе вголос.", "uk"),
        ("Но не и на хипопотами, които са тук.", "bg"),
        ("Что если это только начало?", "ru"),
    ],
)
def test_telling_words_part_near_neighbours(text: str, language: str) -> None:
    """A short sentence without any telling letter is told by words that only one neighbour writes."""
    assert identify(text, ())[0] == language
