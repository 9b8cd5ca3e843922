"""The demo's accounts."""

from service.cli.accounting import Ledger
from service.model import Limits
from tests.factories import make_message

FEED = b"""<rss version="2.0"><channel><title>F</title>
<item><title>One</title></item><item><title>Two</title></item></channel></rss>"""


def test_a_feed_is_due_one_outcome_per_item() -> None:
    """Two items in one message and one plain text make three."""
    ledger = Ledger(Limits())

    ledger.sent([make_message(FEED), make_message(b"Plain text.")])

    assert ledger.due == 3


def test_balanced_only_when_every_item_came_exactly_once() -> None:
    """One too few is incomplete; one too many is complete but not balanced."""
    ledger = Ledger(Limits())
    ledger.sent([make_message(b"Plain text.")])

    states = [(ledger.is_complete, ledger.is_balanced)]
    for outcome, detail in (("enriched", "en"), ("duplicate", "exact")):
        ledger.seen(outcome, detail)
        states.append((ledger.is_complete, ledger.is_balanced))

    assert states == [(False, False), (True, True), (True, False)]
