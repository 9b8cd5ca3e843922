"""A stretch of the body that may be a source, before it is known who it is."""

from typing import NamedTuple


class Candidate(NamedTuple):
    """Where it stands, `attributed`, `agency` or `document`, and the confidence 0–100.

    `cue` is where the words that attribute begin, when they follow the phrase.
    """

    start: int
    end: int
    role: str
    confidence: int
    cue: int | None = None
