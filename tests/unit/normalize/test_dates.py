"""Times: reading single ones, and one answer from many claims."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from service.model import Claim, Draft
from service.normalize.dates import DateResult, resolve_dates
from service.normalize.dates_moment import Context
from service.normalize.dates_parse import parse_moment
from service.record import Origin

MOMENTS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "golden" / "normalize_dates" / "moments.json").read_text(encoding="utf-8")
)
ANCHOR = datetime(2024, 3, 20, 12, 0, tzinfo=UTC)
ANCHOR_MS = int(ANCHOR.timestamp() * 1000)


def claims(*pairs: tuple[str, str]) -> tuple[Claim, ...]:
    """Return claims from (evidence, value)."""
    return tuple(Claim(value=value, evidence=evidence) for evidence, value in pairs)


def resolve(*published: tuple[str, str], dateline: str | None = None, **fields: Any) -> DateResult:
    """Return the answer for a draft with these claims."""
    draft = Draft(
        origin=Origin(topic="t", partition=0, offset=0, item=0),
        format="text/html",
        blocks=(),
        published=claims(*published),
        **fields,
    )
    return resolve_dates(draft, dateline)


@pytest.mark.parametrize("case", MOMENTS, ids=[case["text"] or "empty" for case in MOMENTS])
def test_moments(case: dict[str, Any]) -> None:
    """Each text of the golden file means the moment that it states, without any anchor."""
    language = case["language"]
    context = Context(languages=(language,) if language else (), day_first=True if language else None)
    moment = parse_moment(case["text"], context)
    if case["utc"] is None:
        assert moment is None
        return
    assert moment is not None
    utc = moment.utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert (utc, moment.offset, moment.precision) == (case["utc"], case["offset"], case["precision"])


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("3 hours ago", "en", "2024-03-20"),
        ("2 days ago", "en", "2024-03-18"),
        ("hace 2 días", "es", "2024-03-18"),
        ("vor 2 Tagen", "de", "2024-03-18"),
        ("yesterday", "en", "2024-03-19"),
        ("Oct 17", "en", "2023-10-17"),
        ("March 20", "en", "2024-03-20"),
        ("29 February", "en", "2024-02-29"),
    ],
)
def test_relative_and_partial_times_need_an_anchor(text: str, language: str, day: str) -> None:
    """The time of receipt gives them a meaning; without it they have none."""
    with_anchor = parse_moment(text, Context(languages=(language,), anchor=ANCHOR))
    assert with_anchor is not None
    assert with_anchor.local.date().isoformat() == day
    assert with_anchor.is_guess
    assert parse_moment(text, Context(languages=(language,))) is None


def test_ambiguous_day_and_month_by_the_anchor() -> None:
    """3/4 received on 20 March is 4 March; received in May it is 3 April, which is nearer."""
    march = parse_moment("03/04/2024", Context(anchor=ANCHOR))
    assert march is not None
    assert (march.local.month, march.local.day, march.is_guess) == (3, 4, True)
    may = parse_moment("03/04/2024", Context(anchor=datetime(2024, 5, 1, tzinfo=UTC)))
    assert may is not None
    assert (may.local.month, may.local.day) == (4, 3)


def test_full_result() -> None:
    """Time, offset, evidence, raw text and confidence of a plain case."""
    result = resolve(
        ("json-ld", "2024-03-15T10:20:30+02:00"), modified=claims(("og", "2024-03-16T00:00:00Z"))
    )
    assert result.content_created == "2024-03-15T08:20:30Z"
    assert result.version_created == "2024-03-16T00:00:00Z"
    assert result.event_ms == int(datetime(2024, 3, 15, 8, 20, 30, tzinfo=UTC).timestamp() * 1000)
    assert result.dates is not None
    assert result.dates.published_raw == "2024-03-15T10:20:30+02:00"
    assert (result.dates.published_precision, result.dates.published_evidence) == ("second", "json-ld")
    assert (result.dates.utc_offset, result.dates.modified) == ("+02:00", "2024-03-16T00:00:00Z")
    assert result.dates.published_confidence is not None
    assert result.dates.published_confidence >= 90
    assert result.dates.suspect is None


def test_time_without_offset_is_utc() -> None:
    """It is taken as UTC, and no offset is claimed."""
    result = resolve(("envelope", "2024-03-15T10:20:30"))
    assert result.content_created == "2024-03-15T10:20:30Z"
    assert result.dates is not None
    assert result.dates.utc_offset is None


def test_bare_day() -> None:
    """Midnight with the precision of a day."""
    result = resolve(("envelope", "15 March 2024"))
    assert result.content_created == "2024-03-15T00:00:00Z"
    assert result.dates is not None
    assert result.dates.published_precision == "day"


def test_later_claim_adds_time_and_offset_but_not_another_day() -> None:
    """A claim that says the same more exactly replaces the first; one of another day does not."""
    assert (
        resolve(("meta", "2024-03-15"), ("json-ld", "2024-03-15T10:00:00Z")).content_created
        == "2024-03-15T10:00:00Z"
    )
    local = resolve(("meta", "2024-03-15T10:00:00"), ("og", "2024-03-15T10:00:00+05:00"))
    assert local.content_created == "2024-03-15T05:00:00Z"
    assert (
        resolve(("meta", "2024-03-15"), ("og", "2024-03-17T10:00:00Z")).content_created
        == "2024-03-15T00:00:00Z"
    )


def test_unreadable_and_placeholder_claims_are_passed_over() -> None:
    """Words and the start of the epoch are no publication time."""
    result = resolve(("a", "soon"), ("b", "1970-01-01T00:00:00Z"), ("c", "2024-03-15T10:00:00Z"))
    assert result.content_created == "2024-03-15T10:00:00Z"
    assert resolve(("a", "soon")).dates is not None


def test_future_is_suspect_and_no_event_time() -> None:
    """A date beyond a day after its receipt is kept, flagged and not used for ordering."""
    result = resolve(("meta", "2034-03-15T10:00:00Z"), received_ms=ANCHOR_MS)
    assert result.content_created == "2034-03-15T10:00:00Z"
    assert result.event_ms == ANCHOR_MS
    assert result.dates is not None
    assert result.dates.suspect
    plausible = resolve(("meta", "2034-03-15"), ("url", "2024-03-14"), received_ms=ANCHOR_MS)
    assert plausible.content_created == "2024-03-14T00:00:00Z"


def test_before_1800_is_suspect() -> None:
    """The year one of a CMS default is no publication time to order by."""
    result = resolve(("meta", "0001-01-01T00:00:00Z"))
    assert result.event_ms is None
    assert result.dates is not None
    assert result.dates.suspect


def test_dateline_date_is_the_last_resort() -> None:
    """It needs the anchor for its year, and never beats a claim."""
    assert resolve(dateline="Oct 17", received_ms=ANCHOR_MS).content_created == "2023-10-17T00:00:00Z"
    assert resolve(dateline="Oct 17").content_created is None
    result = resolve(("rss:pubDate", "2024-03-15T10:00:00Z"), dateline="Oct 17", received_ms=ANCHOR_MS)
    assert result.content_created == "2024-03-15T10:00:00Z"


def test_nothing_stated() -> None:
    """Without claims there are no dates, and the event time is that of receipt."""
    assert resolve() == DateResult()
    assert resolve(received_ms=5).event_ms == 5


def test_embargo_and_older_modification() -> None:
    """An embargo may lie in the future; a change before the publication is no later version."""
    result = resolve(
        ("m", "2024-03-15T10:00:00Z"),
        embargoed=claims(("nitf", "2024-03-25T10:00:00Z")),
        modified=claims(("og", "2024-03-01T10:00:00Z")),
        received_ms=ANCHOR_MS,
    )
    assert result.embargoed_until == "2024-03-25T10:00:00Z"
    assert result.version_created == "2024-03-15T10:00:00Z"


def test_declared_american_english_is_month_first() -> None:
    """The region of the declared language settles 3/4."""
    us = resolve(("html", "03/04/2024"), languages=claims(("html", "en-US")))
    gb = resolve(("html", "03/04/2024"), languages=claims(("html", "en-GB")))
    assert (us.content_created, gb.content_created) == ("2024-03-04T00:00:00Z", "2024-04-03T00:00:00Z")


def test_month_in_words_without_a_declared_language() -> None:
    """Names of months of the large agencies' languages are read where no language is declared."""
    assert resolve(("html:class", "Mai 06 2018")).content_created == "2018-05-06T00:00:00Z"
