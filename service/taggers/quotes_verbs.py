"""Say whether a cue word is a verb where it stands, and which words around it belong to the verb.

The lists of cues are `service.taggers.quotes_cues`; subjects and contents are found elsewhere.
"""

from service.taggers.quotes_cues import PREPOSITIONAL, Cue, cues
from service.taggers.quotes_subjects import DETERMINERS
from service.taggers.quotes_units import AUXILIARIES, BE, PREPOSITIONS, Unit, is_adverb, text_at

_SUBJECT_PRONOUNS = frozenset("i you we they he she it who which that this some many others both".split())


_NOUN_FOLLOWERS = frozenset("of in were are was is have has had by from and or at , . ; : )".split())


_PLURALS = frozenset("people police men women".split())
_NOT_PLURAL = ("ss", "’s", "'s")


def verb_group(unit: Unit, index: int, cue: Cue) -> tuple[int, int] | None:
    """Return the first and last word of the verb group around a cue, or nothing when it is no verb."""
    first, lower, quoted = index, unit.lower, unit.quoted
    has_auxiliary = passive = False
    while first > 0 and not quoted[first - 1]:
        before = lower[first - 1]
        if before in AUXILIARIES:
            has_auxiliary = True
            passive = passive or (before in BE and cue.form == "past")
        elif not is_adverb(before):
            break
        first -= 1
    while (
        first < index
        and lower[first] in {"both", "all", "since", "first", "once", "long"}
        and has_auxiliary is False
    ):
        first += 1
    if passive or not _is_verb(unit, first, index, cue, has_auxiliary):
        return None
    last = index
    if cue.particles:
        while last < index + 2 and text_at(unit, last + 1) in cue.particles and not quoted[last + 1]:
            last += 1
    if cue.kinds == {PREPOSITIONAL} and last == index:
        return None
    return first, last


def _is_verb(unit: Unit, first: int, index: int, cue: Cue, has_auxiliary: bool) -> bool:
    before, after = text_at(unit, first - 1), text_at(unit, index + 1)
    if before in {"to", "of", "'s", "’s"} or before in DETERMINERS:
        return False
    if cue.form == "ing":
        return has_auxiliary or before in {",", "by", "while", "without", "after", "before", "—", "–"}
    if has_auxiliary or before in _SUBJECT_PRONOUNS:
        return True
    if cue.form == "past":
        return after != "by" and before not in PREPOSITIONS
    if before in PREPOSITIONS or (
        after in _NOUN_FOLLOWERS and after not in cue.particles and cue.lemma not in {"say", "write"}
    ):
        return False
    if _is_past_verb(before):
        return False  # "dodged questions", "gave orders"
    if cue.form == "s":
        return not before.endswith("s") or _is_name(unit, first - 1) or cue.lemma == "say"
    return before in _PLURALS or (
        before.endswith("s") and not before.endswith(_NOT_PLURAL) and before != "news"
    )


def _is_past_verb(text: str) -> bool:
    cue = cues("en").get(text)
    return cue is not None and cue.form in {"past", "ing"}


def _is_name(unit: Unit, index: int) -> bool:
    return 0 <= index < len(unit.words) and unit.words[index].text[:1].isupper()
