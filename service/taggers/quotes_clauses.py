"""Find attributions in one sentence: who (speaker), by which words (cue), says what (content).

Works on words and closed word lists, without a parser: a cue verb is accepted when what stands around
it shows it to be a verb, its subject is sought to the left (or to the right after "said"), and the
content runs to the end of the clause. Words inside quotation marks are passed over as content. How
marks are paired is `service.taggers.quotes_marks`; who a speaker is, `service.taggers.quotes_speakers`.
"""

import functools
from collections.abc import Iterator
from itertools import compress, count
from typing import NamedTuple

from service.taggers.quotes_contents import clause_start, content_after, content_before
from service.taggers.quotes_cues import MENTAL, SPEECH, TELL, Cue, cues, tails
from service.taggers.quotes_subjects import FINITE, main_subject, subject_after, subject_before
from service.taggers.quotes_units import AUXILIARIES, Stretch, Unit, opens_quote, text_at, trimmed, word_from
from service.taggers.quotes_verbs import verb_group

# What stands behind an inverted "said" and is no subject of it.
_NO_SUBJECT = frozenset(
    'that to in on at as after during while when with before from by for about of , . : “ " ”'.split()
) | {""}
_ANNOUNCED_WITHIN = 8  # words from the cue to the colon


class Attribution(NamedTuple):
    """Offsets into the body; `content` is absent when only a quotation can be it."""

    speaker: Stretch | None
    cue: Stretch
    content: Stretch | None
    lemma: str
    confidence: int


def attributions(unit: Unit) -> list[Attribution]:
    """Return the attributions of a sentence in the order of their cues."""
    table = cues(unit.language)
    found: list[Attribution] = []
    taken = -1
    for index in _cue_words(unit):
        if unit.quoted[index] or index <= taken:
            continue
        lower = unit.lower[index]
        if lower == "according" and text_at(unit, index + 1) == "to":
            found += _according(unit, index)
            taken = index + 1
            continue
        cue = table.get(lower)
        if cue is None:
            continue
        group = verb_group(unit, index, cue)
        if group is None:
            continue
        attribution = _attribution(unit, group, cue, found)
        if attribution is not None:
            found.append(attribution)
            taken = group[1]
    return found


@functools.cache
def _cues_and_according(language: str) -> frozenset[str]:
    return frozenset((*cues(language), "according"))


def _cue_words(unit: Unit) -> Iterator[int]:
    """Yield which words may be cues."""
    return compress(count(), map(_cues_and_according(unit.language).__contains__, unit.lower))


def _according(unit: Unit, index: int) -> list[Attribution]:
    """Read "according to X" in front of a clause or after it."""
    inserted = _verb_after_comma(unit, index + 2) if text_at(unit, index - 1) == "," else None
    subject = subject_after(unit.body, unit.words, index + 2, comma_ends=index == 0 or inserted is not None)
    if subject is None:
        return []
    cue = (unit.words[index].start, unit.words[index + 1].end)
    start = word_from(unit, subject[1])
    before_comma = index - 1 if text_at(unit, index - 1) == "," else index
    if inserted is not None and len(unit.words) - inserted > before_comma:
        content = trimmed(unit, inserted, len(unit.words))
    elif before_comma >= 2:
        content = trimmed(unit, clause_start(unit, before_comma), before_comma)
    elif text_at(unit, start) == ",":
        content = trimmed(unit, start + 1, len(unit.words))
    else:
        content = None
    return [Attribution(subject, cue, content, "according", 85)]


def _verb_after_comma(unit: Unit, start: int) -> int | None:
    """Return where the clause goes on behind an inserted source: "The strikes, according to X, are …"."""
    comma = next((i for i in range(start, len(unit.words)) if text_at(unit, i) == ","), None)
    if comma is None or unit.quoted[comma] or text_at(unit, comma + 1) not in AUXILIARIES:
        return None
    return comma + 1


