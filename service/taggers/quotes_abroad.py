"""Attributions in languages other than English: by patterns that leave no doubt, and no others.

Without a parser only these are certain: a cue right behind a quotation or a finished clause ("…, a déclaré
le maire"), a cue in front of a quotation ("Müller sagte: „…"), a cue with its conjunction ("El alcalde dijo
que …"), and "according to" between commas. A cue anywhere else gives nothing, so that a subject is never
taken for what it says. English is `service.taggers.quotes_clauses`.
"""

import msgspec

from service.taggers.quotes_asides import LEFT_OVER, OBJECT_PRONOUNS, STRONG, behind_aside, is_title
from service.taggers.quotes_clauses import Attribution
from service.taggers.quotes_contents import content_before
from service.taggers.quotes_german import attributions_german
from service.taggers.quotes_grammar import Grammar, grammar_of
from service.taggers.quotes_units import Stretch, Unit, opens_quote, text_at, trimmed

_CONJUNCTIONS = frozenset("und aber denn doch et mais y pero e ma mas en maar i ale и но а".split())
_DETERMINERS = frozenset(
    "der die das ein eine er sie es le la les l' un une il elle ils elles el los las una él ella lo gli i "
    "uno lui lei o a os as um uma ele ela de het een hij zij он она".split()
)
_LONGEST_SUBJECT, _LONGEST_BEFORE, _LONGEST_APPOSITION = 14, 8, 8
_SHORTEST_CONTENT = 4  # words
_MOOD_WITHIN = 12  # words
_BESIDE_QUOTE, _THAT_CLAUSE, _ACCORDING, _CLAUSE_BEFORE = 85, 75, 80, 75


class _Verb(msgspec.Struct, frozen=True):
    """A cue: its first and last word, and the pronoun that hangs on it ("dit-il")."""

    first: int
    last: int
    clitic: Stretch | None = None


def attributions_abroad(unit: Unit) -> list[Attribution]:
    """Return the certain attributions of a sentence in a language other than English."""
    grammar = grammar_of(unit.language)
    if grammar is None:
        return []
    found = []
    for index, lower in enumerate(unit.lower):
        if unit.quoted[index]:
            found.append(_inserted(unit, index, grammar))
            continue
        if lower in grammar.according:
            found.append(_according(unit, index, grammar))
        if lower in grammar.behind:
            found.append(_behind(unit, _Verb(index, index), grammar))
        verb = _verb(unit, index, grammar)
        if verb is not None:
            found.append(
                _behind(unit, verb, grammar)
                or _in_front(unit, verb, grammar)
                or _with_that(unit, verb, grammar)
                or _reported_mood(unit, verb, grammar)
                or _as_told(unit, verb, grammar)
            )
    sure = [attribution for attribution in found if attribution is not None]
    if unit.language != "de":
        return sure
    cued = {attribution.cue for attribution in sure}
    more = (attribution for attribution in attributions_german(unit, grammar) if attribution.cue not in cued)
    return sorted([*sure, *more], key=lambda attribution: attribution.cue)


def _verb(unit: Unit, index: int, grammar: Grammar) -> _Verb | None:
    lower = unit.lower[index]
    if lower in grammar.participles:
        before = text_at(unit, index - 1)
        if before.partition("-")[0] not in grammar.auxiliaries:
            return None
        return _Verb(index - 1, index, _clitic(unit, index - 1, grammar))
    if lower in grammar.forms:
        return _Verb(index, index)
    clitic = _clitic(unit, index, grammar)
    if clitic is not None and lower.partition("-")[0] in grammar.forms:
        return _Verb(index, index, clitic)
    return None


def _clitic(unit: Unit, index: int, grammar: Grammar) -> Stretch | None:
    """Return the pronoun at the end of "a-t-il" or "dit-elle"."""
    _, hyphen, last = unit.lower[index].rpartition("-")
    end = unit.words[index].end
    return (end - len(last), end) if hyphen and last in grammar.clitics else None


def _inserted(unit: Unit, index: int, grammar: Grammar) -> Attribution | None:
    """Read what French prints inside the marks: "« Notre désaccord est total, souligne-t-elle. … »"."""
    if "-" not in unit.lower[index] or text_at(unit, index - 1) != ",":
        return None
    clitic = _clitic(unit, index, grammar)
    if clitic is None or unit.lower[index].partition("-")[0] not in grammar.forms:
        return None
    first, last = index, index
    while first > 0 and unit.quoted[first - 1]:
        first -= 1
    while last + 1 < len(unit.words) and unit.quoted[last + 1]:
        last += 1
    word, content = unit.words[index], (unit.words[first].start, unit.words[last].end)
    return Attribution(clitic, (word.start, clitic[0] - 1), content, unit.lower[index], _BESIDE_QUOTE)


