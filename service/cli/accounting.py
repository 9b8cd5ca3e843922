"""Account for every item sent: how many outcomes are due, and which have come.

Pure: the demo tells it what was sent and what was seen. An item is due one outcome — enriched, duplicate
or dead letter; a feed of five items is due five.
"""

from collections import Counter
from collections.abc import Iterable

from service.codecs import decode
from service.model import Limits, Message


class Ledger:
    """What was sent against what came back, as counts."""

    def __init__(self, limits: Limits) -> None:
        """Start with nothing sent."""
        self._limits = limits
        self.due = 0
        self.outcomes: Counter[str] = Counter()
        self.details: Counter[tuple[str, str]] = Counter()

    def sent(self, messages: Iterable[Message]) -> None:
        """Note messages as sent; the decoder says how many items each holds."""
        self.due += sum(len(decode(message, self._limits)) for message in messages)

    def seen(self, outcome: str, detail: str) -> None:
        """Note one outcome (`enriched`, `duplicate`, `dead letter`) with its verdict or reason."""
        self.outcomes[outcome] += 1
        self.details[outcome, detail] += 1

    @property
    def accounted(self) -> int:
        """Outcomes seen so far."""
        return self.outcomes.total()

    @property
    def is_complete(self) -> bool:
        """Whether every item sent has come back."""
        return self.accounted >= self.due

    @property
    def is_balanced(self) -> bool:
        """Whether exactly the items sent have come back: none lost and none repeated."""
        return self.accounted == self.due
