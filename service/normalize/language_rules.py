"""The tables of `service.normalize.language`, read from `language_rules.yaml` and made ready for use."""

import functools
import re
from importlib import resources
from typing import Any

import msgspec
import yaml


class Script(msgspec.Struct, frozen=True):
    """A script, what its letters are, and the languages written in it."""

    name: str
    pattern: re.Pattern[str]
    languages: tuple[str, ...]


class Contrast(msgspec.Struct, frozen=True):
    """What tells near neighbours apart.

    Attributes:
        among: the neighbours.
        words: whole words with the neighbours that write them.
        ends: ends of words with theirs, by the end.
        beginnings: beginnings of words with theirs.
        lengths: of the ends and beginnings, longest first.
        unaccented: whether the group is only for texts without any accent.
    """

    among: frozenset[str]
    words: dict[str, frozenset[str]]
    ends: dict[str, frozenset[str]]
    beginnings: dict[str, frozenset[str]]
    lengths: tuple[int, ...]
    unaccented: bool = False


class NeededLetters(msgspec.Struct, frozen=True):
    """Letters of which a language's texts have at least one in a hundred or so.

    Attributes:
        letters: the letters.
        rate: their share of a text.
        beyond: characters of a text that may lack them without telling anything.
    """

    letters: frozenset[str]
    rate: float
    beyond: int = 0


class LanguageRules(msgspec.Struct, frozen=True, kw_only=True):
    """The rule pack; the meaning of each field is told in `language_rules.yaml`."""

    version: str
    weights: dict[str, float]
    folded: dict[str, str]
    close: tuple[frozenset[str], ...]
    scripts: dict[str, Script]
    function_words: dict[str, frozenset[str]]
    contrasts: tuple[Contrast, ...]
    needed_letters: dict[str, NeededLetters]
    letters: tuple[tuple[frozenset[str], frozenset[str]], ...]
    aliases: dict[str, str]
    autonyms: dict[str, str]


@functools.cache
def load_rules() -> LanguageRules:
    """Read the rule pack that is installed with this package."""
    text = resources.files("service.normalize").joinpath("language_rules.yaml").read_text(encoding="utf-8")
    pack: dict[str, Any] = yaml.safe_load(text)
    return LanguageRules(
        version=pack["version"],
        weights={code: weight for weight, codes in pack["weights"].items() for code in codes.split()},
        folded=_pairs(pack["folded"]),
        close=tuple(frozenset(group.split()) for group in pack["close"]),
        scripts={
            name: Script(name, re.compile(entry["pattern"]), tuple(entry["languages"].split()))
            for name, entry in pack["scripts"].items()
        },
        function_words={code: frozenset(words.split()) for code, words in pack["function_words"].items()},
        contrasts=tuple(_contrast(entry) for entry in pack["contrasts"]),
        needed_letters={
            code: NeededLetters(frozenset(entry["letters"]), entry["rate"], entry.get("beyond", 0))
            for code, entry in pack["needed_letters"].items()
        },
        letters=tuple(
            (frozenset(chars), frozenset(codes.split())) for chars, codes in pack["letters"].items()
        ),
        aliases=_pairs(pack["aliases"]),
        autonyms=_pairs(pack["autonyms"]),
    )


def _contrast(entry: dict[str, Any]) -> Contrast:
    ends, beginnings = _told(entry.get("ends", {})), _told(entry.get("beginnings", {}))
    lengths = {len(part) for part in (*ends, *beginnings)}
    return Contrast(
        frozenset(entry["among"].split()),
        _told(entry["words"]),
        ends,
        beginnings,
        tuple(sorted(lengths, reverse=True)),
        entry.get("unaccented", False),
    )


def _told(table: dict[str, str]) -> dict[str, frozenset[str]]:
    """Return the languages that each word tells; a word of several lists tells all of theirs."""
    told: dict[str, frozenset[str]] = {}
    for codes, words in table.items():
        for word in words.split():
            told[word] = told.get(word, frozenset()) | frozenset(codes.split())
    return told


def _pairs(text: str) -> dict[str, str]:
    return dict(word.split(":") for word in text.split())
