"""One line of `dateline check`."""

import msgspec


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """Whether it is in order, what was looked at, what was found or how to mend it."""

    is_fine: bool
    what: str
    detail: str


def fine(what: str, detail: str) -> Result:
    """Return a line for something in order."""
    return Result(is_fine=True, what=what, detail=detail)


def wrong(what: str, detail: str) -> Result:
    """Return a line for a problem; `detail` says how to mend it."""
    return Result(is_fine=False, what=what, detail=detail)
