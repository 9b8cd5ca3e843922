"""Names that what stands around them makes evident, where the recogniser passed them over or cut them short.

A title before a capitalised word ("Dr. Rohatgi"), a known town after "in", the letters of a state after a
town ("Raleigh, NC"), whom somebody works or plays for ("Bluescope spokesman Dan Obi"), the stop of an
abbreviation that ends a name, what a body is for ("Committee on Water"). For English only.
"""

import re
from bisect import bisect_right

from service.taggers.entities_lexicon import GROUPS, ORG_WORDS
from service.taggers.entities_mentions import Found
from service.taggers.entities_trimming import RANKS, TITLES, names_nothing
from service.taggers.gazetteer_tables import rows_of
from service.taggers.places_gazetteer import load_places

_WORD = r"[A-ZÀ-Þ][\w'’\-]*"
# Begins with letters that are found fast; what stands before the title is looked at next.
_TITLE = re.compile(
    "|".join(
        rf"{title[0]}(?<![\w.]{title[0]}){title[1:]}\.?\s"
        for title in "Mrs Mr Ms Dr Prof Sen Rep Gov Sgt Capt Lt Col Gen".split()
    )
)
_TITLED = re.compile(
    rf"(?:[A-Z]\.\s){{0,2}}{_WORD}[a-zà-þ](?:\s(?:[A-Z]\.\s)?{_WORD}[a-zà-þ]){{0,2}}(?![\w])"
)
_PLACED = re.compile(rf" in ({_WORD}(?:\s{_WORD}){{0,2}})(?!\s?[\w’']|-)")
_LEAST_POPULATION = 15_000  # of a town that a preposition is enough for
_STATE = re.compile(r",\s([A-Z]{2,3})(?![\w.])")
# Provinces and states beside those of the United States, as addresses abbreviate them.
_PROVINCES = frozenset("AB BC MB NB NL NS ON PE QC SK NSW QLD VIC TAS ACT".split())
_NO_STATES = frozenset({"IN", "OK", "OR", "ME", "HI"})  # words first of all
_ABBREVIATED = frozenset({"Inc", "INC", "Corp", "CORP"})


# What people do for a company, a paper or a club, as it stands between its name and theirs.
_ROLE = (
    "spokesman|spokeswoman|spokesperson|chief executive|chief executive officer|CEO|founder|co-founder|boss|"
    "executive|vice president|president|chairman|chairwoman|analyst|economist|lawyer|attorney|reporter|"
    "correspondent|editor|columnist|journalist|researcher|scientist|engineer|manager|captain|coach|"
    "head coach|defender|midfielder|striker|forward|goalkeeper|keeper|winger|receiver|quarterback|pitcher|"
    "guard|center|batsman|bowler|skipper|star|owner|director|leader|chief"
)
_EMPLOYED = re.compile(rf"(?<![\w'’.&-])(?<!of )({_WORD}(?:\s{_WORD}){{0,3}})\s(?:{_ROLE})\s$")
_LAST_OF_ROLE = frozenset(role.split()[-1] for role in _ROLE.split("|"))
_FARTHEST = 70  # characters before a person that are looked at


def with_evident(body: str, found: list[Found], ordinary: frozenset[str]) -> list[Found]:
    """Return the names with those that are evident, in order.

    Args:
        body: the text.
        found: names, in order.
        ordinary: lower-case words, which are no names where they only open a sentence.
    """
    whole = _with_tails(body, [_with_stop(body, item) for item in found])
    added = [*_free(whole, _titled(body)), *_free(whole, _placed(body)), *_states(body, whole)]
    added += _free(whole, _employers(body, whole, ordinary))
    if not added:
        return whole
    spans = {(item.start, item.end) for item in added}
    return sorted((*(item for item in whole if (item.start, item.end) not in spans), *added))


def _titled(body: str) -> list[Found]:
    """Return who is named after a title."""
    named = []
    for title in _TITLE.finditer(body):
        match = _TITLED.match(body, title.end())
        if match and ORG_WORDS.isdisjoint(words := match[0].split()) and words[0] not in TITLES:
            named.append(Found(*match.span(), "PER", 0.85))
    return named


def _employers(body: str, found: list[Found], ordinary: frozenset[str]) -> list[Found]:
    """Return for whom the persons found work or play, by what stands right before their names."""
    demonyms = load_places().demonyms
    employers = []
    for item in found:
        before = max(0, item.start - _FARTHEST)
        role = body[before : item.start].rpartition(" ")[0].rpartition(" ")[2]
        if item.kind != "PER" or role not in _LAST_OF_ROLE:
            continue
        match = _EMPLOYED.search(body, before, item.start)
        if match is None:
            continue
        words = match[1].split()
        if words[-1].endswith(("'s", "’s")):
            continue
        is_name = not any(word in demonyms or word in RANKS or word in GROUPS for word in (*words, match[1]))
        if is_name and not (len(words) == 1 and words[0].lower() in ordinary):
            employers.append(Found(*match.span(1), "ORG", 0.6))
    return employers


