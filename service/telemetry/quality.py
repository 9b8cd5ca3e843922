"""What published articles say about the quality of the data: languages, missing fields, methods, age.

Labels are bounded by what is seen first: a hostile feed may name any language or source it likes, and
must not fill memory with it.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

import prometheus_client

from service.model import StageName
from service.record import Article
from service.telemetry import metrics
from service.telemetry.observing import observe_all

OTHER = "other"
LABEL_CHARACTERS = 100
VAGUE = frozenset({"day", "month", "year"})  # a publication time that says nothing about minutes
GIVEN = "given"
NONE = "none"


class KnownValues:
    """A label whose values are not known beforehand: the first `limit` as they are, all others `other`."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._known: set[str] = set()

    def label(self, value: str) -> str:
        """Return the label for `value`."""
        if value in self._known:
            return value
        if len(self._known) >= self._limit or len(value) > LABEL_CHARACTERS or not value.isprintable():
            return OTHER
        self._known.add(value)
        return value


_languages = KnownValues(100)
_methods = KnownValues(50)
_evidence = KnownValues(100)
_sources = KnownValues(200)


def count(stage: str, articles: Sequence[Article]) -> None:
    """Count what one committed batch of `stage` says."""
    if stage == StageName.NORMALIZE:
        _count(metrics.articles, (_languages.label(a.language.partition("-")[0]) for a in articles))
        _count(metrics.missing_fields, (field for article in articles for field in missing_fields(article)))
        _count(metrics.extraction_methods, (_methods.label(extraction_method(a)) for a in articles))
        _count(metrics.date_evidence, (_evidence.label(date_evidence(a)) for a in articles))
        _count(metrics.source_articles, (_sources.label(source_name(a)) for a in articles))
    elif stage == StageName.TAG:
        now = time.time()
        ages: defaultdict[str, list[float]] = defaultdict(list)
        for article in articles:
            for span, seconds in spans(article, now):
                ages[span].append(seconds)
        for span, found in ages.items():
            observe_all(metrics.article_freshness.labels(span), found)


def _count(metric: prometheus_client.Counter, values: Iterator[str]) -> None:
    for value, number in Counter(values).items():
        metric.labels(value).inc(number)


def missing_fields(article: Article) -> list[str]:
    """Return the fields, by their names in the record, that most articles have and this one lacks."""
    found = {
        "headlines": article.headline,
        "bodies": article.body,
        "by": article.by,
        "contentCreated": article.content_created,
        "url": article.url,
        "source": article.source,
    }
    return [field for field, value in found.items() if not value]


def extraction_method(article: Article) -> str:
    """Return the rule by which the body was found in the markup around it."""
    return next((step.method for step in article.provenance if step.field == "bodies"), GIVEN)


def date_evidence(article: Article) -> str:
    """Return what the publication time was taken from."""
    evidence = article.dates.published_evidence if article.dates is not None else None
    return evidence or (NONE if article.content_created is None else GIVEN)


def source_name(article: Article) -> str:
    """Return the publisher's domain, else its name."""
    source = article.source
    return NONE if source is None else source.domain or source.name or NONE


def spans(article: Article, now: float) -> Iterator[tuple[str, float]]:
    """Yield how long each span took, in seconds; a publication in the future counts as 0.

    Args:
        article: as it was enriched.
        now: seconds since 1970 UTC.
    """
    received = _seconds(article.received_at)
    is_vague = article.dates is not None and article.dates.published_precision in VAGUE
    published = None if is_vague else _seconds(article.content_created)
    if received is not None:
        yield "received_enriched", max(0.0, now - received)
    if published is not None:
        yield "published_enriched", max(0.0, now - published)
    if received is not None and published is not None:
        yield "published_received", max(0.0, received - published)


def _seconds(moment: str | None) -> float | None:
    try:
        return None if moment is None else datetime.fromisoformat(moment).timestamp()
    except (ValueError, OverflowError):
        return None