def _attribution(
    unit: Unit, group: tuple[int, int], cue: Cue, earlier: list[Attribution]
) -> Attribution | None:
    first, last = group
    cue_span = (unit.words[first].start, _cue_end(unit, last, cue))
    inverted = _inverted(unit, group, cue)
    if inverted is not None:
        content = content_before(unit, first)
        return Attribution(inverted, cue_span, content, cue.lemma, 85)
    speaker = _speaker(unit, first, cue, earlier)
    if speaker is None:
        return None
    content = _complement(unit, (last, cue_span[1]), cue, speaker)
    if content is None and not any(unit.quoted) and not _announces(unit, last):
        return None
    return Attribution(speaker, cue_span, content, cue.lemma, _confidence(cue))


def _complement(unit: Unit, cue_end: tuple[int, int], cue: Cue, speaker: Stretch | None) -> Stretch | None:
    """Return the content of "SPEAKER CUE …": what follows, or what stands before a closing "she said"."""
    before = None
    if speaker is not None and SPEECH in cue.kinds:
        before = content_before(unit, word_from(unit, speaker[0]))
    content = content_after(unit, cue_end[0], cue_end[1], cue)
    closes_quote = before is not None and any(
        quoted and before[0] <= word.start < before[1] + 2
        for word, quoted in zip(unit.words, unit.quoted, strict=True)
    )
    if (
        content is not None
        and closes_quote
        and cue.lemma in {"say", "add", "tell", "write", "note", "explain"}
    ):
        first = word_from(unit, content[0])
        return (
            content
            if unit.quoted[first] or opens_quote(unit, first) or text_at(unit, first) == "that"
            else before
        )
    return content if content is not None else before


def _announces(unit: Unit, last: int) -> bool:
    """Say whether the sentence ends with the cue and a colon: what is said is the next paragraph."""
    return unit.words[-1].text == ":" and len(unit.words) - last <= _ANNOUNCED_WITHIN


def _confidence(cue: Cue) -> int:
    if SPEECH in cue.kinds or TELL in cue.kinds:
        return 80
    return 60 if MENTAL in cue.kinds else 50


def _speaker(unit: Unit, first: int, cue: Cue, earlier: list[Attribution]) -> Stretch | None:
    """Return the subject: a participle ("…, adding that") has that of the clause before it."""
    is_participle = cue.form == "ing" and text_at(unit, first) not in AUXILIARIES
    if is_participle and earlier and earlier[-1].lemma != "according":
        return earlier[-1].speaker
    if is_participle or text_at(unit, first - 1) in {"and", "but"}:
        return main_subject(unit.body, unit.words, first)
    return subject_before(unit.body, unit.words, first)


def _cue_end(unit: Unit, last: int, cue: Cue) -> int:
    end = unit.words[last].end
    if SPEECH in cue.kinds:
        following = unit.body[end + 1 : end + 31]
        if unit.body[end : end + 1] == " " and following.startswith(tails()):
            return end + 1 + next(len(tail) for tail in tails() if following.startswith(tail))
    return end


def _inverted(unit: Unit, group: tuple[int, int], cue: Cue) -> Stretch | None:
    """Return the subject after the verb: "…, said the minister"."""
    first, last = group
    if SPEECH not in cue.kinds or cue.form in {"ing", "base"} or first != last:
        return None
    before = text_at(unit, first - 1)
    opens = before in {",", "”", '"', "''", "’", "'", "»", "“", "?", "!"} or (
        first > 0 and unit.quoted[first - 1]
    )
    if not opens or text_at(unit, last + 1) in _NO_SUBJECT:
        return None
    if (
        subject_before(unit.body, unit.words, first) is not None
        and before == ","
        and cue.lemma not in {"say", "add"}
    ):
        return None
    subject = subject_after(unit.body, unit.words, last + 1, comma_ends=False)
    return None if subject is None or (before == "," and _holds_clause(unit, subject)) else subject


def _holds_clause(unit: Unit, subject: Stretch) -> bool:
    """Say whether what looks like a subject after the verb is a clause: "…, said this was important"."""
    words = [word.text.lower() for word in unit.words if subject[0] <= word.start < subject[1]]
    for index, word in enumerate(words):
        if word in {"who", "which", "whose", "that"}:
            return False
        if index > 0 and (word in AUXILIARIES or word in FINITE):
            return True
    return False
