"""Find attributions in one sentence: who (speaker), by which words (cue), says what (content).

Works on words and closed word lists, without a parser: a cue verb is accepted when what stands around
it shows it to be a verb, its subject is sought to the left (or to the right after "said"), and the
content runs to the end of the clause. Words inside quotation marks are passed over as content. How
marks are paired is `service.taggers.quotes_marks`; who a speaker is, `service.taggers.quotes_speakers`.
"""

import re
from typing import NamedTuple

from service.taggers.quotes_cues import (
    INTENT,
    MENTAL,
    OBJECT,
    PREPOSITIONAL,
    SPEECH,
    TELL,
    Cue,
    cues,
    tails,
)
from service.taggers.quotes_subjects import (
    DETERMINERS,
    PRONOUNS,
    main_subject,
    subject_after,
    subject_before,
)
from service.taggers.segment import Word

Stretch = tuple[int, int]


class Attribution(NamedTuple):
    """Offsets into the body; `content` is absent when only a quotation can be it."""

    speaker: Stretch | None
    cue: Stretch
    content: Stretch | None
    lemma: str
    confidence: int


class Unit(NamedTuple):
    """One sentence, for this purpose: its words, and which of them stand in quotation marks."""

    body: str
    words: tuple[Word, ...]
    quoted: tuple[bool, ...]
    language: str

    @property
    def end(self) -> int:
        """Offset after the sentence's last word."""
        return self.words[-1].end


_BE = frozenset("is was were are be been being am".split())
_MODALS = frozenset(
    "will would could should may might must can cannot shall did does do didn’t didn't doesn’t doesn't don’t don't "
    "won’t won't wouldn’t wouldn't couldn’t couldn't can’t can't".split()
)
_HAVE = frozenset("has have had hasn’t hasn't haven’t haven't hadn’t hadn't having".split())
_AUXILIARIES = _BE | _MODALS | _HAVE
_ADVERBS = frozenset(
    "also later then never even still already just often again now once long ever always since soon further first "
    "simply not both too reportedly all thus twice".split()
)
_PREPOSITIONS = frozenset(
    "in on at of for to by with from as about against into over after before during under through between among "
    "without within upon toward towards despite".split()
)
_SUBJECT_PRONOUNS = frozenset("i you we they he she it who which that this some many others both".split())
_NOUN_FOLLOWERS = frozenset("of in were are was is have has had by from and or at , . ; : )".split())
_TIME = re.compile(
    r"(?:on\s|late\s|early\s|last\s|this\s|earlier\s|in\s)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|week|month|year|"
    r"yesterday|today|earlier|later|afterward|afterwards|recently)s?(?:\s(?:morning|afternoon|evening|night))?\b"
)
_NOT_LY = frozenset(
    "family only early daily weekly monthly supply apply italy july ally rally reply assembly".split()
)


def attributions(unit: Unit) -> list[Attribution]:
    """Return the attributions of a sentence in the order of their cues."""
    table = cues(unit.language)
    found = []
    taken = -1
    for index, word in enumerate(unit.words):
        if unit.quoted[index] or index <= taken:
            continue
        lower = word.text.lower()
        if lower == "according" and _text(unit, index + 1) == "to":
            found += _according(unit, index)
            taken = index + 1
            continue
        cue = table.get(lower)
        if cue is None:
            continue
        group = _verb_group(unit, index, cue)
        if group is None:
            continue
        attribution = _attribution(unit, group, cue)
        if attribution is not None:
            found.append(attribution)
            taken = group[1]
    return found


def _text(unit: Unit, index: int) -> str:
    return unit.words[index].text.lower() if 0 <= index < len(unit.words) else ""


def _is_adverb(text: str) -> bool:
    return text in _ADVERBS or (len(text) > 4 and text.endswith("ly") and text not in _NOT_LY)


