"""What the worker tells about a committed slice; counting and logging it is `service.telemetry.events`."""

from collections.abc import Sequence
from typing import Protocol

from service.model import DeadLetter
from service.record import Article


class Summary(Protocol):
    """What is told of a committed slice (`service.worker.slices.SliceSummary`)."""

    @property
    def messages(self) -> int:
        """Number of messages."""

    @property
    def published(self) -> dict[str, int]:
        """Records by topic."""

    @property
    def dead_letters(self) -> Sequence[DeadLetter]:
        """All of them."""

    @property
    def articles(self) -> Sequence[Article]:
        """All articles that were published."""

    @property
    def verdicts(self) -> dict[str, int]:
        """Articles by verdict of de-duplication."""

    @property
    def tags(self) -> dict[str, int]:
        """Tags by kind."""

    @property
    def tagger_failures(self) -> Sequence[tuple[str, Article]]:
        """User's taggers that failed, each with the article on which it did."""

    @property
    def durations(self) -> Sequence[float]:
        """Seconds of work for each message."""

    @property
    def ages(self) -> Sequence[float]:
        """Seconds since each raw message reached Kafka."""
