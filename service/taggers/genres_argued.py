"""Measure whether a text argues: its writer speaks, asks, demands or judges, and few others are quoted.

Which genres an article has is `service.taggers.genres`.
"""

import functools
import re
from itertools import repeat

from ahocorasick_rs import AhoCorasick, Implementation

from service.taggers.document import Document
from service.taggers.segment import stands_alone

_QUOTED = re.compile(r"[“\"„«][^”\"“»\n]{0,2000}[”\"“»]?")
# English words that demand or judge, and those by which others are quoted or, in guides and reviews, the
# reader is addressed.
_ENGLISH_DEMANDS = (
    "should", "must", "ought", "let us", "perhaps", "indeed", "surely", "of course", "unfortunately",
    "clearly", "in fact", "after all",
)  # fmt: skip
_ENGLISH_QUOTES = ("said", "says", "told", "according to", "announced", "reported", "added", "you", "your")
_ENGLISH_WORDS = AhoCorasick([*_ENGLISH_DEMANDS, *_ENGLISH_QUOTES], implementation=Implementation.DFA)
# By language: the writer's own voice; but for English, where they are above, demands and words that quote.
_VOICES: dict[str, tuple[re.Pattern[str], ...]] = {
    "en": (re.compile(r"\b(?:I|my|me|I['’](?:m|ve|d|ll)|[Ww]e|[Oo]ur|us)\b"),),
    "de": (
        re.compile(r"\b(?:[Ii]ch|[Mm]eine?[rnms]?|mir|mich|[Ww]ir|[Uu]nser(?:e[rnms]?)?)\b"),
        re.compile(r"\b(?:muss|müssen|müsste|sollten?|natürlich|vielleicht|offenkundig|freilich|leider)\b"),
        re.compile(r"\b(?:sagte|sagt|erklärte|laut|teilte|berichtete|betonte|sei|seien)\b"),
    ),
    "fr": (
        re.compile(r"\b(?:[Jj]e|[Mm]on|[Mm]es|[Nn]ous|[Nn]otre|[Nn]os)\b|\b[Jj]['’]"),
        re.compile(r"\b(?:faut|doit|doivent|devrait|devrions|devons|hélas|évidemment|peut-être|certes)\b"),
        re.compile(r"\b(?:a (?:déclaré|indiqué|affirmé|annoncé)|selon|explique|affirme|précise|ajoute)\b"),
    ),
    "es": (
        re.compile(r"\b(?:[Yy]o|[Mm]i|[Mm]is|[Nn]osotros|[Nn]uestr[oa]s?)\b"),
        re.compile(r"\b(?:debe|deben|debería|deberíamos|debemos|hay que|quizás?|desgraciadamente|claro)\b"),
        re.compile(r"\b(?:dijo|afirmó|explicó|aseguró|según|señaló|añadió|indicó|declaró)\b"),
    ),
}
_SHORTEST_ARGUED, _LONGEST_ARGUED = 250, 20_000  # words, characters
_MOST_VOICE, _MOST_ASKED = 16, 6  # a thousand words
_ARGUED, _ARGUED_SURELY = 9, 14


# English words by which a writer judges what is told, or draws a conclusion: rare in reports, many in
# columns, also in those that never say "I". By our own reading of opinion pages.
_JUDGING = frozenset(
    "worrying worrisome alarming shame shameful disgrace disgraceful regrettable regrettably sadly absurd "
    "absurdity "
    "ridiculous hypocrisy hypocritical outrageous naive naïve foolish folly cynical cynicism blatant "
    "blatantly merely "
    "utter utterly sheer hardly scarcely so-called supposed supposedly ostensibly undoubtedly obvious "
    "obviously "
    "naturally needless rather simply quite ironic ironically irony paradox paradoxically thus hence "
    "therefore deserve "
    "deserves arguably inevitable inevitably rhetoric narrative ideology ideological truth wrong myth "
    "propaganda dogma "
    "illusion precisely moral morally credibility nor indeed perhaps surely unfortunately clearly ought "
    "must should".split()
)
_JUDGING_PHRASES = (
    "no doubt", "in other words", "at best", "at worst", "it is time", "it is clear", "it is true", "it is "
    "no ",
    "it is not ", "there is no ", "there are no ", "one can", "one must", "one might", "one should", "not "
    "just",
    "not only", "even if", "even though", "of course", "in fact", "after all", "make no mistake",
)  # fmt: skip
_SAYING = frozenset("said says told according announced reported added stated noted wrote".split())
_SPEAKING = frozenset("i my me we our us i’m i've i’ve we’ve we've".split())
_MOST_SAID, _LEAST_JUDGED, _JUDGED, _JUDGED_SURELY = 8.0, 6.0, 9.0, 16.0
_LEAST_UNQUOTED = 0.85  # of the text; who quotes more reports
_LEAST_JUDGED_TOO = 4.0  # of a text in which the writer speaks
_ADDRESSED = frozenset("you your yours".split())
_SHORTEST_JUDGED = 180  # words
_STRIPPED = ".,;:!?()[]—–-…'’‘"


# English words whose counts bound the score from above, so that plain news need not be read word by word.
_OWN = (
    " I ", " I’", " I'", " my ", " My ", " me ", " we ", " We ", " our ", " Our ", " us ",
    "\nI ", "“I ", "\nWe ",
)  # fmt: skip
_DEMANDS = (
    "should", "must", "ought", "let us", "erhaps", "ndeed", "urely", "f course", "fortunately", "learly",
    "n fact", "fter all",
)  # fmt: skip
# All of them at one go, and so the words and phrases that judge: one look at each character, whatever it is.
_BOUNDING = AhoCorasick([*_DEMANDS, *_OWN, " said"], implementation=Implementation.DFA)
_BOUNDING_DEMANDS, _BOUNDING_SAID = len(_DEMANDS), len(_DEMANDS) + len(_OWN)
_MAY_JUDGE = AhoCorasick([*_JUDGING_PHRASES, *_JUDGING], implementation=Implementation.DFA)