def _verb_group(unit: Unit, index: int, cue: Cue) -> tuple[int, int] | None:
    """Return the first and last word of the verb group around a cue, or nothing when it is no verb."""
    first = index
    has_auxiliary = passive = False
    while first > 0 and not unit.quoted[first - 1]:
        before = _text(unit, first - 1)
        if before in _AUXILIARIES:
            has_auxiliary = True
            passive = passive or (before in _BE and cue.form == "past")
        elif not _is_adverb(before):
            break
        first -= 1
    if unit.language == "en":
        while (
            first < index
            and _text(unit, first) in {"both", "all", "since", "first", "once", "long"}
            and has_auxiliary is False
        ):
            first += 1
        if passive or not _is_verb(unit, first, index, cue, has_auxiliary):
            return None
    last = index
    while last < index + 2 and _text(unit, last + 1) in cue.particles and not unit.quoted[last + 1]:
        last += 1
    if cue.kinds == {PREPOSITIONAL} and last == index:
        return None
    return first, last


def _is_verb(unit: Unit, first: int, index: int, cue: Cue, has_auxiliary: bool) -> bool:
    before, after = _text(unit, first - 1), _text(unit, index + 1)
    if before in {"to", "of"} or before in DETERMINERS:
        return False
    if cue.form == "ing":
        return has_auxiliary or before in {",", "by", "while", "without", "after", "before", "—", "–"}
    if has_auxiliary or before in _SUBJECT_PRONOUNS:
        return True
    if cue.form == "past":
        return after != "by" and before not in _PREPOSITIONS
    if before in _PREPOSITIONS or (
        after in _NOUN_FOLLOWERS and after not in cue.particles and cue.lemma not in {"say", "write"}
    ):
        return False
    if cue.form == "s":
        return not before.endswith("s") or _is_name(unit, first - 1) or cue.lemma == "say"
    return (before.endswith("s") and before not in {"news", "'s", "’s"} and not before.endswith(("’s", "'s"))) or before in {
        "people", "police", "men", "women"
    }  # fmt: skip


def _is_name(unit: Unit, index: int) -> bool:
    return 0 <= index < len(unit.words) and unit.words[index].text[:1].isupper()


def _according(unit: Unit, index: int) -> list[Attribution]:
    """ "According to X, CLAUSE" and "CLAUSE, according to X"."""
    subject = subject_after(unit.body, unit.words, index + 2, comma_ends=index == 0)
    if subject is None:
        return []
    cue = (unit.words[index].start, unit.words[index + 1].end)
    start = next((i for i, w in enumerate(unit.words) if w.start >= subject[1]), len(unit.words))
    before_comma = index - 1 if _text(unit, index - 1) == "," else index
    if before_comma > 2:
        content = _trimmed(unit, _clause_start(unit, before_comma), before_comma)
    elif _text(unit, start) == ",":
        content = _trimmed(unit, start + 1, len(unit.words))
    else:
        content = None
    return [Attribution(subject, cue, content, "according", 85)]


def _attribution(unit: Unit, group: tuple[int, int], cue: Cue) -> Attribution | None:
    first, last = group
    cue_span = (unit.words[first].start, _cue_end(unit, last, cue))
    inverted = _inverted(unit, group, cue)
    if inverted is not None:
        content = _before(unit, first)
        return Attribution(inverted, cue_span, content, cue.lemma, 85)
    speaker = _speaker(unit, first, cue)
    if speaker is None and unit.language == "en":
        return None
    content = _complement(unit, (last, cue_span[1]), cue, speaker)
    if content is None and not any(unit.quoted):
        return None
    return Attribution(speaker, cue_span, content, cue.lemma, _confidence(cue))


def _complement(unit: Unit, cue_end: tuple[int, int], cue: Cue, speaker: Stretch | None) -> Stretch | None:
    """Return the content of "SPEAKER CUE …": what follows, or what stands before a closing "she said"."""
    before = None
    if speaker is not None and SPEECH in cue.kinds:
        before = _before(unit, next(i for i, w in enumerate(unit.words) if w.start >= speaker[0]))
    content = _after(unit, cue_end[0], cue_end[1], cue)
    closes_quote = before is not None and any(
        quoted and before[0] <= word.start < before[1] + 2 for word, quoted in zip(unit.words, unit.quoted, strict=True)
    )
    if content is not None and closes_quote and cue.lemma in {"say", "add", "tell", "write", "note", "explain"}:
        first = next(i for i, w in enumerate(unit.words) if w.start >= content[0])
        return content if unit.quoted[first] or _opens_quote(unit, first) or _text(unit, first) == "that" else before
    return content if content is not None else before