def _placed(body: str) -> list[Found]:
    """Return the towns of some size after "in"."""
    return [
        Found(match.start(1), match.end(1), "LOC", 0.7)
        for match in _PLACED.finditer(body)
        if not names_nothing(match[1].split()) and _is_large(match[1])
    ]


def _is_large(name: str) -> bool:
    entries = load_places().by_name.get(name)
    return bool(entries) and entries[0].population >= _LEAST_POPULATION


def _states(body: str, found: list[Found]) -> list[Found]:
    """Return the letters of states after the place that they tell where to find."""
    ends = {item.end for item in found if item.kind == "LOC"}
    return [
        Found(match.start(1), match.end(1), "LOC", 0.85)
        for match in _STATE.finditer(body)
        if match[1] in _LETTERS and match.start() in ends
    ]


_END = r"(?![\w’']|\sof\b)"
_LIST = rf"(?:the\s)?{_WORD}(?:\s{_WORD}){{0,4}}"
# What a body is for, behind its name: "Committee" "on Water", "Ministry of Hajj" "and Umrah".
_PURPOSE = re.compile(rf"\s(?:for|on)\s{_LIST}(?:(?:,\s{_LIST}){{0,4}},?\s(?:and|&)\s{_LIST})?{_END}")
_FIELDS = re.compile(rf"(?:,\s{_LIST}){{0,4}},?\s(?:and|&)\s{_LIST}{_END}")
_FOR_ALL = frozenset(
    "Association Commission Committee Council Institute Center Centre Group Society Union Federation "
    "Foundation Fund Coalition Alliance Organization Organisation Network Campaign Movement Forum "
    "Conference Panel Board Department Agency".split()
)
_OF_FIELDS = (
    "Ministry of ",
    "Ministry for ",
    "Department of ",
    "Department for ",
    "Directorate of ",
    "School of ",
)
_DAYS_AND_MONTHS = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July "
    "August September October November December".split()
)


def _with_tails(body: str, found: list[Found]) -> list[Found]:
    """Let bodies' names go on to what they are for, where nothing else is named there."""
    whole: list[Found] = []
    at = 0
    while at < len(found):
        item = found[at]
        at += 1
        tail = _tail_of(body, item) if item.kind == "ORG" and item.hit is None else None
        if tail is not None:
            last = at
            while last < len(found) and found[last].start < tail:
                last += 1
            if all(_is_part(body, other, tail) for other in found[at:last]):
                item, at = item._replace(end=tail), last
        whole.append(item)
    return whole


def _tail_of(body: str, item: Found) -> int | None:
    """Return where the name with what the body is for ends; None where nothing of the kind follows."""
    name = body[item.start : item.end]
    if name.startswith(_OF_FIELDS):
        match = _FIELDS.match(body, item.end)
    elif name.rpartition(" ")[2] in _FOR_ALL and " " in name:
        match = _PURPOSE.match(body, item.end)
    else:
        return None
    if match is None or not _TAIL_STOPS.isdisjoint(match[0].replace(",", "").split()):
        return None
    end = match.end()
    return end - 2 if body.endswith(("'s", "’s"), 0, end) else end


def _is_part(body: str, item: Found, end: int) -> bool:
    """Whether what was found is only a piece of the longer name."""
    words = body[item.start : item.end].split()
    return item.kind == "ORG" and item.hit is None and item.end <= end and ORG_WORDS.isdisjoint(words)


_TAIL_STOPS = _DAYS_AND_MONTHS | TITLES - {"The", "the"} | RANKS


def _with_stop(body: str, item: Found) -> Found:
    """Return a name with the stop of the abbreviation that ends it."""
    if body[item.end : item.end + 1] != ".":
        return item
    last = body[item.start : item.end].rpartition(" ")[2]
    return item._replace(end=item.end + 1) if last in _ABBREVIATED else item


def _free(found: list[Found], others: list[Found]) -> list[Found]:
    """Return those of `others` that touch no name found."""
    starts = [item.start for item in found]
    free = []
    for other in others:
        at = bisect_right(starts, other.start) - 1
        is_free = at < 0 or found[at].end <= other.start
        if is_free and (at + 1 == len(found) or found[at + 1].start >= other.end):
            free.append(other)
    return free


_LETTERS = (frozenset(row[0] for row in rows_of("us_states.tsv")) | _PROVINCES) - _NO_STATES
