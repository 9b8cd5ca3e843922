"""Find the reported clause of a cue: what follows it to the clause's end, or what stands before it.

Which words are a cue is `service.taggers.quotes_verbs`.
"""

import re

from service.taggers.quotes_cues import INTENT, MENTAL, OBJECT, SPEECH, TELL, Cue, cues
from service.taggers.quotes_subjects import PRONOUNS
from service.taggers.quotes_units import (
    AUXILIARIES,
    PREPOSITIONS,
    Stretch,
    Unit,
    opens_quote,
    text_at,
    trimmed,
    word_from,
)

_TIME = re.compile(
    r"(?:on\s|late\s|early\s|last\s|this\s|earlier\s|in\s)?"
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|week|month|year|"
    r"yesterday|today|earlier|later|afterward|afterwards|recently)s?(?:\s(?:morning|afternoon|evening|night))?\b"
)


def content_before(unit: Unit, first: int) -> Stretch | None:
    """Return the clause before a parenthetical or final "she said": up to the comma in front of it."""
    comma = first - 1
    if text_at(unit, comma) != "," and not (comma >= 0 and unit.quoted[comma]):
        return None
    if comma < 2:
        return None
    return trimmed(unit, clause_start(unit, comma), comma)


def clause_start(unit: Unit, before: int) -> int:
    """Return the word at which the fronted clause begins: the sentence's, or after "; "."""
    for index in range(before - 1, -1, -1):
        if unit.words[index].text == ";" and not unit.quoted[index]:
            return index + 1
    return 1 if unit.words[0].text.lower() in {"but", "and", "yet", "so"} else 0


def content_after(unit: Unit, last: int, cue_end: int, cue: Cue) -> Stretch | None:
    """Return what follows the cue, to the end of its clause."""
    start = word_from(unit, cue_end)
    if TELL in cue.kinds or cue.lemma == "ask":
        start = _past_addressee(unit, start)
    start = _past_time(unit, start)
    if start >= len(unit.words):
        return None
    if text_at(unit, start) in {":", ","}:
        if text_at(unit, start) == "," and not opens_quote(unit, start + 1):
            return None
        start += 1
    if start >= len(unit.words) or text_at(unit, start) in {".", ",", ";", ")", "—", "–", "-", "?", "!"}:
        return None
    if not _can_follow(unit, start, last, cue):
        return None
    end = _clause_end(unit, start, cue)
    if end - start <= 2 and text_at(unit, start).endswith(("self", "selves")):
        return None
    return trimmed(unit, start, end) if end > start else None


def _can_follow(unit: Unit, start: int, last: int, cue: Cue) -> bool:
    """Say whether the words at `start` can be the complement of this kind of cue."""
    text = text_at(unit, start)
    if opens_quote(unit, start) or text in {"that", "how", "whether", "what", "why", "if"}:
        return True
    if text_at(unit, last) in cue.particles:
        return True
    if text == "to":
        return INTENT in cue.kinds or TELL in cue.kinds or cue.lemma in {"ask", "appear", "seem"}
    if text in PREPOSITIONS:
        return SPEECH in cue.kinds and cue.lemma == "say"
    return bool(cue.kinds & {SPEECH, TELL, MENTAL, OBJECT})


_ADDRESSED = frozenset("me him her us them you reporters supporters it people voters everyone".split())
_STARTS_CONTENT = frozenset(
    ': to “ " he she they it his her there how whether about why what in on the a'.split()
)


def _past_addressee(unit: Unit, start: int) -> int:
    """Step over whom it is told to: a pronoun, a name, or a short phrase before "that" or a mark."""
    if text_at(unit, start) in _ADDRESSED:
        return start + 1
    for index in range(start, min(start + 8, len(unit.words))):
        if index > start and _begins_content(unit, start, index):
            return index
        if unit.lower[index] in {"that", ","}:
            return index
    return len(unit.words) if unit.lower[start : start + 1] in {("a",), ("an",), ("the",)} else start


def _begins_content(unit: Unit, start: int, index: int) -> bool:
    """Say whether what is told begins here, after the person it is told to."""
    text, before = unit.lower[index], unit.lower[index - 1]
    if text in {"the", "a"}:
        return before not in PREPOSITIONS
    is_name = unit.words[index].text[0].isupper() and unit.lower[start] in {"the", "a", "an"}
    return text in _STARTS_CONTENT or (
        is_name and index > start + 1 and unit.words[index - 1].text.islower() and before not in PREPOSITIONS
    )


