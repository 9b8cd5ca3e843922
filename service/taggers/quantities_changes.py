"""Say of a quantity that it is by how much something changed, or the level before or after a change.

"Rose 5 % to 30": 5 % is an increase, 30 the level that it led to. Only words directly beside the quantity
count; what the quantity is, is `service.taggers.quantities`.
"""

import functools
import re
from typing import NamedTuple

INCREASE, DECREASE, FROM, TO = "increase", "decrease", "from", "to"
_WINDOW = 48  # characters before the quantity
_AFTER = 24  # characters behind it

_UP = {
    "en": r"r(?:ose|is(?:e[sn]?|ing))|increas(?:e[sd]?|ing)|jump(?:s|ed|ing)?|climb(?:s|ed|ing)?"
    r"|gain(?:s|ed|ing)?|gr(?:e|o)w(?:s|n|ing)?|soar(?:s|ed|ing)?|surg(?:e[sd]?|ing)|advanc(?:e[sd]?|ing)|rall(?:y|ied)|up"
    r"|expand(?:s|ed)?|rebound(?:s|ed)?",
    "de": r"stiegen|stieg|steigen|steigt|gestiegen|kletterten?|wuchsen|wuchs|wächst|erhöht(?:en?)?|zunahme"
    r"|anstieg|plus|zuwachs|legten?",
    "fr": r"augment(?:é|e|ent|er|ation)|hausse|progress(?:é|e|er|ion)|grimp(?:é|e)|bondi|bond|croissance"
    r"|gagn(?:é|e)",
    "es": r"subi(?:ó|eron)|sube|aument(?:ó|aron|o|a)|creci(?:ó|eron|miento)|crece|alza|subida|avanz(?:ó|a)"
    r"|incremento",
}
_DOWN = {
    "en": r"f(?:e|a)ll(?:s|en|ing)?|drop(?:s|ped|ping)?|declin(?:e[sd]?|ing)|decreas(?:e[sd]?|ing)"
    r"|slid(?:e|es|ing)?|slip(?:s|ped|ping)?|tumbl(?:e[sd]?|ing)|plung(?:e[sd]?|ing)|s[au]nk|shr[aiu]nk|los(?:t|es?|ing)|shed"
    r"|down|eased?|dip(?:s|ped)?|contract(?:s|ed)?|plummet(?:s|ed)?",
    "de": r"sanken|sank|sinken|sinkt|gesunken|fielen|fiel|fällt|gefallen|schrumpften?|geschrumpft"
    r"|verringert(?:en?)?|rückgang|minus|verloren?|gab(?:en)?|rutschten?",
    "fr": r"baiss(?:é|e|er)|recul(?:é|e|er)?|chut(?:é|e|er)|dimin(?:ué|ue|uer|ution)|perdu|perd|repli",
    "es": r"cay(?:ó|eron)|cae|baj(?:ó|aron|a|ada)|descend(?:ió|ieron)|descenso|caída|disminu(?:yó|ción)"
    r"|retroced(?:ió|e)|perdi(?:ó|eron)|reducción",
}
_BETWEEN = {
    "en": "by of about nearly almost around over some another further sharply slightly roughly only just a "
    "an modest more less than as much total steadily additional approximately",
    "de": "um von rund etwa fast knapp gut mehr als nur noch weitere ca. über auch leicht deutlich",
    "fr": "de d' d’ environ près plus moins presque encore quelque seulement légèrement",
    "es": "un una en de del casi cerca más otro alrededor aproximadamente",
}
_MOST_BETWEEN = 4
_BEHIND = {
    "en": (
        r"\s(?:increase|rise|jump|gain|surge|growth|hike)\b|\s(?:higher|up)\b",
        r"\s(?:decreases?|drop|fall|decline|cut|slump|plunge|loss|reduction)\b|\s(?:lower|down)\b",
    ),
    "de": (r"\s(?:mehr|höher)\b(?!\sals\s\d)", r"\s(?:weniger|niedriger)\b"),
    "fr": (r"\sde\s(?:plus|hausse)\b", r"\sde\s(?:moins|baisse)\b"),
    "es": (r"\smás\sque\b", r"\smenos\sque\b"),
}
_LEVELS = {"en": ("from", "to"), "de": ("von", "auf"), "fr": ("de", "à"), "es": ("desde", "hasta")}
_NO_CHANGE = re.compile(
    r"\b(?:mak(?:es?|ing)|made|end(?:s|ed)?|set|giv(?:es?|ing)|gave|taken?|took|pay|broken?|shut)\s(?:up|down)\b"
    r"|\b(?:up|down)\sto\b|\bgrown\b|\bplus\s(?:de|d['’]|que)",
    re.IGNORECASE,
)


