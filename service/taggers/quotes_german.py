"""Attributions that German word order makes: verb second, verb brackets, sources at the front of a sentence.

Read are "Nach Angaben der Polizei kam …", "Berichten zufolge …", "Der Minister sagte, die USA hielten …" and
"Rice hatte am Montag erklärt, …". What German shares with other languages is `service.taggers.quotes_abroad`.
"""

from service.taggers.quotes_clauses import Attribution
from service.taggers.quotes_grammar import Grammar
from service.taggers.quotes_units import Stretch, Unit, text_at, trimmed

_DETERMINERS = frozenset(
    "der die das des dem den ein eine einer eines einem einen seiner seine ihrer ihre mehrere mehrerer viele "
    "vieler einige einiger zwei drei beide beider".split()
)
_LINKS = frozenset("von vom für aus zu zum zur des in im und & über".split())
_PRONOUNS = frozenset("er sie es man dieser diese dieses beide".split())
_ADJECTIVE = ("e", "en", "er", "em", "es")
_MARKS = frozenset(', ; : . ? ! ( ) – — „ “ ” " » «'.split())
# The first subjunctive, where it differs from the indicative: nothing but reported speech has it.
_REPORTED = frozenset(
    "sei seien habe werde könne müsse solle wolle dürfe gebe gehe komme stehe lasse bleibe brauche mache "
    "sehe wisse liege handele bestehe fehle".split()
)
_MOOD_WITHIN = 14  # words
# A sentence that goes on with one of these after a comma says no longer what was said.
_ENDS = frozenset("denn wobei während weshalb sodass".split())
_LONGEST_PHRASE, _LONGEST_SUBJECT, _LONGEST_BRACKET = 16, 24, 14
_SHORTEST_CONTENT = 4  # words
_SOURCE_WITHIN = 4  # words of a phrase among which the noun stands that makes it a source
_FRONTED, _CLAUSE, _BRACKET, _MIDDLE = 85, 80, 80, 60


def attributions_german(unit: Unit, grammar: Grammar) -> list[Attribution]:
    """Return the attributions of a German sentence that stand on word order alone."""
    found: list[Attribution | None] = []
    for index, lower in enumerate(unit.lower):
        if unit.quoted[index]:
            continue
        if lower in grammar.fronted:
            found.append(_postposed(unit, index, grammar) or _fronted(unit, index, grammar))
        elif lower in grammar.as_words and index == 0:
            found.append(_as_told_first(unit, grammar))
        elif lower in grammar.clause:
            found.append(_clause(unit, (index, index), index, grammar))
        elif lower in grammar.participles and text_at(unit, index + 1) == ",":
            found.append(_bracket(unit, index, grammar))
    return [attribution for attribution in found if attribution is not None]


def _phrase_end(unit: Unit, start: int) -> int:
    """Return the index after the noun phrase that starts at word `start`; German nouns have capitals."""
    end, last, kind = start, start, ""
    while end < len(unit.words) and end - start < _LONGEST_PHRASE and not unit.quoted[end]:
        text, lower = unit.words[end].text, unit.lower[end]
        if text[0].isupper() and (lower not in _DETERMINERS or end > start):
            kind, last = "noun", end + 1
        elif text[0].isdigit() or lower in _DETERMINERS | _LINKS:
            kind = "link"
        elif kind != "noun" and lower.endswith(_ADJECTIVE) and text.isalpha():
            kind = "adjective"
        else:
            break
        end += 1
    return last


def _stretch(unit: Unit, start: int, end: int) -> Stretch:
    return unit.words[start].start, unit.words[end - 1].end


def _is_source(unit: Unit, start: int, end: int, grammar: Grammar) -> bool:
    """Say whether a phrase is a source: "Angaben der Polizei", "einem Bericht der Zeitung"."""
    return any(lower in grammar.sources for lower in unit.lower[start : min(end, start + _SOURCE_WITHIN)])


def _fronted(unit: Unit, index: int, grammar: Grammar) -> Attribution | None:
    """Read "Nach Angaben der Polizei kam …", "Laut Müller ist …" and the same inside or behind a sentence."""
    end = _phrase_end(unit, index + 1)
    if end == index + 1 or unit.lower[index] == "zufolge":
        return None
    if unit.lower[index] == "nach" and not _is_source(unit, index + 1, end, grammar):
        return None
    cue, speaker = _stretch(unit, index, index + 1), _stretch(unit, index + 1, end)
    if index <= 1:
        rest = end + 1 if text_at(unit, end) == "," else end
        content = trimmed(unit, rest, len(unit.words))
        return _said(unit, (speaker, cue), content, _FRONTED)
    if all(text in _MARKS for text in unit.lower[end:]):
        before = index - 1 if text_at(unit, index - 1) == "," else index
        return _said(unit, (speaker, cue), trimmed(unit, 0, before), _FRONTED)
    return _said(unit, (speaker, cue), trimmed(unit, 0, len(unit.words)), _MIDDLE)