def _confidence(cue: Cue) -> int:
    if SPEECH in cue.kinds or TELL in cue.kinds:
        return 80
    return 60 if MENTAL in cue.kinds else 50


def _speaker(unit: Unit, first: int, cue: Cue) -> Stretch | None:
    if cue.form == "ing" and _text(unit, first) not in _AUXILIARIES:
        return main_subject(unit.body, unit.words, first)
    return subject_before(unit.body, unit.words, first)


def _cue_end(unit: Unit, last: int, cue: Cue) -> int:
    end = unit.words[last].end
    if SPEECH in cue.kinds and unit.language == "en":
        following = unit.body[end : end + 30]
        for tail in tails():
            if following.startswith(f" {tail}"):
                return end + 1 + len(tail)
    return end


def _inverted(unit: Unit, group: tuple[int, int], cue: Cue) -> Stretch | None:
    """Return the subject after the verb: "…, said the minister"."""
    first, last = group
    if SPEECH not in cue.kinds or cue.form in {"ing", "base"} or first != last:
        return None
    before = _text(unit, first - 1)
    opens = before in {",", "”", '"', "''", "’", "'", "»", "“", "?", "!"} or (
        first > 0 and unit.quoted[first - 1]
    )
    if not opens or _text(unit, last + 1) in {"that", ",", ".", ":", "to", "", "in", "on", "“", '"', "”"}:
        return None
    if (
        subject_before(unit.body, unit.words, first) is not None
        and before == ","
        and cue.lemma not in {"say", "add"}
    ):
        return None
    return subject_after(unit.body, unit.words, last + 1, comma_ends=False)


def _before(unit: Unit, first: int) -> Stretch | None:
    """Return the clause before a parenthetical or final "she said": up to the comma in front of it."""
    comma = first - 1
    if _text(unit, comma) != "," and not (comma >= 0 and unit.quoted[comma]):
        return None
    if comma < 2:
        return None
    return _trimmed(unit, _clause_start(unit, comma), comma)


def _clause_start(unit: Unit, before: int) -> int:
    """Return the word at which the fronted clause begins: the sentence's, or after "; "."""
    for index in range(before - 1, -1, -1):
        if unit.words[index].text == ";" and not unit.quoted[index]:
            return index + 1
    return 1 if unit.words[0].text.lower() in {"but", "and", "yet", "so"} else 0


def _after(unit: Unit, last: int, cue_end: int, cue: Cue) -> Stretch | None:
    """Return what follows the cue, to the end of its clause."""
    start = next((i for i, w in enumerate(unit.words) if w.start >= cue_end), len(unit.words))
    if TELL in cue.kinds or cue.lemma == "ask":
        start = _past_addressee(unit, start)
    start = _past_time(unit, start)
    if start >= len(unit.words):
        return None
    if _text(unit, start) in {":", ","}:
        if _text(unit, start) == "," and not _opens_quote(unit, start + 1):
            return None
        start += 1
    if start >= len(unit.words) or _text(unit, start) in {".", ",", ";", ")", "—", "–", "-", "?", "!"}:
        return None
    if not _can_follow(unit, start, last, cue):
        return None
    end = _clause_end(unit, start, cue)
    return _trimmed(unit, start, end) if end > start else None


def _opens_quote(unit: Unit, index: int) -> bool:
    return (
        _text(unit, index) in {"“", '"', "'", "„", "«", "‘", "`"}
        and index + 1 < len(unit.words)
        and unit.quoted[index + 1]
    )


def _can_follow(unit: Unit, start: int, last: int, cue: Cue) -> bool:
    """Say whether the words at `start` can be the complement of this kind of cue."""
    text = _text(unit, start)
    if _opens_quote(unit, start) or text in {"that", "how", "whether", "what", "why", "if"}:
        return True
    if _text(unit, last) in cue.particles:
        return True
    if text == "to":
        return INTENT in cue.kinds or TELL in cue.kinds or cue.lemma in {"ask", "appear", "seem"}
    if text in _PREPOSITIONS:
        return SPEECH in cue.kinds and cue.lemma == "say"
    return bool(cue.kinds & {SPEECH, TELL, MENTAL, OBJECT})


