"""Find numbers written in words: "two hundred and five thousand", "half a million", "zweiundzwanzig".

Numbers in digits are `service.taggers.quantities_digits`.
"""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from service.taggers.casing import lower_keeping_length
from service.taggers.quantities_digits import Number, scale_after, tidy
from service.taggers.quantities_tables import NumberWords, number_words

_WORD = re.compile(r"[^\W\d_]+")


_GAP = re.compile(r"[\s\u2011-]{1,2}")


_HALF_TAIL = re.compile(r"[\s-]and[\s-]a[\s-]half\b", re.IGNORECASE)


_HALVES = re.compile(
    r"\b(?:(half|quarter|third)\s(?:of\s)?an?\s(hundred|thousand|million|billion|trillion|dozen)"
    r"|(one|two|three|four)[\s-](half|thirds?|quarters?|fifths?|tenths?))\b",
    re.IGNORECASE,
)


# A French multiple of ten with its value, and the most that is added to it.
_FRENCH_TENS = {
    "vingt": (20, 9), "trente": (30, 9), "quarante": (40, 9), "cinquante": (50, 9), "soixante": (60, 19),
    "quatre-vingt": (80, 19),
}  # fmt: skip


# It begins with a letter, so that a search skips to the next of them.
_SINGLE_TIME = re.compile(
    r"a(?<!\wa)n?(?=\s(?:(?P<later>(?:minute|hour|day|week|month|year|decade|century|fortnight)\s(?:ago|later|earlier)\b)"
    r"|(?P<long>minute|hour|week|month|year|decade|century|fortnight)\b))"
)
_LEAD = re.compile(r"\b(?:for|in|within|about|after|over|than|nearly|almost|least)\s$")
_LONGEST_LEAD = 8
_PARTS_BEFORE, _PARTS_AFTER = 7, 24  # characters around a word such as "third" that "one third" may take


PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_PART_FINDER = AhoCorasick(list(PARTS), implementation=Implementation.DFA)


@functools.cache
def _compound(language: str) -> re.Pattern[str] | None:
    """German writes 21–99 and round hundreds in one word."""
    if language != "de":
        return None
    words = number_words("de")
    ones = "|".join(word for word, value in words.small.items() if 1 <= value <= 9 and value == int(value))
    tens = "|".join(words.tens)
    return re.compile(rf"(?:({ones})und)?({tens})|({ones})(hundert|tausend)", re.IGNORECASE)


@functools.cache
def _word_values(language: str) -> dict[str, tuple[str, float]]:
    words = number_words(language)
    return {
        **{word: ("scale", float(value)) for word, value in words.scales.items()},
        **{word: ("tens", float(value)) for word, value in words.tens.items()},
        **{word: ("small", value) for word, value in words.small.items()},
        **{word: ("small", float(value)) for word, value in _below_hundred(language).items()},
    }


def _below_hundred(language: str) -> dict[str, int]:
    """Return what French and Spanish build of several words: "quatre-vingt-dix-sept", "noventa y cinco"."""
    if language == "es":
        small, tens = number_words("es").small, number_words("es").tens
        ones = {word: int(value) for word, value in small.items() if 1 <= value <= 9}
        return {f"{ten} y {one}": tens[ten] + ones[one] for ten in tens for one in ones}
    if language != "fr":
        return {}
    found: dict[str, int] = {"quatre-vingt": 80, "quatre-vingts": 80, "soixante et onze": 71}
    ones = {word: int(value) for word, value in number_words("fr").small.items() if 1 <= value <= 16}
    teens = {"dix-sept": 17, "dix-huit": 18, "dix-neuf": 19}
    found |= teens
    for ten, (value, most) in _FRENCH_TENS.items():
        for one, added in (ones | teens).items():
            if added <= most and "aine" not in one:
                found[f"{ten}-{one}"] = value + added
                found[f"{ten} et {one}"] = value + added
    return found | {word.replace("-", " "): value for word, value in found.items()}


def _compound_value(word: str, words: NumberWords, compound: re.Pattern[str]) -> tuple[str, float] | None:
    match = compound.fullmatch(word)
    if match is None:
        return None
    ones, tens, many, scale = (group.lower() if group else None for group in match.groups())
    if tens:
        return "small", words.tens[tens] + (words.small[ones] if ones else 0)
    return "small", words.small[many or "ein"] * words.scales[scale or "hundert"]


class _Found(NamedTuple):
    """A number word: where it stands, whether it is small, tens or a scale, and its value."""

    start: int
    end: int
    kind: str
    value: float


@functools.cache
def _finder(language: str) -> tuple[tuple[tuple[str, float], ...], AhoCorasick]:
    """Return the meanings of the number words and the automaton that finds them, the longest at a place."""
    values = _word_values(language)
    automaton = AhoCorasick(
        list(values), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA
    )
    return tuple(values.values()), automaton


def _number_words_in(body: str, language: str, words: NumberWords) -> list[_Found]:
    lowered, compound = lower_keeping_length(body), _compound(language)
    if compound is None:
        meanings, automaton = _finder(language)
        return [
            _Found(start, end, *meanings[index])
            for index, start, end in automaton.find_matches_as_indexes(lowered)
            if not (lowered[start - 1 : start].isalpha() or lowered[end : end + 1].isalpha())
        ]
    values, present = _word_values(language), set(_WORD.findall(lowered))
    known = {word: values[word] for word in present & values.keys()}
    for word in present - values.keys():
        meaning = _compound_value(word, words, compound)
        if meaning is not None:
            known[word] = meaning
    return sorted(found for word, meaning in known.items() for found in _places(lowered, word, meaning))


