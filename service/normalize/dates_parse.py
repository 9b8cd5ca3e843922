"""One printed time to one moment: from ISO 8601 to "hace 3 horas", without ever asking a clock.

The readers are tried in the order of `READERS`, cheap and strict ones first; the first that
understands the text wins. Which of several claims is the publication time is `service.normalize.dates`.
"""

import re
from collections.abc import Callable

from service.normalize.dates_formats import read_epoch, read_iso, read_other, read_partial, read_rfc_2822
from service.normalize.dates_moment import Context, Moment
from service.normalize.dates_printed import (
    read_guessed,
    read_relative,
    read_slashed,
    read_worded,
    read_year_first,
)

Reader = Callable[[str, Context], Moment | None]

MAX_LENGTH = 200

_DIGITS = {ord(zero) + n: str(n) for zero in "٠۰०০๐０" for n in range(10)}
_ZONE_IN_BRACKETS = re.compile(r"\[[A-Za-z_/+-]{1,40}\]$|\([^()]{1,60}\)$")

READERS: tuple[Reader, ...] = (
    read_epoch,
    read_partial,
    read_iso,
    read_rfc_2822,
    read_worded,
    read_year_first,
    read_slashed,
    read_relative,
    read_other,
    read_guessed,
)


def parse_moment(text: str, context: Context) -> Moment | None:
    """Return the moment that `text` states, or `None` if it states none.

    Args:
        text: a time in any usual form; words around it ("Published:") are passed over.
        context: language, order of day and month, and the anchor.
    """
    text = " ".join(text[:MAX_LENGTH].translate(_DIGITS).split()).strip(" \"'|,;·•")
    text = _ZONE_IN_BRACKETS.sub("", text).strip()
    if not text:
        return None
    for reader in READERS:
        try:
            moment = reader(text, context)
            if moment is not None and moment.utc.year > 0:
                return moment
        except (ValueError, OverflowError, IndexError):  # a reader's way to say no
            continue
    return None