def _past_addressee(unit: Unit, start: int) -> int:
    """Step over whom it is told to: a pronoun, a name, or a short phrase before "that" or a mark."""
    if _text(unit, start) in {
        "me",
        "him",
        "her",
        "us",
        "them",
        "you",
        "reporters",
        "supporters",
        "it",
        "people",
        "voters",
        "everyone",
    }:
        return start + 1
    index = start
    while index < len(unit.words) and index - start < 8:
        text = _text(unit, index)
        if (
            text
            in {
                "that",
                ",",
                ":",
                "to",
                "“",
                '"',
                "he",
                "she",
                "they",
                "it",
                "his",
                "her",
                "there",
                "how",
                "whether",
                "about",
                "why",
                "what",
                "in",
                "on",
                "the",
                "a",
            }
            and index > start + (text in {"the", "a"}) * 2
        ):
            return index
        if text in {"that", ","}:
            return index
        index += 1
    return start


def _past_time(unit: Unit, start: int) -> int:
    if start >= len(unit.words):
        return start
    offset = unit.words[start].start
    match = _TIME.match(unit.body, offset)
    if match is None:
        return start
    return next((i for i, w in enumerate(unit.words) if w.start >= match.end()), len(unit.words))


_ENDS = frozenset("but while although though whereas adding saying noting according citing referring".split())
_NP_ENDS = frozenset("because when after as before during since until while".split())


def _clause_end(unit: Unit, start: int, cue: Cue) -> int:
    """Return the index after the clause's last word."""
    is_clause = bool(cue.kinds & {SPEECH, TELL, MENTAL}) or _text(unit, start) in {"that", "how", "whether"}
    for index in range(start + 1, len(unit.words)):
        if unit.quoted[index]:
            continue
        text = unit.words[index].text
        if text == ";" or (text in _DASHES and index > start + 2 and _is_spaced(unit, index)):
            return index
        following = _text(unit, index + 1)
        if text == "," and following in _ENDS and not _goes_on_contrasting(unit, index + 1):
            return index
        if text == "," and _is_lead_clause(unit, start, index):
            return index
        if text == "," and following == "and" and _starts_clause(unit, index + 2):
            return index
        if not is_clause and (
            (text.lower() in _NP_ENDS and not (text == "as" and cue.lemma in _KEEP_AS)) or (text == "," and following in {"which", "who", "and"})
        ):
            return index
    return len(unit.words)


_DASHES = frozenset({"—", "–", "―"})
_LEAD_CLAUSE = frozenset("while although though as if when after since because".split())
_KEEP_AS = frozenset("describe portray view depict regard dismiss paint cast characterize criticize see praise brand label".split())


def _is_spaced(unit: Unit, index: int) -> bool:
    """Say whether a dash separates and does not join ("U.S.–Russia")."""
    word = unit.words[index]
    return word.text != "–" or unit.body[word.end : word.end + 1].isspace()


def _goes_on_contrasting(unit: Unit, index: int) -> bool:
    """Say whether "but" goes on inside the clause: "not for defence, but for coercion"."""
    return _text(unit, index) == "but" and _text(unit, index + 1) in _PREPOSITIONS | {"not", "rather", "only", "also", "never"}


def _is_lead_clause(unit: Unit, start: int, comma: int) -> bool:
    """Say whether the clause stands in front: "While he insisted A, others …"."""
    return _text(unit, 0) in _LEAD_CLAUSE and not any(word.text == "," for word in unit.words[1:start]) and comma < len(unit.words) - 4


def _starts_clause(unit: Unit, index: int) -> bool:
    return (
        _text(unit, index) in PRONOUNS
        or _text(unit, index) in _AUXILIARIES
        or (
            _text(unit, index) in cues(unit.language)
            and cues(unit.language)[_text(unit, index)].form == "past"
        )
    )


def _trimmed(unit: Unit, start: int, end: int) -> Stretch | None:
    """Return offsets of the words from `start` to `end` without outer punctuation; nothing if none is left."""
    while start < end and unit.words[start].text in {",", ":", ";", "—", "–", "-", "."}:
        start += 1
    while end > start and unit.words[end - 1].text in {",", ".", ":", ";", "—", "–", "-", "―", "?", "!"}:
        end -= 1
    return (unit.words[start].start, unit.words[end - 1].end) if end > start else None
