"""Tag keywords: the names and terms an article is about, ranked, without repeating each other.

Candidates are the entities and the words behind the subjects that earlier taggers found, names in
capitals, and words and word pairs that recur. The rank weighs how often, how early and how
specifically; there is no background corpus. Entities and subjects themselves are other taggers'.
"""

import functools
import math
import re
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from itertools import pairwise

import msgspec

from service.taggers.document import Document, Tagger, Tags
from service.taggers.segment import Word
from service.tags import Keyword, Mention

NAME, VERSION = "keywords", "1"
CREATOR = f"{NAME}/{VERSION}"
_MOST = 12
_MOST_MENTIONS = 20
_LONGEST_WORDS = 20_000
_ENTITY, _TOPIC_TERM, _CAPITALS, _PAIR, _WORD = 1.5, 1.2, 1.1, 1.2, 0.7
_LEAST_REPEATS = {"pair": 2, "word": 3}
_HEADLINE_BONUS = 1.6
_SHORTEST = 3

Stretch = tuple[int, int]


class _Candidate:
    """A possible keyword: where it stands, and the weight of the best reason for it."""

    __slots__ = ("places", "value", "weight")

    def __init__(self) -> None:
        self.places: set[Stretch] = set()
        self.value = ""
        self.weight = 0.0

    def add(self, value: str, weight: float, places: list[Stretch]) -> None:
        self.places.update(places)
        if weight > self.weight:
            self.value, self.weight = value, weight


@functools.cache
def stop_words() -> dict[str, frozenset[str]]:
    """Return, by language, the words that are no keywords."""
    text = resources.files("service.taggers").joinpath("data", "stop_words.txt").read_text(encoding="utf-8")
    lines = (line.partition(": ") for line in text.splitlines() if not line.startswith("#"))
    return {language: frozenset(words.split()) for language, _, words in lines}


def tag_keywords(document: Document, tags: Tags) -> Tags:
    """Return `tags` with the keywords of the article."""
    candidates: dict[str, _Candidate] = {}
    for value, weight, places in _candidates(document, tags):
        candidates.setdefault(value.lower(), _Candidate()).add(value, weight, places)
    headline = document.article.headline.lower()
    length = max(len(document.body), 1)
    ranked = sorted(
        ((_score(c, length, key in headline), c.value, c) for key, c in candidates.items() if c.places),
        key=lambda item: (-item[0], item[1]),
    )
    chosen = _without_repeats(ranked)
    best = chosen[0][0] if chosen else 1.0
    keywords = tuple(_keyword(document.body, score / best, value, c) for score, value, c in chosen)
    return msgspec.structs.replace(tags, keywords=keywords)


def _candidates(document: Document, tags: Tags) -> Iterator[tuple[str, float, list[Stretch]]]:
    for entities in (tags.people, tags.organisations, tags.events, tags.objects, tags.places):
        for entity in entities:
            yield entity.name, _ENTITY, [(m.start, m.end) for m in entity.mentions]
    for subject in tags.subjects:
        for span in subject.evidence:
            yield _lowered(document.body[span.start : span.end]), _TOPIC_TERM, [(span.start, span.end)]
    words = document.words[:_LONGEST_WORDS]
    stops = stop_words().get(document.language, stop_words()["en"])
    yield from _names(document, words, stops)
    yield from _repeated(document, words, stops)


def _lowered(text: str) -> str:
    """Return a term in lower case, unless it is an abbreviation or a name of several words."""
    return text if any(char.isupper() for char in text[1:]) else text.lower()


