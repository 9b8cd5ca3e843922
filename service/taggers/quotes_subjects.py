"""Find the noun phrase that is the subject of a cue, to its left or, inverted, to its right.

Without a parser: a phrase runs to punctuation, a conjunction, a subordinator or another verb; a phrase
between two commas before the verb is an apposition and belongs to it. What is done with the phrase is
for `service.taggers.quotes_clauses` and `service.taggers.sources`.
"""

import functools
import re

from service.taggers.quotes_cues import cues
from service.taggers.quotes_units import is_adverb
from service.taggers.segment import Word

Stretch = tuple[int, int]

DETERMINERS = frozenset(
    "the a an his her its their our my your this these those every each no any another".split()
)
PRONOUNS = frozenset(
    "he she they we i it you who which that this these those some many others someone everyone nobody".split()
)
_BOUNDARIES = frozenset(
    "but or that because as while when if although though since after before where whether until unless "
    "so than what how why yet nor whom whose then".split()
)
_STRONG = frozenset(", ; : — – ― ( ) “ ” \" ' ‘ ? ! .".split())
FINITE = frozenset(
    "is was were are be been being am has have had will would could should may might must can did does do "
    "made went got took came gave became began kept left led met paid put ran sent spent stood won lost "
    "held brought".split()
)
_LEADING = frozenset(
    "and but so yet meanwhile however still then now later also today yesterday instead even indeed "
    "earlier separately additionally furthermore moreover nevertheless otherwise thus therefore meantime "
    "here there once again".split()
)
_TRAILING = frozenset("today yesterday tonight tomorrow earlier recently then now instead meanwhile".split())
_PARENTHETICAL = frozenset(
    "however meanwhile too though instead also then for in at on as while after speaking when by".split()
)
_PREPOSITIONS = frozenset(
    "in on at of for to by with from about against into over after before during under through between "
    "among".split()
)
_NOT_NOUN = _PREPOSITIONS | FINITE | DETERMINERS | frozenset("and or but not very more most".split())
_LEADING_OR_AND = _LEADING | {"and"}
_LEADING_OR_MARK = _LEADING | {",", "“", '"'}
_STRONG_OR_AND = _STRONG | {"and"}
_FRONTING = _PREPOSITIONS | _BOUNDARIES
_TITLES = frozenset(
    "Mr Mrs Ms Dr Sen Gov Rep St Gen Lt Col Sgt Prof Rev Jr Sr Capt Maj Hon Sens Reps".split()
)
_LONGEST = 30
_DAYS = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$")
_AFTER_ENDS = frozenset(
    "referring adding noting saying citing when while after during as before because but whose".split()
)


def subject_before(body: str, words: tuple[Word, ...], verb: int) -> Stretch | None:
    """Return the subject that ends before the verb group which starts at word `verb`."""
    if verb <= 0:
        return None
    last = verb - 1
    text = words[last].text.lower()
    if text in PRONOUNS:
        return words[last].start, words[last].end
    if text in {",", ")", "—", "–"}:
        return _with_apposition(words, last)
    last = _before_adverbs(words, _before_day(words, last))
    start = _phrase_start(words, last)
    return None if start is None else (words[start].start, words[last].end)


def _before_day(words: tuple[Word, ...], last: int) -> int:
    """Step back over a day between subject and verb: "The king on Sunday stressed"."""
    if last < 2 or not _DAYS.match(words[last].text):
        return last
    return last - 2 if words[last - 1].text.lower() in {"on", "late", "early", "last"} else last - 1


def _before_adverbs(words: tuple[Word, ...], last: int) -> int:
    """Step back over adverbs that stand between subject and verb: "Trump reportedly", "S.A. today"."""
    while last > 0 and words[last].text.islower() and is_aside(words[last].text):
        last -= 1
    return last


def is_aside(text: str) -> bool:
    """Say whether a lower-case word is an adverb that no subject ends with."""
    return text in _TRAILING or is_adverb(text)


def _phrase_start(words: tuple[Word, ...], last: int) -> int | None:
    """Return the first word of the noun phrase that ends with word `last`."""
    if words[last].text.lower() in _NOT_NOUN or words[last].text in _STRONG:
        return None
    start = last
    while start > 0 and last - start < _LONGEST and not _is_boundary(words, start - 1):
        start -= 1
    start = _without_lead(words, start, last)
    return start if start <= last else None


def _is_boundary(words: tuple[Word, ...], index: int) -> bool:
    lower = words[index].text.lower()
    if lower not in _boundaries():
        return False
    if lower in {"’", "'"}:
        return index == 0 or words[index - 1].text in {",", ".", "?", "!", "'", "’"}
    if lower == ".":
        return index == 0 or not _is_abbreviation(words[index - 1].text)
    return lower != "and" or not _joins_names(words, index)


@functools.cache
def _boundaries() -> frozenset[str]:
    """Return what a subject may end before: marks, subordinators, pronouns and verbs of all kinds."""
    spoken = {form for form, cue in cues("en").items() if cue.form in {"past", "s"} and "speech" in cue.kinds}
    pronouns = {"he", "she", "they", "we", "i", "who", "which", "you", "it"}
    return _STRONG | _BOUNDARIES | FINITE | pronouns | {"’", "and"} | (spoken - {"report", "reports"})


def _is_abbreviation(text: str) -> bool:
    return text in _TITLES or (len(text) == 1 and text.isupper())