def _past_time(unit: Unit, start: int) -> int:
    if start >= len(unit.words):
        return start
    offset = unit.words[start].start
    match = _TIME.match(unit.body, offset)
    if match is None:
        return start
    return word_from(unit, match.end())


_ENDS = frozenset("but while although though whereas adding saying noting according citing referring".split())


_NP_ENDS = frozenset("because when after as before during since until while".split())


def _clause_end(unit: Unit, start: int, cue: Cue) -> int:
    """Return the index after the clause's last word."""
    is_clause = not cue.kinds.isdisjoint(_CLAUSAL) or text_at(unit, start) in {"that", "how", "whether"}
    pauses = _PAUSES if is_clause else _PAUSES_OR_NP_ENDS
    for index in range(start + 1, len(unit.words)):
        text = unit.lower[index]
        if text not in pauses or unit.quoted[index]:
            continue
        if text == ",":
            ends = _comma_ends(unit, start, index, is_clause)
        elif text in _DASHES:
            ends = index > start + 2 and _is_spaced(unit, index)
        else:
            ends = not (unit.words[index].text == "as" and cue.lemma in _KEEP_AS)
        if ends:
            return index
    return len(unit.words)


def _comma_ends(unit: Unit, start: int, comma: int, is_clause: bool) -> bool:
    """Say whether the clause that begins at `start` ends at a comma."""
    following = text_at(unit, comma + 1)
    return (
        (following in _ENDS and not _goes_on_contrasting(unit, comma + 1))
        or _is_lead_clause(unit, start, comma)
        or _closes_said(unit, comma)
        or (following == "and" and _starts_clause(unit, comma + 2))
        or (not is_clause and following in {"which", "who", "and"})
    )


_CLAUSAL = frozenset({SPEECH, TELL, MENTAL})
_DASHES = frozenset({"—", "–", "―"})
_CLOSING = frozenset('.”"')
_PAUSES = _DASHES | {";", ","}
_PAUSES_OR_NP_ENDS = _PAUSES | _NP_ENDS


_LEAD_CLAUSE = frozenset("while although though as if when after since because".split())


_KEEP_AS = frozenset(
    "describe portray view depict regard dismiss paint cast characterize "
    "criticize see praise brand label".split()
)


def _closes_said(unit: Unit, comma: int) -> bool:
    """Say whether a short "…, he said" closes the sentence after `comma`."""
    last = len(unit.lower) - 1
    while last > comma and unit.lower[last] in _CLOSING:
        last -= 1
    cue = cues(unit.language).get(unit.lower[last])
    if cue is None or SPEECH not in cue.kinds or cue.form not in {"past", "s"}:
        return False
    return 2 <= sum(lower not in _CLOSING for lower in unit.lower[comma + 1 : last + 1]) <= 5


def _is_spaced(unit: Unit, index: int) -> bool:
    """Say whether a dash separates and does not join ("U.S.–Russia")."""
    word = unit.words[index]
    return word.text != "–" or unit.body[word.end : word.end + 1].isspace()


_CONTRASTING = PREPOSITIONS | frozenset("not rather only also never".split())


def _goes_on_contrasting(unit: Unit, index: int) -> bool:
    """Say whether "but" goes on inside the clause: "not for defence, but for coercion"."""
    return text_at(unit, index) == "but" and text_at(unit, index + 1) in _CONTRASTING


def _is_lead_clause(unit: Unit, start: int, comma: int) -> bool:
    """Say whether the clause stands in front: "While he insisted A, others …"."""
    return (
        text_at(unit, 0) in _LEAD_CLAUSE
        and not any(word.text == "," for word in unit.words[1:start])
        and comma < len(unit.words) - 4
    )


def _starts_clause(unit: Unit, index: int) -> bool:
    return (
        text_at(unit, index) in PRONOUNS
        or text_at(unit, index) in AUXILIARIES
        or (
            text_at(unit, index) in cues(unit.language)
            and cues(unit.language)[text_at(unit, index)].form == "past"
        )
    )