def _behind(unit: Unit, verb: _Verb, grammar: Grammar) -> Attribution | None:
    """Read what a cue closes, with its subject behind it: "« … », a déclaré le maire"."""
    before = verb.first - 1
    while text_at(unit, before) in {",", "–", "—", "-"} and before > 0:
        before -= 1
    if before < 0 or (before == verb.first - 1 and not unit.quoted[before]):
        return None
    subject = verb.clitic or _subject(unit, behind_aside(unit, verb.last + 1), grammar)
    is_fragment = unit.language == "de" and not unit.quoted[0] and not opens_quote(unit, 0)
    if not is_fragment and (unit.quoted[before] or text_at(unit, before) in {"”", "»", "“", '"'}):
        return Attribution(subject, _cue(unit, verb), None, unit.lower[verb.last], _BESIDE_QUOTE)
    content = content_before(unit, verb.first)
    if (
        subject is None
        or content is None
        or not _closes(unit, subject)
        or _words_in(unit, content) < _SHORTEST_CONTENT
    ):
        return None
    return Attribution(subject, _cue(unit, verb), content, unit.lower[verb.last], _CLAUSE_BEFORE)


def _in_front(unit: Unit, verb: _Verb, grammar: Grammar) -> Attribution | None:
    """Read "Müller sagte: „…" and "Am Mittwoch sagte Müller: „…"."""
    mark = next(
        (
            index
            for index in range(verb.last + 1, min(verb.last + _LONGEST_BEFORE + 2, len(unit.words)))
            if text_at(unit, index) == ":" or opens_quote(unit, index)
        ),
        None,
    )
    if mark is None or not (opens_quote(unit, mark) or opens_quote(unit, mark + 1)):
        return None
    if mark > verb.last + 1 and text_at(unit, mark) != ":":
        return None  # "bezeichnete den Plan als „maßvoll“"
    if any(text_at(unit, index) in {",", ";"} for index in range(verb.last + 1, mark)):
        return None
    subject = (
        verb.clitic or _subject(unit, verb.last + 1, grammar) or _phrase_before(unit, verb.first, grammar)
    )
    return Attribution(subject, _cue(unit, verb), None, unit.lower[verb.last], _BESIDE_QUOTE)


def _with_that(unit: Unit, verb: _Verb, grammar: Grammar) -> Attribution | None:
    """Read "El alcalde dijo que …" and "Der Minister erklärte, dass …"."""
    opens = verb.last + 2 if text_at(unit, verb.last + 1) == "," else verb.last + 1
    if text_at(unit, opens) not in grammar.that:
        return None
    subject = _phrase_before(unit, verb.first, grammar)
    if subject is None:
        return None
    end = next(
        (i for i in range(opens, len(unit.words)) if text_at(unit, i) == ";" and not unit.quoted[i]), None
    )
    content = trimmed(unit, opens, len(unit.words) if end is None else end)
    if content is None or _words_in(unit, content) < _SHORTEST_CONTENT:
        return None
    return Attribution(subject, _cue(unit, verb), content, unit.lower[verb.last], _THAT_CLAUSE)


def _reported_mood(unit: Unit, verb: _Verb, grammar: Grammar) -> Attribution | None:
    """Read "Der Minister sagte, er sei …" and "Am Mittwoch sagte der Minister, es gebe …"."""
    behind = _subject(unit, verb.last + 1, grammar)
    comma = next((i for i, w in enumerate(unit.words) if behind and w.start >= behind[1]), verb.last + 1)
    if text_at(unit, comma) != "," or unit.quoted[comma]:
        return None
    head = range(comma + 1, min(comma + 1 + _MOOD_WITHIN, len(unit.words)))
    if not any(text_at(unit, i) in grammar.subjunctives for i in head) or unit.quoted[comma + 1]:
        return None
    subject = behind or _phrase_before(unit, verb.first, grammar)
    content = trimmed(unit, comma + 1, len(unit.words))
    if subject is None or content is None:
        return None
    return Attribution(subject, _cue(unit, verb), content, unit.lower[verb.last], _THAT_CLAUSE)


def _as_told(unit: Unit, verb: _Verb, grammar: Grammar) -> Attribution | None:
    """Read "…, wie die Polizei mitteilte"."""
    start = verb.first
    while start > 0 and text_at(unit, start) != ",":
        start -= 1
    if text_at(unit, start + 1) not in grammar.as_words or verb.first - start > _LONGEST_BEFORE + 2:
        return None
    subject, content = _subject(unit, start + 2, grammar), content_before(unit, start + 1)
    if subject is None or content is None or subject[1] > unit.words[verb.first - 1].end:
        return None
    return Attribution(subject, _cue(unit, verb), content, unit.lower[verb.last], _ACCORDING)


