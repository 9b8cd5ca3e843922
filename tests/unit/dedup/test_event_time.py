from datetime import datetime

import pytest

from service.dedup.event_time import event_ms
from tests.articles import plain_article

HOUR = 3_600_000


@pytest.mark.parametrize(
    ("published", "received", "expected"),
    [
        ("2026-03-03T09:00:00Z", "2026-03-03T10:00:00Z", "2026-03-03T09:00:00Z"),
        ("2026-02-28T10:00:00Z", "2026-03-03T10:00:00Z", "2026-02-28T10:00:00Z"),  # just inside the horizon
        ("2026-02-28T09:59:59Z", "2026-03-03T10:00:00Z", "2026-03-03T10:00:00Z"),  # an archive
        ("2026-03-03T10:00:01Z", "2026-03-03T10:00:00Z", "2026-03-03T10:00:00Z"),  # from the future
        ("not a time", "2026-03-03T10:00:00Z", "2026-03-03T10:00:00Z"),
        (None, "2026-03-03T10:00:00Z", "2026-03-03T10:00:00Z"),
        ("1999-01-01T00:00:00Z", None, "1999-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00Z", None, None),
        (None, None, None),
    ],
)
def test_event_time(published: str | None, received: str | None, expected: str | None) -> None:
    """A publication time is believed within the horizon before receipt, else the receipt counts."""
    article = plain_article(1, "text", published=published, received=received)
    wanted = None if expected is None else int(datetime.fromisoformat(expected).timestamp() * 1000)
    assert event_ms(article, 72 * HOUR) == wanted
