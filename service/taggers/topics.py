"""Tag subjects: IPTC Media Topics, by weighted words, each with the words that led to it.

Several topics per article, each with its top-level topic; none when nothing is said clearly enough. A
topic needs evidence in the body; the headline and the standfirst only add weight. The words are
`service.taggers.topics_lexicon`, the topics `service.taggers.topics_vocabulary`.
"""

import math
from typing import NamedTuple

import msgspec

from service.taggers.document import Document, Tagger, Tags
from service.taggers.topics_lexicon import Lexicon, find_terms, lexicon
from service.taggers.topics_vocabulary import media_topics, top_level, uri_of
from service.tags import Span, Subject

NAME, VERSION = "topics", "1"
CREATOR = f"{NAME}/{VERSION}"
# Weights of a term by where it stands, and how much of the body counts as the lead.
_HEADLINE, _STANDFIRST, _LEAD, _REST = 2.5, 1.6, 1.4, 1.0
_LEAD_CHARACTERS = 500
# The longest stretch of a body that is read; a topic shows long before.
_LONGEST_BODY = 60_000
# A top-level topic is given from this score on, and from this share of the strongest.
_LEAST_TOP, _LEAST_TOP_SHARE, _MOST_TOPS = 2.4, 0.4, 3
# A deeper topic: score, and share of the strongest deeper topic under the same top-level topic.
_LEAST_DEEP, _LEAST_DEEP_SHARE, _MOST_DEEP = 1.6, 0.25, 8
_MOST_EVIDENCE = 12
# Even a topic that has just enough evidence is right more often than not: fitted to the reliability that
# `tests.eval.confidences` measures.
_LEAST_CONFIDENCE = 45


class _Evidence(NamedTuple):
    """What speaks for one topic: the score, and the body's stretches that made it, by start and end."""

    score: float
    spans: list[tuple[int, int]]


def tag_topics(document: Document, tags: Tags) -> Tags:
    """Return `tags` with the subjects of the article."""
    words = lexicon(document.language)
    if words is None:
        return tags
    deep = _weigh(document, words)
    subjects = tuple(_subjects(deep, _tops(deep), document.language))
    return msgspec.structs.replace(tags, subjects=(*tags.subjects, *subjects))


def _weigh(document: Document, words: Lexicon) -> dict[str, _Evidence]:
    """Return the evidence of every topic that a term in the body points to."""
    article = document.article
    occurrences: dict[tuple[str, str], list[float]] = {}
    spans: dict[str, list[tuple[int, int]]] = {}
    standfirst = " ".join([text.value for text in article.descriptions])
    for start, end, term in find_terms(document.body[:_LONGEST_BODY], words):
        weight, text = _LEAD if start < _LEAD_CHARACTERS else _REST, term.text
        for code, points in term.topics:
            occurrences.setdefault((text, code), []).append(weight * points)
            if points > 0:
                spans.setdefault(code, []).append((start, end))
    for text, weight in ((article.headline, _HEADLINE), (standfirst, _STANDFIRST)):
        for hit in find_terms(text, words):
            for code, points in hit.term.topics:
                occurrences.setdefault((hit.term.text, code), []).append(weight * points)
    scores: dict[str, float] = {}
    for (_, code), weights in occurrences.items():
        scores[code] = scores.get(code, 0.0) + (_term_score(weights) if len(weights) > 1 else weights[0])
    return {
        code: _Evidence(score, spans[code][:_MOST_EVIDENCE])
        for code, score in sorted(scores.items())
        if score > 0 and code in spans
    }


def _term_score(weights: list[float]) -> float:
    """Return what a term says by all its occurrences: the strongest in full, more of them ever less."""
    ordered = sorted(weights, key=abs, reverse=True)
    return ordered[0] * (1 + 0.6 * math.log(len(ordered)))


def _tops(deep: dict[str, _Evidence]) -> dict[str, _Evidence]:
    """Return the top-level topics that are strong enough, strongest first."""
    scores: dict[str, float] = {}
    spans: dict[str, list[tuple[int, int]]] = {}
    for code, evidence in deep.items():
        top = top_level(code)
        scores[top] = scores.get(top, 0.0) + evidence.score
        spans.setdefault(top, []).extend(evidence.spans)
    if not scores:
        return {}
    strongest = max(scores.values())
    ranked = sorted(scores, key=lambda code: (-scores[code], code))
    kept = [code for code in ranked if scores[code] >= max(_LEAST_TOP, _LEAST_TOP_SHARE * strongest)][
        :_MOST_TOPS
    ]
    return {code: _Evidence(scores[code], sorted(set(spans[code]))[:_MOST_EVIDENCE]) for code in kept}


def _subjects(deep: dict[str, _Evidence], tops: dict[str, _Evidence], language: str) -> list[Subject]:
    """Return the subjects: each top-level topic, followed by its deeper topics, strongest first."""
    if not tops:
        return []
    strongest = next(iter(tops.values())).score
    total = sum(evidence.score for evidence in tops.values())
    chosen = _deeper(deep, tops)
    subjects = []
    for top, evidence in tops.items():
        subjects.append(_subject(top, evidence, language, (strongest, total)))
        subjects += [
            _subject(code, deep[code], language, (strongest, total))
            for code in chosen
            if top_level(code) == top
        ]
    return subjects


def _deeper(deep: dict[str, _Evidence], tops: dict[str, _Evidence]) -> list[str]:
    """Return the deeper topics that are strong enough beside the strongest of their branch."""
    ranked = sorted(
        (code for code in deep if media_topics()[code].parent is not None and top_level(code) in tops),
        key=lambda code: (-deep[code].score, code),
    )
    strongest: dict[str, float] = {}
    kept = []
    for code in ranked:
        best = strongest.setdefault(top_level(code), deep[code].score)
        if deep[code].score >= max(_LEAST_DEEP, _LEAST_DEEP_SHARE * best):
            kept.append(code)
    return kept[:_MOST_DEEP]


def _subject(code: str, evidence: _Evidence, language: str, of: tuple[float, float]) -> Subject:
    """Return the subject; `of` is the score of the strongest topic and of all top-level ones together."""
    strongest, total = of
    names = media_topics()[code].names
    certainty = 1 - math.exp(-evidence.score / 5)
    sure = certainty * (0.6 + 0.4 * min(1.0, evidence.score / total))
    return Subject(
        name=names["en"],
        names={language: names[language]} if language != "en" and language in names else {},
        rel="about",
        uri=uri_of(code),
        relevance=min(100, round(100 * evidence.score / strongest)),
        confidence=round(_LEAST_CONFIDENCE + (100 - _LEAST_CONFIDENCE) * sure),
        creator=CREATOR,
        evidence=tuple([Span(start=start, end=end) for start, end in evidence.spans]),
    )


def _load() -> tuple[object, ...]:
    return tuple(lexicon(language) for language in ("en", "de", "fr", "es"))


TAGGER = Tagger(name=NAME, version=VERSION, run=tag_topics, load=_load)
