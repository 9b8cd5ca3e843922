"""The pipeline of `dateline enrich` in its own process: what hangs or crashes costs one item."""

import multiprocessing
from collections.abc import Iterator

import orjson
import pytest

from service.cli.supervised_chain import ChainFailed, SupervisedChain
from service.model import DeadLetter, Message, Reason, StageName
from service.record import Origin
from service.settings import Settings
from tests.unit.cli.hanging_stages import define_hanging

ORIGIN = Origin(topic="test", partition=0, offset=0, item=0)


@pytest.fixture
def chain() -> Iterator[SupervisedChain]:
    """Return a chain with a budget of a second and a half."""
    with SupervisedChain(Settings(article_seconds=1.5), define=define_hanging) as chain:
        yield chain


def _run(chain: SupervisedChain, text: str, offset: int = 0) -> list[str | DeadLetter]:
    origin = Origin(topic="test", partition=0, offset=offset, item=0)
    outcomes = chain.run(Message(value=text.encode(), origin=origin))
    return [o if isinstance(o, DeadLetter) else orjson.loads(o)["dedup"]["status"] for o in outcomes]


def test_item_that_hangs_in_a_c_call_is_one_timeout(chain: SupervisedChain) -> None:
    """The items before and after it have their outcomes, in order, each once."""
    first, hung, last = _run(chain, "a one\nb hang two\nc three", 1)

    assert (first, last) == ("new", "new")
    assert isinstance(hung, DeadLetter)
    assert (hung.reason, hung.stage, hung.origin.item) == (Reason.TIMEOUT, StageName.TAG, 1)
    assert hung.input_id == "b"


def test_message_that_hangs_before_it_has_items_is_one_timeout(chain: SupervisedChain) -> None:
    """It is one dead letter; the next message goes on."""
    (hung,) = _run(chain, "whole one\ntwo", 2)
    (after,) = _run(chain, "d four", 3)

    assert isinstance(hung, DeadLetter)
    assert (hung.reason, hung.stage, hung.origin.offset) == (Reason.TIMEOUT, StageName.NORMALIZE, 2)
    assert after == "new"


def test_crash_is_an_internal_error_of_its_item(chain: SupervisedChain) -> None:
    """A process that dies over an item is replaced."""
    crashed, after = _run(chain, "e crash five\nf six", 4)

    assert isinstance(crashed, DeadLetter)
    assert (crashed.reason, crashed.detail) == (Reason.INTERNAL_ERROR, "its process ended with status -9")
    assert after == "new"


def test_state_outlives_the_process(chain: SupervisedChain) -> None:
    """What was remembered before a process was ended is a duplicate after it."""
    assert _run(chain, "g seven", 5) == ["new"]
    _run(chain, "h hang eight", 6)
    assert _run(chain, "i seven", 7) == ["exact"]


def test_process_that_is_killed_while_idle_is_one_line() -> None:
    """Whoever ended it will end the next one too, so nothing is tried for ever."""
    with SupervisedChain(Settings(), define=define_hanging) as chain:
        (child,) = [child for child in multiprocessing.active_children() if child.name == "pipeline"]
        child.kill()
        child.join()
        with pytest.raises(ChainFailed, match="ended with status -9"):
            _run(chain, "a one")


def test_nothing_is_left_behind() -> None:
    """The process ends with its context, also in the midst of a message."""
    with SupervisedChain(Settings(), define=define_hanging) as chain:
        next(chain.run(Message(value=b"a one\nb hang", origin=ORIGIN)))

    assert not multiprocessing.active_children()
