"""The sample articles in the package."""

from service.cli.accounting import Ledger
from service.cli.raw_inputs import read_inputs
from service.cli.samples import FOLDER, sample_files
from service.codecs import decode
from service.model import DeadLetter, Draft, Limits, Message, Reason
from service.record import Origin


def _messages() -> list[Message]:
    origin = Origin(topic="samples", partition=0, offset=0, item=0)
    return [
        Message(value=raw.value, headers=raw.headers, origin=origin) for raw in read_inputs(sample_files())
    ]


def test_every_file_is_sent_once() -> None:
    """No file of the folder is left out, besides its README."""
    on_disk = {path for path in FOLDER.rglob("*") if path.is_file() and path.name != "README.md"}

    assert sorted(sample_files()) == sorted(on_disk)


def test_at_least_forty_articles_in_every_format() -> None:
    """The demo shows more than forty articles, and each format that is decoded."""
    drafts = [draft for m in _messages() for draft in decode(m, Limits()) if isinstance(draft, Draft)]

    assert len(drafts) >= 40
    assert len({draft.format for draft in drafts}) >= 9


def test_bad_input_is_recognised_by_the_decoder() -> None:
    """The folder of bad input ends for the reasons it was made for."""
    letters = [found for m in _messages() for found in decode(m, Limits()) if isinstance(found, DeadLetter)]

    assert {letter.reason for letter in letters} >= {
        Reason.UNDECODABLE,
        Reason.MALFORMED_JSON,
        Reason.UNSAFE_XML,
        Reason.NO_ITEMS,
        Reason.EMPTY,
        Reason.UNSUPPORTED_FORMAT,
    }


def test_accounts_of_the_samples() -> None:
    """The ledger counts what the decoder gives."""
    ledger = Ledger(Limits())
    ledger.sent(_messages())

    assert ledger.due == sum(len(decode(message, Limits())) for message in _messages())
