"""Choose the two sentences that tell most of the article, as they stand in it.

A sentence is weighed by its place, by the headline's words it repeats and by the keywords it holds; the
second is chosen for what it adds to the first. The standfirst is the publisher's own and stays in
`descriptions`.
"""

import bisect
import math
import re
from typing import NamedTuple

import msgspec

from service.taggers.casing import lower_keeping_length
from service.taggers.document import Document, Tagger, Tags
from service.taggers.keywords import stop_words
from service.taggers.segment import Sentence
from service.tags import Keyword, SummarySentence

NAME, VERSION = "summary", "1"
CREATOR = f"{NAME}/{VERSION}"
_SENTENCES = 2
# Sentences beyond these are too far from the news to sum it up.
_MOST_READ = 40
_SHORTEST, _LONGEST, _IDEAL = 40, 420, 180  # characters
_PLACE, _HEADLINE, _KEYWORDS = 0.6, 1.0, 1.0
_REPEATED = 0.4
_STEM = 6
_LENGTHENED = "İ"  # the one letter that in lower case is two code points
_WORD = re.compile(r"\w{3,}")
_ENDS = (".", "!", "”", '"', "»", "“", "…", "。", "）", ")")
# A sentence that opens so leans on the one before it.
_LEANING = re.compile(
    r"(?:[“\"„«'‘]|(?:He|She|They|It|But|And|However|This|That|These|Those|Then|Also|Meanwhile|Er|Sie|Aber|Und|Doch|"
    r"Dies\w{0,2}|Il|Elle|Ils|Elles|Mais|Et|Cette|Ce|Cela|Pero|Y|Esta?|Este|Ello)\b)"
)


class _Weighed(NamedTuple):
    """A sentence with its weight and what it tells: keywords by number, and words of the headline.

    They compare by weight; of two alike, that which stands first (`before`, its offset turned about) is more.
    """

    weight: float
    before: int
    sentence: Sentence
    told: frozenset[int | str]


def tag_summary(document: Document, tags: Tags) -> Tags:
    """Return `tags` with the summary: at most two sentences, in the order of the text."""
    weighed = _weigh(document, tags.keywords)
    if not weighed:
        return tags
    chosen = [max(weighed)]
    weighed.remove(chosen[0])
    while weighed and len(chosen) < _SENTENCES:
        _, _, best = max([(item.weight - _overlap(item, chosen), item.before, item) for item in weighed])
        chosen.append(best)
        weighed.remove(best)
    top = max(item.weight for item in chosen)
    ordered = sorted(chosen, key=lambda item: item.sentence.start)
    summary = tuple(_sentence(document.body, item, top) for item in ordered)
    return msgspec.structs.replace(tags, summary=summary)


def _weigh(document: Document, keywords: tuple[Keyword, ...]) -> list[_Weighed]:
    body, sentences = document.body, document.sentences[:_MOST_READ]
    headline = _begun_words(document.article.headline, stop_words().get(document.language, frozenset()))
    held = _held(keywords, sentences)
    in_lower_case, is_kept = lower_keeping_length(body), _LENGTHENED not in body
    scores = [keyword.score for keyword in keywords]
    total = sum(scores) or 1.0
    found = []
    for index, sentence in enumerate(sentences):
        start, end = sentence
        length = end - start
        if not (_SHORTEST <= length <= _LONGEST and body.endswith(_ENDS, start, end)):
            continue
        text = body[start:end]
        lowered = f" {in_lower_case[start:end] if is_kept else text.lower()}"
        repeated = [begun for begun in headline if begun in lowered]
        weight = _PLACE / math.sqrt(1 + index) + _HEADLINE * len(repeated) / max(3, len(headline))
        weight += _KEYWORDS * sum([scores[number] for number in held[index]]) / total
        if index and _LEANING.match(text):
            weight *= 0.6
        weight *= 1 - 0.3 * min(1.0, abs(length - _IDEAL) / _IDEAL)
        found.append(_Weighed(weight, -start, sentence, frozenset((*held[index], *repeated))))
    return found


def _begun_words(text: str, stops: frozenset[str]) -> list[str]:
    """Return the telling words by a space and their first letters, so that inflected forms agree."""
    words = _WORD.findall(text.lower())
    return sorted({f" {word[:_STEM]}" for word in words if word not in stops})


def _held(keywords: tuple[Keyword, ...], sentences: tuple[Sentence, ...]) -> list[list[int]]:
    """Return for each sentence the numbers of the keywords that it holds."""
    starts = [start for start, _ in sentences]
    held: list[list[int]] = [[] for _ in sentences]
    for number, keyword in enumerate(keywords):
        within = {bisect.bisect_right(starts, mention.start) - 1 for mention in keyword.mentions}
        for index in within:
            if index >= 0:
                held[index].append(number)
    return held


def _overlap(item: _Weighed, chosen: list[_Weighed]) -> float:
    """Return what a sentence loses for repeating one that is chosen."""
    if not chosen or not item.told:
        return 0.0
    return _REPEATED * max(len(item.told & other.told) / len(item.told) for other in chosen)


def _sentence(body: str, item: _Weighed, top: float) -> SummarySentence:
    start, end = item.sentence
    return SummarySentence(
        text=body[start:end],
        start=start,
        end=end,
        confidence=round(80 * item.weight / top),
        creator=CREATOR,
    )


TAGGER = Tagger(name=NAME, version=VERSION, run=tag_summary, load=stop_words)
