"""The words that attribute in languages other than English, read from `data/quote_cues.json`.

How they are read in a sentence is `service.taggers.quotes_abroad` and `service.taggers.quotes_german`.
"""

import functools
from importlib import resources

import msgspec
import orjson


class Grammar(msgspec.Struct, frozen=True, kw_only=True):
    """The words that attribute in one language.

    Attributes:
        forms: cue verbs as they stand in texts.
        participles: forms that are a cue only behind one of `auxiliaries`.
        that: conjunctions that open what is said.
        according: prepositions such as "selon".
        ends: words that no subject goes on with: prepositions of place and time, days, conjunctions.
        subjunctives: verbs in the mood of reported speech, where the language has one.
        behind: words that attribute only behind what is said ("…, so die Polizei").
        as_words: "wie" in "…, wie die Polizei mitteilte".
        clitics: pronouns that hang on a cue ("dit-il").
        fronted: German prepositions of sources, which stand at the front of a sentence.
        sources: nouns that make a phrase with such a preposition a source ("Angaben").
        clause: cue verbs that a clause without a conjunction may follow.
    """

    forms: frozenset[str]
    participles: frozenset[str]
    auxiliaries: frozenset[str]
    that: frozenset[str]
    according: frozenset[str]
    ends: frozenset[str]
    subjunctives: frozenset[str] = frozenset()
    as_words: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()
    clitics: frozenset[str] = frozenset()
    fronted: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    clause: frozenset[str] = frozenset()


@functools.cache
def grammar_of(language: str) -> Grammar | None:
    """Return the words of `language`, or `None` when there are none or it is English."""
    data = resources.files("service.taggers").joinpath("data", "quote_cues.json").read_bytes()
    table: dict[str, str] = orjson.loads(data).get(language, {})
    if "that" not in table:
        return None
    return Grammar(**{name: frozenset(table.get(name, "").split()) for name in Grammar.__struct_fields__})
