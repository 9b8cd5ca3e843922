"""When an article was published, changed and embargoed: one answer from all claims, with evidence.

Reading a single printed time is `service.normalize.dates_parse`. There is no clock here: what lies in
the future, or which year a bare "17 October" means, is judged by the time the message was received, and
stays unknown without it.
"""

from datetime import UTC, datetime, timedelta

import msgspec

from service.model import Claim, Draft
from service.normalize.dates_moment import Context, Moment
from service.normalize.dates_parse import parse_moment
from service.normalize.language_tags import parse_tag
from service.record import Dates

MAX_CLAIMS = 20
_EARLIEST_YEAR = 1800
_TOLERANCE = timedelta(days=1)  # how far clocks and zones may be apart before a date lies in the future
_PLACEHOLDERS = {
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(1900, 1, 1, tzinfo=UTC),
    datetime(2000, 1, 1, tzinfo=UTC),
}
_RANK = {"second": 4, "minute": 4, "day": 3, "month": 2, "year": 1}
_CONFIDENCE = {"second": 95, "minute": 95, "day": 85, "month": 50, "year": 30}
# Evidence that is weaker than a statement of the publisher's own system.
_WEAK_EVIDENCE = {"html": 15, "url": 25, "text": 25, "dateline": 25}
_MONTH_FIRST_REGIONS = frozenset({"US", "PH", "PR", "GU"})


class DateResult(msgspec.Struct, frozen=True, kw_only=True):
    """The times of an article, RFC 3339 in UTC, and how they were found.

    Attributes:
        content_created: when it was published.
        version_created: when this version was made: the change if one is stated, else the publication.
        embargoed_until: not to be published before.
        event_ms: publication within sanity bounds, else the time of receipt; milliseconds since 1970 UTC.
        dates: evidence; `None` if nothing is stated anywhere.
    """

    content_created: str | None = None
    version_created: str | None = None
    embargoed_until: str | None = None
    event_ms: int | None = None
    dates: Dates | None = None


class _Reading(msgspec.Struct, frozen=True):
    claim: Claim
    moment: Moment
    suspect: str | None


def resolve_dates(draft: Draft, dateline_date: str | None) -> DateResult:
    """Decide the article's times.

    The first claim that can be read and is plausible wins. A later claim of the same day replaces it
    only where it says more: a time of day, or the offset of the same local time.

    Args:
        draft: its `published`, `modified` and `embargoed` claims, most trusted first.
        dateline_date: the date of the printed dateline ("Oct 17"), the last resort.
    """
    context = _context(draft)
    claims = draft.published
    if dateline_date:
        claims = (*claims[: MAX_CLAIMS - 1], Claim(value=dateline_date, evidence="dateline"))
    readings = _readings(claims, context)
    published = _best(readings)
    modified = _first_plausible(_readings(draft.modified, context))
    embargo = _first_plausible(_readings(draft.embargoed, msgspec.structs.replace(context, anchor=None)))
    created = _format(published.moment) if published else None
    changed = _format(modified.moment) if modified else None
    is_later = bool(modified and (not published or modified.moment.utc >= published.moment.utc))
    return DateResult(
        content_created=created,
        version_created=changed if is_later else created,
        embargoed_until=_format(embargo.moment) if embargo else None,
        event_ms=_event_ms(published, draft.received_ms),
        dates=_dates(published, modified, readings, claims),
    )


def _context(draft: Draft) -> Context:
    tags = [tag for claim in draft.languages[:MAX_CLAIMS] if (tag := parse_tag(claim.value))]
    anchor = None
    if draft.received_ms is not None:
        anchor = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=draft.received_ms)
    return Context(
        languages=tuple(dict.fromkeys(tag.partition("-")[0] for tag in tags)),
        day_first=_day_first(tags),
        anchor=anchor,
    )


def _day_first(tags: list[str]) -> bool | None:
    """Return the order of day and month where the declared language or region settles it."""
    if not tags:
        return None
    primary, *rest = tags[0].split("-")
    regions = [part for part in rest if len(part) == 2]
    if regions:
        return regions[0] not in _MONTH_FIRST_REGIONS
    return None if primary == "en" else True