def _places(lowered: str, word: str, meaning: tuple[str, float]) -> Iterator[_Found]:
    start = lowered.find(word)
    while start >= 0:
        end = start + len(word)
        if not (lowered[start - 1 : start].isalpha() or lowered[end : end + 1].isalpha()):
            yield _Found(start, end, *meaning)
        start = lowered.find(word, end)


class _Chain:
    """Adds up number words from left to right: "two hundred and five thousand"."""

    def __init__(self, kind: str, value: float) -> None:
        self.total = 0.0
        self.current = value
        self.last = kind
        self.last_value = value
        if kind == "scale":
            self._close(value, bare=True)

    def _close(self, scale: float, *, bare: bool = False) -> None:
        base = 1.0 if bare else self.current
        if scale < 1000:
            self.current = base * scale
        else:
            self.total = (
                (self.total + base) * scale
                if self.total and self.total < scale
                else self.total + base * scale
            )
            self.current = 0.0

    def takes(self, kind: str, value: float, joined: bool) -> bool:
        """Say whether a word may follow, and add it."""
        if kind == "scale":
            allowed = not joined and (self.last != "scale" or value > self.last_value)
        elif self.last == "tens":
            allowed = not joined and kind == "small" and 1 <= value <= 9
        else:
            allowed = self.last == "scale" and value < self.last_value
        if not allowed:
            return False
        if kind == "scale":
            self._close(value, bare=self.current == 0 and self.total == 0)
        else:
            self.current += value
        self.last, self.last_value = kind, value
        return True

    @property
    def value(self) -> float:
        return self.total + self.current


def spelt_numbers(body: str, language: str, words: NumberWords) -> Iterator[Number]:
    """Yield the numbers in words, each the longest chain of number words."""
    matches = _number_words_in(body, language, words)
    index = 0
    while index < len(matches):
        first = matches[index]
        chain, end, count = _Chain(first.kind, first.value), first.end, 1
        while index + count < len(matches):
            following = matches[index + count]
            joined = _joined(body, end, following.start, words)
            if joined is None or not chain.takes(following.kind, following.value, joined):
                break
            end, count = following.end, count + 1
        index += count
        number = _finished(body, (first.start, end), chain.value, words)
        yield from _if_number(body, number, first.kind, words)


def _if_number(body: str, number: Number, kind: str, words: NumberWords) -> Iterator[Number]:
    """Yield the number unless it is a lone scale word without an article ("dozens", "millions of")."""
    text = body[number.start : number.end].lower()
    if kind == "scale" and text in words.scales:
        before = _last_word(body, number.start)
        if before is None or before[1] not in words.articles:
            return
        number = number._replace(start=before[0])
    yield number._replace(vague=text in words.pronouns)


def _finished(body: str, span: tuple[int, int], value: float, words: NumberWords) -> Number:
    start, end = span
    tail = _HALF_TAIL.match(body, end)
    if tail is not None:
        end, value = tail.end(), value + 0.5
        scale, end = scale_after(body, end, words)
        value *= scale
    return Number(start, end, tidy(value), bare=False, words=True)


def _joined(body: str, end: int, start: int, words: NumberWords) -> bool | None:
    """Say how two number words meet: `False` directly, `True` by "and", `None` not at all."""
    gap = body[end:start]
    if _GAP.fullmatch(gap):
        return False
    return True if len(gap) < 8 and gap.strip(" -\u2011\n") in words.joins else None


def _last_word(body: str, start: int) -> tuple[int, str] | None:
    match = re.search(r"([^\W\d_]+)[\s-]$", body[max(0, start - 12) : start])
    return None if match is None else (max(0, start - 12) + match.start(), match.group(1).lower())


def single_times(body: str) -> Iterator[Number]:
    """Yield the article of "for a decade" and "an hour later", which says how long: one."""
    for article in _SINGLE_TIME.finditer(body):
        before = body[max(0, article.start() - _LONGEST_LEAD) : article.start()]
        if article["later"] or _LEAD.search(before):
            yield Number(*article.span(), 1, bare=False, words=True)


def halves(body: str, words: NumberWords) -> Iterator[Number]:
    """Yield "half a million", "two-thirds" and their like."""
    parts = _PART_FINDER.find_matches_as_indexes(lower_keeping_length(body), overlapping=True)
    read = 0
    for at in sorted([start for _, start, _ in parts]):
        match = _HALVES.search(body, max(read, at - _PARTS_BEFORE), at + _PARTS_AFTER)
        if match is not None:
            read = match.end()
            yield from _part(match, words)


def _part(match: re.Match[str], words: NumberWords) -> Iterator[Number]:
    part, scale, count, parts = (group.lower() if group else "" for group in match.groups())
    if scale:
        yield Number(match.start(), match.end(), tidy(words.scales[scale] / PARTS[part]), False, True)
    elif (count == "one") != parts.endswith("s"):
        value = words.small[count] / PARTS[parts.rstrip("s")]
        yield Number(match.start(), match.end(), round(value, 4), False, True)
