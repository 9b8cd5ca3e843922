"""Tag keywords: the names and terms an article is about, ranked, without repeating each other.

Candidates are the entities and the words behind the subjects that earlier taggers found, names in
capitals, and words and word pairs that recur. The rank weighs how often, how early and how
specifically; there is no background corpus. Entities and subjects themselves are other taggers'.
"""

import functools
import math
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from importlib import resources
from itertools import compress, filterfalse

import msgspec

from service.taggers.document import Document, Tagger, Tags
from service.tags import Keyword, Mention

NAME, VERSION = "keywords", "1"
CREATOR = f"{NAME}/{VERSION}"
_MOST = 12
_MOST_MENTIONS = 20
_LONGEST_WORDS = 20_000
_ENTITY, _TOPIC_TERM, _CAPITALS, _PAIR, _WORD = 1.5, 1.2, 1.1, 1.2, 0.7
_LEAST_REPEATS = {"pair": 2, "word": 3}
_HEADLINE_BONUS = 1.6
_SHORTEST, _MANY_WORDS = 3, 4
_LETTERS = re.compile(r"\w+")

Stretch = tuple[int, int]
_Ranked = tuple[float, str, set[Stretch]]  # score, value, places


class _Candidates:
    """The possible keywords by their value in lower case.

    `best` is a value as written, with the weight of the best reason for it; `places`, where it stands.
    """

    __slots__ = ("best", "places")

    def __init__(self) -> None:
        self.best: dict[str, tuple[str, float]] = {}
        self.places: dict[str, set[Stretch]] = {}

    def add(self, value: str, weight: float, places: Iterable[Stretch]) -> None:
        """Add a reason for a keyword, with where it stands."""
        key = value.lower()
        known = self.best.get(key)
        if known is None:
            self.best[key] = value, weight
            self.places[key] = set(places)
            return
        self.places[key].update(places)
        if weight > known[1]:
            self.best[key] = value, weight


@functools.cache
def stop_words() -> dict[str, frozenset[str]]:
    """Return, by language, the words that are no keywords."""
    text = resources.files("service.taggers").joinpath("data", "stop_words.txt").read_text(encoding="utf-8")
    lines = (line.partition(": ") for line in text.splitlines() if not line.startswith("#"))
    return {language: frozenset(words.split()) for language, _, words in lines}


def tag_keywords(document: Document, tags: Tags) -> Tags:
    """Return `tags` with the keywords of the article."""
    ranked = _ranked(_candidates(document, tags), document)
    chosen = _without_repeats(ranked)
    best = chosen[0][0] if chosen else 1.0
    keywords = tuple([_keyword(document.body, score / best, value, p) for score, value, p in chosen])
    return msgspec.structs.replace(tags, keywords=keywords)


def _ranked(candidates: _Candidates, document: Document) -> list[_Ranked]:
    """Return the candidates, the best first; no two have one value, so that places are never compared."""
    headline, length = document.article.headline.lower(), max(len(document.body), 1)
    ranked = []
    for key, places in candidates.places.items():
        if places:
            value, weight = candidates.best[key]
            first, _ = min(places)
            frequency = 1 + math.log(len(places))
            earliness = 1.3 - 0.6 * first / length
            words = len(value.split())
            size = 0.9 + 0.1 * words if words < _MANY_WORDS else 1.3
            score = weight * frequency * earliness * size * (_HEADLINE_BONUS if key in headline else 1)
            ranked.append((-score, value, places))
    ranked.sort()
    return ranked


def _candidates(document: Document, tags: Tags) -> _Candidates:
    body, found = document.body, _Candidates()
    for entities in (tags.people, tags.organisations, tags.events, tags.objects, tags.places):
        for entity in entities:
            found.add(entity.name, _ENTITY, [(m.start, m.end) for m in entity.mentions])
    # The same words speak for a topic and for those above it.
    for place in dict.fromkeys(
        [(span.start, span.end) for subject in tags.subjects for span in subject.evidence]
    ):
        found.add(_lowered(body[place[0] : place[1]]), _TOPIC_TERM, (place,))
    stops = stop_words().get(document.language, stop_words()["en"])
    _add_names(document, stops, found)
    _add_repeated(document, stops, found)
    return found


def _only(document: Document, wanted: Container[str]) -> Iterator[tuple[int, str]]:
    """Yield the offset and the text of the words that are among `wanted`."""
    texts = document.texts[:_LONGEST_WORDS]
    chosen = list(map(wanted.__contains__, texts))
    return zip(compress(document.starts, chosen), compress(texts, chosen), strict=True)