def _readings(claims: tuple[Claim, ...], context: Context) -> list[_Reading]:
    readings = []
    for claim in claims[:MAX_CLAIMS]:
        moment = parse_moment(claim.value, context)
        if moment is not None and moment.utc not in _PLACEHOLDERS:
            readings.append(_Reading(claim, moment, _suspicion(moment, context.anchor)))
    return readings


def _suspicion(moment: Moment, anchor: datetime | None) -> str | None:
    if moment.utc.year < _EARLIEST_YEAR:
        return f"before {_EARLIEST_YEAR}"
    if anchor is not None and moment.utc > anchor + _TOLERANCE:
        return "in the future of its receipt"
    return None


def _first_plausible(readings: list[_Reading]) -> _Reading | None:
    plausible = [reading for reading in readings if reading.suspect is None]
    return next(iter(plausible or readings), None)


def _best(readings: list[_Reading]) -> _Reading | None:
    """Return the first plausible reading, or the one that says the same more exactly."""
    first = _first_plausible(readings)
    if first is None:
        return None
    for other in readings:
        if other.suspect is None and _says_more(other.moment, first.moment):
            return other
    return first


def _says_more(other: Moment, first: Moment) -> bool:
    if _RANK[other.precision] > _RANK[first.precision] and not other.is_guess:
        return _agrees(other, first)
    same_time = other.local.replace(second=0) == first.local.replace(second=0)
    return same_time and first.offset is None and other.offset is not None and first.precision != "day"


def _agrees(exact: Moment, rough: Moment) -> bool:
    """Return whether `exact` lies in the day, month or year that `rough` states, in its zone or in UTC."""
    fields = {"day": 3, "month": 2, "year": 1}[rough.precision]
    days = (exact.local.timetuple()[:fields], exact.utc.timetuple()[:fields])
    return rough.local.timetuple()[:fields] in days


def _dates(
    published: _Reading | None, modified: _Reading | None, readings: list[_Reading], claims: tuple[Claim, ...]
) -> Dates | None:
    if published is None and modified is None:
        return Dates(published_raw=claims[0].value[:200], suspect="not understood") if claims else None
    return Dates(
        published_raw=published.claim.value[:200] if published else None,
        published_precision=published.moment.precision if published else None,
        published_evidence=published.claim.evidence if published else None,
        published_confidence=_confidence(published, readings) if published else None,
        utc_offset=_offset(published.moment) if published else None,
        modified=_format(modified.moment) if modified else None,
        modified_raw=modified.claim.value[:200] if modified else None,
        modified_evidence=modified.claim.evidence if modified else None,
        suspect=published.suspect if published else None,
    )


def _confidence(published: _Reading, readings: list[_Reading]) -> int:
    """Return 0–100: by precision, less for missing offsets, guesses and weak evidence, more for agreement."""
    if published.suspect:
        return 10
    moment = published.moment
    value = _CONFIDENCE[moment.precision]
    value -= 5 if moment.offset is None and moment.precision in {"second", "minute"} else 0
    value -= 25 if moment.is_guess else 0
    value -= _WEAK_EVIDENCE.get(published.claim.evidence.partition(":")[0], 0)
    others = [other for other in readings if other.claim.evidence != published.claim.evidence]
    if any(other.moment.local.date() == moment.local.date() for other in others):
        value += 4
    elif others:
        value -= 10
    return max(1, min(99, value))


def _event_ms(published: _Reading | None, received_ms: int | None) -> int | None:
    if published is None or published.suspect is not None:
        return received_ms
    return int(published.moment.utc.timestamp()) * 1000


def _format(moment: Moment) -> str:
    return moment.utc.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def _offset(moment: Moment) -> str | None:
    if moment.offset is None:
        return None
    hours, minutes = divmod(abs(moment.offset), 60)
    return f"{'-' if moment.offset < 0 else '+'}{hours:02}:{minutes:02}"
