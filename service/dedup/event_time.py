"""When an article happened, as far as de-duplication is concerned: a time that cannot be argued with.

A publication time is believed when it is not later than the moment the article was received and not
further before it than the horizon; otherwise the moment of receipt counts, so that archives and wrong
clocks at publishers do no harm. Without a time of receipt (no broker) any publication time from the age
of newspapers on is taken; with neither, an article has no event time and never expires.
"""

from datetime import UTC, datetime

from service.record import Article

_EARLIEST_MS = int(datetime(1600, 1, 1, tzinfo=UTC).timestamp() * 1000)


def event_ms(article: Article, horizon_ms: int) -> int | None:
    """Return the event time in milliseconds since 1970 UTC, or `None` when nothing is known."""
    published = _milliseconds(article.content_created)
    received = _milliseconds(article.received_at)
    if received is None:
        return published if published is not None and published >= _EARLIEST_MS else None
    if published is not None and received - horizon_ms <= published <= received:
        return published
    return received


def _milliseconds(time: str | None) -> int | None:
    if time is None:
        return None
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp() * 1000)