class Change(NamedTuple):
    """`change`: by how much, increase or decrease; `level`: the level from or to which it changed."""

    change: str | None = None
    level: str | None = None


class _Words(NamedTuple):
    """Patterns; `between` are the words that may stand after a verb, `levels` those right before a level."""

    verb: re.Pattern[str]
    between: frozenset[str]
    levels: frozenset[str]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    level: re.Pattern[str]
    joined: re.Pattern[str]


@functools.cache
def _words(language: str) -> _Words | None:
    if language not in _UP:
        return None
    up, down, between = _UP[language], _DOWN[language], _BETWEEN[language].split()
    source, target = _LEVELS[language]
    more, less = _BEHIND[language]
    levels = rf"(?:(?P<source>{source})|(?P<target>{target}))"
    verbs = rf"(?<!\w)(?:(?P<up>{up})|(?P<down>{down}))"
    gap = rf"(?:\s(?:{'|'.join(map(re.escape, between))})){{0,{_MOST_BETWEEN}}}\s"
    return _Words(
        re.compile(rf"{up}|{down}"),
        frozenset(between),
        frozenset((source, target)),
        re.compile(rf"{verbs}{gap}$", re.IGNORECASE),
        re.compile(rf"(?:(?P<up>{more})|(?P<down>{less}))"),
        re.compile(rf"{verbs}(?:\s\w+){{0,2}}\s{levels}\s$", re.IGNORECASE),
        re.compile(rf",?\s{levels}\s(?:\w+\s){{0,2}}"),
    )


def changes(body: str, spans: list[tuple[int, int]], language: str) -> list[Change]:
    """Return what each quantity, given by its offsets in order, has to do with a change."""
    words = _words(language)
    found: list[Change] = []
    for index, (start, end) in enumerate(spans):
        change = Change()
        if words is not None:
            previous = found[-1] if found else Change()
            last = spans[index - 1][1] if index else 0
            goes_on = (previous.change or previous.level) and start - last < _WINDOW
            change = _of(body, (start, end), words, body[last:start] if goes_on else None)
        found.append(change)
    return found


def _of(body: str, span: tuple[int, int], words: _Words, gap: str | None) -> Change:
    """Return the change of one quantity; `gap` is what stands between it and one that changes before it."""
    joined = words.joined.fullmatch(gap) if gap is not None else None
    if joined is not None:
        return Change(level=FROM if joined["source"] else TO)
    before = body[max(0, span[0] - _WINDOW) : span[0]]
    last = before.lower().split()[-1 - _MOST_BETWEEN :]
    match = words.before.search(before) if _ends_with_verb(last, words) else None
    if match is not None and _NO_CHANGE.search(before) is None:
        return Change(change=INCREASE if match["up"] else DECREASE)
    match = words.level.search(before) if last and last[-1] in words.levels else None
    if match is not None and _NO_CHANGE.search(before) is None:
        return Change(level=FROM if match["source"] else TO)
    if body[span[0] : span[1]].rstrip()[-1:] in _BEHIND_UNITS:
        behind = words.behind.match(body, span[1], span[1] + _AFTER)
        if behind is not None:
            return Change(change=INCREASE if behind["up"] else DECREASE)
    return _NONE


_BEHIND_UNITS = frozenset("%teso")
_NONE = Change()


def _ends_with_verb(last: list[str], words: _Words) -> bool:
    """Say whether the last words are a verb and what may stand behind it: a search is worth its time."""
    for word in reversed(last):
        if words.verb.fullmatch(word) is not None:
            return True
        if word not in words.between:
            return not word.isalpha()  # a mark may stand before the verb
    return False