def _cannot(document: Document) -> bool:
    """Say whether an English text quotes others too often to argue, whatever else it holds."""
    if document.language != "en":
        return False
    body, thousands = document.body[:_LONGEST_ARGUED], len(document.words) / 1000
    bounding = [index for index, _, _ in _BOUNDING.find_matches_as_indexes(body, overlapping=True)]
    demands = sum(map(_BOUNDING_DEMANDS.__gt__, bounding))
    if not demands:
        return True  # `argued` asks for at least one
    said = bounding.count(_BOUNDING_SAID)
    asked = min(1.5 * body.count("?") / thousands, _MOST_ASKED)
    voice = min(1.5 * (len(bounding) - demands - said) / thousands, _MOST_VOICE)
    return voice + 2 * demands / thousands + 2 * asked - 1.3 * said / thousands < _ARGUED


@functools.lru_cache(maxsize=2)  # both ways of arguing ask for it
def _unquoted(body: str) -> str:
    """Return a text without what stands in quotation marks."""
    return _QUOTED.sub(" ", body)


def judged(document: Document) -> int:
    """Return points, 0–65, for an English text that judges what it tells, whoever speaks in it."""
    count = len(document.words)
    body = document.body[:_LONGEST_ARGUED]
    if document.language != "en" or count < _SHORTEST_JUDGED:
        return 0
    if 1000 * (body.count(" said") + body.count(" told ") + body.count(" says")) / count > _MOST_SAID:
        return 0
    lower = _unquoted(body).lower()
    if len(lower) < _LEAST_UNQUOTED * len(body) or _judges_little(lower):
        return 0
    words = _plain_words(lower)
    if len(words) < _SHORTEST_JUDGED:
        return 0
    thousands = max(len(words), _SHORTEST_ARGUED) / 1000
    judging = _judging(lower, words) / thousands
    if judging < _LEAST_JUDGED:
        return 0
    voice = sum(map(_SPEAKING.__contains__, words)) / thousands
    saying = sum(map(_SAYING.__contains__, words)) / thousands
    addressed = sum(map(_ADDRESSED.__contains__, words)) / thousands
    asked = lower.count("?") / thousands
    score = 1.2 * min(judging, 20) + 0.5 * min(voice, _MOST_VOICE) + 1.2 * min(asked, _MOST_ASKED)
    score -= 1.3 * saying + 0.9 * addressed + lower.count(" yesterday") / thousands
    return 0 if score < _JUDGED else 65 if score >= _JUDGED_SURELY else 50


def _judges_little(lower: str) -> bool:
    """Say whether fewer words and phrases judge than are asked for, reckoned from what may be one."""
    phrases = len(_JUDGING_PHRASES)
    may_judge = sum(
        index < phrases or stands_alone(lower, start, end)
        for index, start, end in _MAY_JUDGE.find_matches_as_indexes(lower, overlapping=True)
    )
    least = _LEAST_JUDGED / 1000
    return may_judge < least * _SHORTEST_ARGUED or may_judge < least * len(lower.split())


def _plain_words(lower: str) -> list[str]:
    return list(map(str.strip, lower.split(), repeat(_STRIPPED)))


def _judging(lower: str, words: list[str]) -> int:
    """Return how many words and phrases of a text in lower case judge or conclude."""
    return sum(map(_JUDGING.__contains__, words)) + sum(map(lower.count, _JUDGING_PHRASES))


def _demands_and_quotes(text: str, patterns: list[re.Pattern[str]]) -> tuple[int, int]:
    """Return how many words demand and how many quote, by patterns or, without any, in English."""
    if patterns:
        demands, quotes = patterns
        return len(demands.findall(text)), len(quotes.findall(text))
    found = [
        index
        for index, start, end in _ENGLISH_WORDS.find_matches_as_indexes(text, overlapping=True)
        if stands_alone(text, start, end)
    ]
    demanding = sum(map(len(_ENGLISH_DEMANDS).__gt__, found))
    return demanding, len(found) - demanding


def argued(document: Document) -> int:
    """Return points, 0–65, for a text in which the writer speaks and demands and few others are quoted."""
    words = _VOICES.get(document.language)
    if words is None or len(document.words) < _SHORTEST_ARGUED:
        return 0
    if _cannot(document):
        return 0
    unquoted = _unquoted(document.body[:_LONGEST_ARGUED])
    thousands = max(len(unquoted.split()), _SHORTEST_ARGUED) / 1000
    speaks, *patterns = words
    demand, saying = (count / thousands for count in _demands_and_quotes(unquoted, patterns))
    if not demand:
        return 0
    asked = unquoted.count("?") / thousands
    if _MOST_VOICE + 1.5 * demand + 2 * min(asked, _MOST_ASKED) - 1.6 * saying < _ARGUED:
        return 0  # however much its writer speaks
    voice = len(speaks.findall(unquoted)) / thousands
    score = min(voice, _MOST_VOICE) + 1.5 * demand + 2 * min(asked, _MOST_ASKED) - 1.6 * saying
    if score < _ARGUED:
        return 0
    if score >= _ARGUED_SURELY:
        return 65
    if document.language == "en":
        lower = unquoted.lower()
        if _judging(lower, _plain_words(lower)) < _LEAST_JUDGED_TOO * thousands:
            return 0
    return 50
