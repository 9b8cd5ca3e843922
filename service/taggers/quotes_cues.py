"""The words that attribute: "said", "according to", "called for", with what each may be followed by.

Tables are in `data/quote_cues.json`: English lemmas, inflected here; forms as they stand for the other
languages. Where a cue stands in a sentence and what belongs to it is `service.taggers.quotes_clauses`.
"""

import functools
from importlib import resources
from typing import Any

import msgspec
import orjson

SPEECH, TELL, MENTAL, INTENT, OBJECT, PREPOSITIONAL = (
    "speech",
    "tell",
    "mental",
    "intent",
    "object",
    "prepositional",
)


class Cue(msgspec.Struct, frozen=True, kw_only=True):
    """One verb form.

    Attributes:
        lemma: its dictionary form.
        form: `base`, `s`, `past` or `ing`; a form that is both past tense and participle is `past`.
        kinds: what may follow it: speech, tell, mental, intent, object, prepositional.
        particles: prepositions and adverbs that belong to the cue when they follow.
    """

    lemma: str
    form: str
    kinds: frozenset[str]
    particles: frozenset[str] = frozenset()


_IRREGULAR = {
    "say": ("said",), "tell": ("told",), "write": ("wrote", "written"), "think": ("thought",),
    "know": ("knew", "known"), "feel": ("felt",), "understand": ("understood",), "find": ("found",),
    "show": ("showed", "shown"), "mean": ("meant",), "foresee": ("foresaw", "foreseen"),
    "dream": ("dreamed", "dreamt"), "see": ("saw", "seen"), "hear": ("heard",), "read": ("read",),
    "seek": ("sought",), "swear": ("swore", "sworn"), "speak": ("spoke", "spoken"), "hit": ("hit",),
    "lay": ("laid",), "plead": ("pleaded", "pled"), "forecast": ("forecast",), "learn": ("learned", "learnt"),
    "beg": ("begged",), "retweet": ("retweeted",), "overlook": ("overlooked",), "text": ("texted",),
    "begin": ("began", "begun"),
}  # fmt: skip
_DOUBLING = frozenset(
    "beg rip plan pan dub admit opt slam brag nod blog tag chat knit snap quip chug refer bar pin".split()
)


def _past(lemma: str) -> tuple[str, ...]:
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma]
    if lemma.endswith("e"):
        return (lemma + "d",)
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return (lemma[:-1] + "ied",)
    return (lemma + (lemma[-1] if lemma in _DOUBLING else "") + "ed",)


def _third(lemma: str) -> str:
    if lemma.endswith(("s", "sh", "ch", "x", "z", "o")):
        return lemma + "es"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ies"
    return lemma + "s"


def _ing(lemma: str) -> str:
    if lemma.endswith("e") and not lemma.endswith(("ee", "oe")):
        return lemma[:-1] + "ing"
    return lemma + (lemma[-1] if lemma in _DOUBLING else "") + "ing"


def _tables() -> dict[str, Any]:
    data: dict[str, Any] = orjson.loads(
        resources.files("service.taggers").joinpath("data", "quote_cues.json").read_bytes()
    )
    return data


@functools.cache
def cues(language: str) -> dict[str, Cue]:
    """Return the cue verbs of `language` by lower-case form; empty for a language without a table."""
    tables = _tables()
    if language == "en":
        return _english(tables["en"])
    forms = tables.get(language, {}).get("forms", "").split()
    return {form: Cue(lemma=form, form="past", kinds=frozenset({SPEECH})) for form in forms}


def _english(table: dict[str, Any]) -> dict[str, Cue]:
    kinds: dict[str, set[str]] = {}
    for kind in (SPEECH, TELL, MENTAL, INTENT, OBJECT):
        for lemma in table[kind].split():
            kinds.setdefault(lemma, set()).add(kind)
    for lemma in table[PREPOSITIONAL]:
        kinds.setdefault(lemma, set()).add(PREPOSITIONAL)
    found: dict[str, Cue] = {}
    nouns = frozenset(table["nouns"].split())
    for lemma, of_lemma in kinds.items():
        particles = frozenset(table[PREPOSITIONAL].get(lemma, "").split())
        forms = [
            (lemma, "base"),
            (_third(lemma), "s"),
            (_ing(lemma), "ing"),
            *((past, "past") for past in _past(lemma)),
        ]
        for word, form in forms:
            if word in nouns:
                continue  # this form is mostly a noun in news
            found.setdefault(
                word, Cue(lemma=lemma, form=form, kinds=frozenset(of_lemma), particles=particles)
            )
    return found


@functools.cache
def tails() -> tuple[str, ...]:
    """Return the phrases of place or medium that English cues take along ("said in a statement")."""
    return tuple(sorted(_tables()["en"]["tails"].split("|"), key=len, reverse=True))


_ATTRIBUTING = (
    "forms", "as_words", "participles", "according", "behind", "fronted", "clause", "subjunctives",
)  # fmt: skip


@functools.cache
def attributing_words(language: str) -> frozenset[str]:
    """Return every word by which a sentence of `language` may attribute anything, as it may be printed."""
    words = _attributing(language)
    return words | {word.capitalize() for word in words} | {word.upper() for word in words}


def _attributing(language: str) -> frozenset[str]:
    if language == "en":
        return frozenset(cues("en")) | {"according"}
    table = _tables().get(language, {})
    lists = (table.get(name, "") for name in _ATTRIBUTING)
    words = frozenset(word for words in lists for word in words.split())
    clitics = table.get("clitics", "").split()
    return words | {f"{word}-{link}{clitic}" for word in words for link in ("", "t-") for clitic in clitics}