def _joins_names(words: tuple[Word, ...], index: int) -> bool:
    """Say whether "and" joins two parts of one subject and not two clauses."""
    if index == 0 or index + 1 >= len(words):
        return False
    left, right = words[index - 1].text, words[index + 1].text
    if left in _STRONG or right.lower() in PRONOUNS:
        return False
    return left[0].isupper() == right[0].isupper()


def _without_lead(words: tuple[Word, ...], start: int, last: int) -> int:
    while start < last and words[start].text.lower() in _LEADING_OR_AND:
        start += 1
    if words[start].text.lower() in _PREPOSITIONS and start < last:
        for index in range(start + 1, last):
            if _DAYS.match(words[index].text) or words[index].text.isdigit():
                return index + 1
    return start


def _with_apposition(words: tuple[Word, ...], comma: int) -> Stretch | None:
    """Return "NAME, APPOSITION," before the verb, or the name alone when the middle is only an aside."""
    opening = next(
        (i for i in range(comma - 1, max(-1, comma - _LONGEST), -1) if words[i].text in {",", "(", "—", "–"}),
        None,
    )
    if opening is None or opening == 0:
        return None
    inner = words[opening + 1].text.lower()
    head_end = opening - 1
    if _is_second_apposition(words, opening):
        earlier = next(
            (i for i in range(opening - 1, max(-1, opening - _LONGEST), -1) if words[i].text == ","), None
        )
        between = words[earlier + 1 : opening] if earlier is not None else ()
        if any(word.text in _STRONG for word in between):
            earlier = None  # a comma on the other side of a quotation is none of this phrase
        if earlier is not None and earlier > 0 and words[earlier - 1].text[:1].isupper():
            head_end = earlier - 1
    if words[head_end].text == ")":  # "Rep. Ann Lee (D-Ohio), a lawyer, said"
        bracket = next((i for i in range(head_end, max(-1, head_end - 8), -1) if words[i].text == "("), 0)
        head_end = bracket - 1
    start = _phrase_start(words, head_end) if head_end >= 0 else None
    if start is None:
        return None
    if inner in _PARENTHETICAL or words[opening].text != ",":
        return words[start].start, words[head_end].end
    return words[start].start, words[comma].end


def _is_second_apposition(words: tuple[Word, ...], opening: int) -> bool:
    """Say whether what stands before `opening` is itself an apposition: "Teske, 53, a guard, said"."""
    before = words[opening - 1].text
    return before.isdigit() or (before.islower() and opening > 3)


def subject_after(body: str, words: tuple[Word, ...], first: int, *, comma_ends: bool) -> Stretch | None:
    """Return the subject that starts at word `first`, with its apposition unless `comma_ends`."""
    if first >= len(words) or words[first].text in _STRONG:
        return None
    if words[first].text.lower() in {"he", "she", "they", "we", "i", "it"}:
        return words[first].start, words[first].end
    index = first
    while index < len(words) and index - first < _LONGEST + 15:
        if _ends_phrase(words, first, index, comma_ends):
            break
        index += 1
    while index > first and words[index - 1].text in _STRONG_OR_AND:
        index -= 1
    return (words[first].start, words[index - 1].end) if index > first else None


def _ends_phrase(words: tuple[Word, ...], first: int, index: int, comma_ends: bool) -> bool:
    text = words[index].text
    following = words[index + 1].text.lower() if index + 1 < len(words) else ""
    if text in {";", ":", "“", '"', "”", "—", "–", "?", "!"} or (text == "." and index == len(words) - 1):
        return True
    if text == ",":
        return (
            comma_ends
            or following in _AFTER_ENDS
            or (following in {"and", "who", "which"} and index - first < 1)
        )
    lower = text.lower()
    if _DAYS.match(text) or (
        lower == "on" and _DAYS.match(words[index + 1].text if index + 1 < len(words) else "")
    ):
        return True
    if lower == "in" and following in {"a", "an"} and index + 2 < len(words):
        return words[index + 2].text.lower() in {
            "statement",
            "interview",
            "speech",
            "tweet",
            "post",
            "letter",
            "news",
            "email",
            "telephone",
            "phone",
            "press",
        }
    return index > first and lower in _AFTER_ENDS


def main_subject(body: str, words: tuple[Word, ...], before: int) -> Stretch | None:
    """Return the sentence's subject, for a participle ("…, saying"): what stands before its first verb."""
    start = 0
    comma = next((i for i in range(min(before, 15)) if words[i].text == ","), None)
    opens = words[0].text.lower()
    if comma is not None and comma < before - 2 and (opens in _FRONTING or opens.endswith(("ing", "ed"))):
        start = comma + 1
    while start < before and words[start].text.lower() in _LEADING_OR_MARK:
        start += 1
    if start >= before:
        return None
    if words[start].text.lower() in PRONOUNS:
        return words[start].start, words[start].end
    if words[0].text in {"“", '"', "„", "«", "'", "‘"}:
        return None
    for index in range(start + 1, before):
        if _looks_finite(words, index):
            last = index - 1
            while last > start and words[last].text.islower() and is_aside(words[last].text):
                last -= 1
            return words[start].start, words[last].end
    return None


def _looks_finite(words: tuple[Word, ...], index: int) -> bool:
    lower = words[index].text.lower()
    if lower in FINITE or (lower.endswith("ed") and len(lower) > 3) or words[index].text == ",":
        return words[index - 1].text.lower() not in DETERMINERS
    cue = cues("en").get(lower)
    return cue is not None and cue.form in {"past", "s"} and words[index - 1].text.lower() not in DETERMINERS