def _names(
    document: Document, words: tuple[Word, ...], stops: frozenset[str]
) -> Iterator[tuple[str, float, list[Stretch]]]:
    """Yield runs of capitalised words, not the sentence's first word alone."""
    if document.language == "de":
        return
    starts = {sentence.start for sentence in document.sentences}
    run: list[Word] = []
    # What begins with a small ASCII letter, nearly everything, sorts between "a" and "~".
    others = [word for word in words if not "a" <= word.text <= "~"]
    capitals = [word for word in others if _is_capitalised(word.text) and word.text.lower() not in stops]
    for word in (*capitals, Word(-1, -1, "")):
        if run and word.start == run[-1].end + 1:
            run.append(word)
            continue
        if run and not (len(run) == 1 and run[0].start in starts):
            span = (run[0].start, run[-1].end)
            text = document.body[span[0] : span[1]]
            yield re.sub(r"['’]s$", "", text), _CAPITALS * (1.2 if len(run) > 1 else 0.8), [span]
        run = [word]


def _is_capitalised(text: str) -> bool:
    return len(text) > 1 and text[0].isupper() and text[-1] != "."


def _repeated(
    document: Document, words: tuple[Word, ...], stops: frozenset[str]
) -> Iterator[tuple[str, float, list[Stretch]]]:
    """Yield words and pairs of words that recur, those in lower case (in German all)."""
    singles: dict[str, list[Stretch]] = {}
    pairs: dict[str, list[Stretch]] = {}
    counts = Counter(word.text for word in words)
    wanted = {t for t, count in counts.items() if count > 1 and _is_plain(t, stops, document.language)}
    plain = [word for word in words if word.text in wanted]
    for word in plain:
        singles.setdefault(word.text.lower(), []).append((word.start, word.end))
    for first, second in pairwise(plain):
        if second.start == first.end + 1:
            pairs.setdefault(f"{first.text} {second.text}".lower(), []).append((first.start, second.end))
    for value, places in pairs.items():
        if len(places) >= _LEAST_REPEATS["pair"]:
            yield _as_printed(document, value, places), _PAIR, places
    for value, places in singles.items():
        if len(places) >= _LEAST_REPEATS["word"]:
            yield _as_printed(document, value, places), _WORD, places


def _as_printed(document: Document, value: str, places: list[Stretch]) -> str:
    return document.body[places[0][0] : places[0][1]] if document.language == "de" else value


def _is_plain(text: str, stops: frozenset[str], language: str) -> bool:
    if len(text) < _SHORTEST or not text[0].isalpha() or text.lower() in stops:
        return False
    if text.endswith(("ly", "ing", "ed")) and language == "en":
        return False
    return text[0].isupper() if language == "de" else text[0].islower()


def _score(candidate: _Candidate, length: int, in_headline: bool) -> float:
    first = min(start for start, _ in candidate.places)
    frequency = 1 + math.log(len(candidate.places))
    earliness = 1.3 - 0.6 * first / length
    size = min(1.3, 0.9 + 0.1 * len(candidate.value.split()))
    return candidate.weight * frequency * earliness * size * (_HEADLINE_BONUS if in_headline else 1)


def _without_repeats(ranked: list[tuple[float, str, _Candidate]]) -> list[tuple[float, str, _Candidate]]:
    """Keep the best of keywords that share words: "San Diego" but not also "Diego"."""
    chosen: list[tuple[float, str, _Candidate]] = []
    seen: list[frozenset[str]] = []
    for item in ranked:
        words = frozenset(_stem(word) for word in re.findall(r"\w+", item[1].lower()))
        if not words or len(item[1]) < _SHORTEST or any(words <= other or other <= words for other in seen):
            continue
        chosen.append(item)
        seen.append(words)
        if len(chosen) == _MOST:
            break
    return chosen


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") else word


def _keyword(body: str, score: float, value: str, candidate: _Candidate) -> Keyword:
    places = sorted(candidate.places)[:_MOST_MENTIONS]
    mentions = tuple(Mention(start=start, end=end, surface=body[start:end]) for start, end in places)
    rounded = round(score, 3)
    return Keyword(
        value=value, score=rounded, mentions=mentions, confidence=round(40 + 50 * score), creator=CREATOR
    )


TAGGER = Tagger(name=NAME, version=VERSION, run=tag_keywords, load=stop_words)
