"""What every pipeline takes and gives back, whatever it is made of."""

from collections.abc import Mapping
from typing import Protocol

import msgspec

from tests.eval.score_entities import Span


class Raw(msgspec.Struct, frozen=True):
    """An article as it arrives: the bytes of a page, or a plain text."""

    number: int
    content_type: str
    value: bytes


class Found(msgspec.Struct, frozen=True):
    """What a pipeline made of an article; `None` where it has no such thing.

    Attributes:
        title: the headline.
        body: the article's text.
        names: people, organisations and places, by span in `body`.
    """

    title: str | None = None
    body: str | None = None
    names: frozenset[Span] | None = None


class Pipeline(Protocol):
    """A whole job: loads its models when made, then turns one article after the other."""

    name: str
    does: str
    settings: str
    packages: tuple[str, ...]

    def fresh(self) -> None:
        """Forget the articles seen, so that every round does the same work."""

    def run(self, raw: Raw) -> object:
        """Do the job on one article; what comes back goes to `found` and is not timed."""

    def found(self, raw: Raw, result: object) -> Found:
        """Return what is scored of a result."""


KINDS: Mapping[str, str] = {
    "PERSON": "PER", "PER": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC",
}  # fmt: skip
"""Types of names in other tools' words."""