def _lowered(text: str) -> str:
    """Return a term in lower case, unless it is an abbreviation or a name of several words."""
    rest = text[1:]
    return text.lower() if rest.islower() or not any(map(str.isupper, rest)) else text


def _add_names(document: Document, stops: frozenset[str], found: _Candidates) -> None:
    """Add runs of capitalised words, not the sentence's first word alone."""
    if document.language == "de":
        return
    begins = {start for start, _ in document.sentences}
    capitals = {
        text
        for text in filterfalse(str.islower, document.vocabulary)  # nearly every word is in lower case
        if text[0].isupper() and len(text) > 1 and text[-1] != "." and text.lower() not in stops
    }
    runs: dict[str, list[Stretch]] = {}
    singles: dict[str, list[Stretch]] = {}
    first, last, count = -2, -2, 0
    for start, text in (*_only(document, capitals), (-1, "")):
        if start == last + 1:
            last, count = start + len(text), count + 1
            continue
        if count > 1:
            runs.setdefault(document.body[first:last], []).append((first, last))
        elif count and first not in begins:
            singles.setdefault(document.body[first:last], []).append((first, last))
        first, last, count = start, start + len(text), 1
    for values, weight in ((runs, _CAPITALS * 1.2), (singles, _CAPITALS * 0.8)):
        for value, places in values.items():
            found.add(value, weight, places)


def _add_repeated(document: Document, stops: frozenset[str], found: _Candidates) -> None:
    """Add words and pairs of words that recur, those in lower case (in German all)."""
    singles: dict[str, list[Stretch]] = {}
    pairs: dict[tuple[str, str], list[Stretch]] = {}
    counts = Counter(document.texts[:_LONGEST_WORDS])
    language = document.language
    wanted = {
        text: lower
        for text, count in counts.items()
        if count > 1
        and len(text) >= _SHORTEST
        and (lower := text.lower()) not in stops
        and _is_plain(text, language)
    }
    first, behind, before = -1, -1, ""
    for start, text in _only(document, wanted):
        value, end = wanted[text], start + len(text)
        singles.setdefault(value, []).append((start, end))
        if start == behind:
            pairs.setdefault((before, value), []).append((first, end))
        first, behind, before = start, end + 1, value
    for pair, places in pairs.items():
        if len(places) >= _LEAST_REPEATS["pair"]:
            found.add(_as_printed(document, " ".join(pair), places), _PAIR, places)
    for value, places in singles.items():
        if len(places) >= _LEAST_REPEATS["word"]:
            found.add(_as_printed(document, value, places), _WORD, places)


def _as_printed(document: Document, value: str, places: list[Stretch]) -> str:
    return document.body[places[0][0] : places[0][1]] if document.language == "de" else value


def _is_plain(text: str, language: str) -> bool:
    if not text[0].isalpha():
        return False
    if language == "de":
        return text[0].isupper()
    return text[0].islower() and not (language == "en" and text.endswith(("ly", "ing", "ed")))


def _without_repeats(ranked: list[_Ranked]) -> list[_Ranked]:
    """Keep the best of keywords that share words: "San Diego" but not also "Diego"; weights turned about."""
    chosen: list[_Ranked] = []
    seen: list[frozenset[str]] = []
    for weight, value, places in ranked:
        words = _stems(value)
        if not words or len(value) < _SHORTEST or any(words <= other or other <= words for other in seen):
            continue
        chosen.append((-weight, value, places))
        seen.append(words)
        if len(chosen) == _MOST:
            break
    return chosen


@functools.lru_cache(maxsize=4096)  # what is in the news is so in many articles
def _stems(value: str) -> frozenset[str]:
    words = _LETTERS.findall(value.lower())
    return frozenset([word[:-1] if len(word) > 4 and word.endswith("s") else word for word in words])


def _keyword(body: str, score: float, value: str, places: set[Stretch]) -> Keyword:
    first = sorted(places)[:_MOST_MENTIONS]
    mentions = tuple([Mention(start=start, end=end, surface=body[start:end]) for start, end in first])
    rounded = round(score, 3)
    return Keyword(
        value=value, score=rounded, mentions=mentions, confidence=round(40 + 50 * score), creator=CREATOR
    )


TAGGER = Tagger(name=NAME, version=VERSION, run=tag_keywords, load=stop_words)
