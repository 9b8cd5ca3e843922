"""What `dateline dlq replay` tells: how many messages were put back, which were not, and why."""

from collections import Counter

import click

from service import __version__
from service.cli.replay import Refusal, Replay

NAMED_REFUSALS = 20


class Report:
    """What was put back, what was not, and why."""

    def __init__(self, *, is_dry: bool) -> None:
        """Start empty."""
        self.is_dry = is_dry
        self.replayed = 0
        self.same_version = 0
        self.refusals: list[Refusal] = []

    @property
    def is_complete(self) -> bool:
        """Whether everything that was chosen has been put back, now or before."""
        return all(refusal.is_done for refusal in self.refusals)

    def add(self, replayed: Replay) -> None:
        """Note a message that was put back, or would be."""
        self.replayed += 1
        self.same_version += replayed.letter.kept.version == __version__

    def tell(self) -> None:
        """Print it to standard error."""
        done = "would be put back" if self.is_dry else "put back"
        click.echo(f"{self.replayed:,} messages {done}", err=True)
        if self.same_version:
            text = f"  {self.same_version:,} of them failed in this same version {__version__}"
            click.echo(f"{text}: unless a setting has changed, they will fail again", err=True)
        for why, count in Counter(refusal.why for refusal in self.refusals).most_common():
            click.echo(f"{count:,} not: {why}", err=True)
        left = [refusal.letter.coordinates for refusal in self.refusals if not refusal.is_done]
        if left:
            more = f" and {len(left) - NAMED_REFUSALS:,} more" if len(left) > NAMED_REFUSALS else ""
            click.echo(f"cannot be put back: {' '.join(left[:NAMED_REFUSALS])}{more}", err=True)