def _as_told_first(unit: Unit, grammar: Grammar) -> Attribution | None:
    """Read "Wie die Polizei mitteilte, wurden …"."""
    within = range(1, min(len(unit.words), _LONGEST_SUBJECT))
    comma = next((i for i in within if unit.words[i].text == ","), None)
    if comma is None or comma < 3 or unit.lower[comma - 1] not in grammar.forms | grammar.auxiliaries:
        return None
    end = _phrase_behind(unit, 1)
    if end == 1 or end > comma - 1:
        return None
    speaker, cue = _stretch(unit, 1, end), _stretch(unit, comma - 1, comma)
    return _said(unit, (speaker, cue), trimmed(unit, comma + 1, len(unit.words)), _FRONTED)


def _postposed(unit: Unit, index: int, grammar: Grammar) -> Attribution | None:
    """Read "Berichten zufolge …" and "Ansicht von Beobachtern nach …": the source stands in front."""
    if unit.lower[index] not in {"zufolge", "nach"} or index == 0:
        return None
    start = index
    while start > 0 and index - start < _LONGEST_PHRASE and _phrase_end(unit, start - 1) == index:
        start -= 1
    if start == index or (unit.lower[index] == "nach" and not _is_source(unit, start, index, grammar)):
        return None
    speaker, cue = _stretch(unit, start, index), _stretch(unit, index, index + 1)
    if start == 0:
        return _said(unit, (speaker, cue), trimmed(unit, index + 1, len(unit.words)), _FRONTED)
    return _said(unit, (speaker, cue), trimmed(unit, 0, len(unit.words)), _MIDDLE)


def _said(
    unit: Unit, who: tuple[Stretch | None, Stretch], content: Stretch | None, confidence: int
) -> Attribution | None:
    """Return the attribution if something of some length is said by somebody."""
    speaker, cue = who
    if speaker is None or content is None:
        return None
    if sum(content[0] <= word.start < content[1] for word in unit.words) < _SHORTEST_CONTENT:
        return None
    return Attribution(speaker, cue, content, "according" if confidence != _CLAUSE else "sagen", confidence)


def _clause(unit: Unit, finite: tuple[int, int], cue: int, grammar: Grammar) -> Attribution | None:
    """Read what follows "sagte" or "hatte … erklärt" after a comma; `finite` is the verb that agrees."""
    behind = _phrase_behind(unit, finite[1] + 1)
    comma = cue + 1 if text_at(unit, cue + 1) == "," else behind
    if text_at(unit, comma) != "," or comma + 1 >= len(unit.words) or unit.quoted[comma]:
        return None
    if unit.quoted[comma + 1] or unit.words[comma + 1].text in _MARKS:
        return None
    speaker = _subject_before(unit, finite[0], grammar)
    if speaker is None and behind > finite[1] + 1:
        speaker = _stretch(unit, finite[1] + 1, behind)
    content = trimmed(unit, comma + 1, _content_end(unit, comma + 1))
    return _said(unit, (speaker, _stretch(unit, cue, cue + 1)), content, _CLAUSE)


def _phrase_behind(unit: Unit, start: int) -> int:
    """Return the index after the subject behind an inverted verb: "Am Montag sagte der Minister, …"."""
    if text_at(unit, start) in _PRONOUNS:
        return start + 1
    return _phrase_end(unit, start)


def _content_end(unit: Unit, start: int) -> int:
    for index in range(start, len(unit.words) - 1):
        if unit.quoted[index]:
            continue
        if unit.words[index].text == ";" or (
            unit.words[index].text == "," and unit.lower[index + 1] in _ENDS
        ):
            return index
    return len(unit.words)


def _bracket(unit: Unit, participle: int, grammar: Grammar) -> Attribution | None:
    """Read "Rice hatte am Montag erklärt, …": the auxiliary agrees, the participle says how."""
    for index in range(participle - 1, max(-1, participle - _LONGEST_BRACKET), -1):
        if unit.words[index].text in _MARKS or unit.quoted[index]:
            return None
        if unit.lower[index] in grammar.auxiliaries:
            return _clause(unit, (index, index), participle, grammar)
    return None


def _subject_before(unit: Unit, verb: int, grammar: Grammar) -> Stretch | None:
    """Return what stands before a finite verb if it is a noun phrase, with its apposition between commas."""
    start, comma = verb, text_at(unit, verb - 1) in {",", ")"}
    marks = 0
    while start > 0 and verb - start < _LONGEST_SUBJECT and not unit.quoted[start - 1]:
        text = unit.words[start - 1].text
        if text in _MARKS and not (comma and text in {",", "(", ")"} and marks < 2):
            break
        marks += text in {",", "(", ")"}
        start -= 1
    while start < verb and unit.lower[start] in {"und", "aber", "doch", "denn", "dann"}:
        start += 1
    if start >= verb or (comma and marks < 2):
        return None
    first, lower = unit.words[start].text, unit.lower[start]
    if lower in grammar.ends or (lower in _LINKS and lower != "des"):
        return None
    if lower not in _PRONOUNS | _DETERMINERS and not first[0].isupper():
        return None
    inside = unit.lower[start:verb]
    if any(word in grammar.forms | grammar.auxiliaries | grammar.that for word in inside):
        return None
    return _stretch(unit, start, verb - 1 if text_at(unit, verb - 1) == "," else verb)


def is_reported_mood(unit: Unit) -> bool:
    """Say whether a German sentence stands in the mood of reported speech as a whole ("Sie sei …")."""
    if unit.language != "de" or any(unit.quoted):
        return False
    return any(lower in _REPORTED for lower in unit.lower[:_MOOD_WITHIN])