def _according(unit: Unit, index: int, grammar: Grammar) -> Attribution | None:
    """Read "Selon la direction, …" and "…, según la agencia."."""
    begin = index + 2 if text_at(unit, index + 1) in grammar.forms else index + 1  # "según alertó el Consejo"
    subject = _subject(unit, begin, grammar, appositions=min(index, 1))
    if subject is None or not _is_name_like(unit, begin):
        return None
    cue = (unit.words[index].start, unit.words[index].end)
    after = next((i for i, word in enumerate(unit.words) if word.start >= subject[1]), len(unit.words))
    if index == 0 and text_at(unit, after) == ",":
        content = trimmed(unit, after + 1, len(unit.words))
    elif text_at(unit, index - 1) == "," and _closes(unit, subject):
        content = content_before(unit, index)
    else:
        return None
    return None if content is None else Attribution(subject, cue, content, "according", _ACCORDING)


def _subject(unit: Unit, start: int, grammar: Grammar, *, appositions: int = 1) -> Stretch | None:
    """Return the noun phrase that starts at word `start`, with at most so many short appositions."""
    end, commas = start, 0
    while end < len(unit.words) and end - start < _LONGEST_SUBJECT:
        text = text_at(unit, end)
        if text == "," and commas < appositions and end > start and _is_apposition(unit, end + 1, grammar):
            commas += 1
        elif text == "." and is_title(unit, end - 1):
            end += 1
            continue
        elif text in STRONG or text in grammar.ends or text in grammar.forms or unit.quoted[end]:
            break
        end += 1
    while end > start + 1 and text_at(unit, end - 1) in LEFT_OVER:
        end -= 1
    return trimmed(unit, start, end)


def _is_apposition(unit: Unit, start: int, grammar: Grammar) -> bool:
    """Say whether what follows a comma is a name or title up to the next mark, and no clause."""
    end = start
    while end < len(unit.words) and text_at(unit, end) not in STRONG and not unit.quoted[end]:
        if text_at(unit, end) in grammar.forms | grammar.auxiliaries | grammar.that:
            return False
        end += 1
    first = unit.words[start].text if start < len(unit.words) else ""
    return start < end <= start + _LONGEST_APPOSITION and (
        first[:1].isupper() or unit.language not in {"de", "nl"}
    )


def _phrase_before(unit: Unit, verb: int, grammar: Grammar) -> Stretch | None:
    """Return the subject between the clause's beginning and the cue, if it is short and no clause itself."""
    start = verb
    while start > 0 and not unit.quoted[start - 1]:
        if text_at(unit, start - 1) in STRONG and not (start > 1 and is_title(unit, start - 2)):
            break
        start -= 1
    while start < verb and text_at(unit, start) in _CONJUNCTIONS:
        start += 1
    while verb > start + 1 and text_at(unit, verb - 1) in OBJECT_PRONOUNS:
        verb -= 1
    words = range(start, verb)
    if not 1 <= len(words) <= _LONGEST_BEFORE or text_at(unit, start) in grammar.ends | grammar.that:
        return None
    if not unit.words[start].text[0].isupper() and text_at(unit, start) not in _DETERMINERS:
        return None
    if any(text_at(unit, index) in grammar.forms | grammar.auxiliaries | grammar.that for index in words):
        return None
    return unit.words[start].start, unit.words[verb - 1].end


def _closes(unit: Unit, subject: Stretch) -> bool:
    """Say whether nothing but the sentence's end follows the subject, or a time."""
    rest = [word.text for word in unit.words if word.start >= subject[1] and word.text not in {".", "»", "”"}]
    return len(rest) <= 3 and not any(text in STRONG for text in rest)


def _is_name_like(unit: Unit, index: int) -> bool:
    """Say whether a source may begin here: a determiner or a name, not "según lo previsto"."""
    text = unit.words[index].text if index < len(unit.words) else ""
    return text.lower() not in {"lo", "que", "qu'", "qu’", "quanto", "cui", "o"} and text[:1].isalpha()


def _words_in(unit: Unit, stretch: Stretch) -> int:
    return sum(stretch[0] <= word.start < stretch[1] for word in unit.words)


def _cue(unit: Unit, verb: _Verb) -> Stretch:
    return unit.words[verb.first].start, unit.words[verb.last].end
