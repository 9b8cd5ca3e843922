"""Properties of times: never an exception, and what is written is read again."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

from hypothesis import given
from hypothesis import strategies as st

from service.normalize.dates_moment import Context
from service.normalize.dates_parse import parse_moment

ANCHOR = datetime(2024, 3, 20, 12, 0, tzinfo=UTC)
_zones = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
_times = st.datetimes(
    min_value=datetime(1900, 1, 2),  # noqa: DTZ001 - the zone is drawn beside it
    max_value=datetime(2199, 12, 30),  # noqa: DTZ001
    timezones=_zones,
).map(lambda when: when.replace(microsecond=0))
_PIECES = (
    "2024 15 03 March mars : - / T Z + 10:20 am pm GMT ago hours . , 年 月 日 31 13 00 [ ] ( ) W".split()
)
_pieces = st.lists(st.sampled_from([*_PIECES, " ", " "]), max_size=12).map("".join)


@given(st.text(max_size=80) | _pieces, st.booleans())
def test_any_text_gives_a_moment_or_none(text: str, anchored: bool) -> None:
    """No text makes a reader raise, and every moment has a UTC form."""
    context = Context(languages=("fr", "en"), anchor=ANCHOR if anchored else None)
    moment = parse_moment(text, context)
    assert moment is None or moment.utc.tzinfo is UTC


@given(_times)
def test_standard_formats_round_trip(when: datetime) -> None:
    """ISO 8601 and RFC 2822 are read to the second, with their offset."""
    iso = parse_moment(when.isoformat(), Context())
    mail = parse_moment(format_datetime(when), Context())
    assert iso is not None
    assert mail is not None
    assert iso.utc == mail.utc == when.astimezone(UTC)


@given(_times)
def test_printed_english_dates_round_trip(when: datetime) -> None:
    """Day, month in words and year are read in both usual orders."""
    for form in ("%d %B %Y", "%B %d, %Y", "%A, %d %b %Y"):
        moment = parse_moment(when.strftime(form), Context())
        assert moment is not None
        assert (moment.local.date(), moment.precision) == (when.date(), "day")
