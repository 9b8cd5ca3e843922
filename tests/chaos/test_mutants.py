"""Workers broken on purpose: each is really broken, and only while it is meant to be."""

import os
import subprocess
import sys

import pytest

from tests.chaos.mutants import MUTANTS, SWITCH, broken_by
from tests.chaos.workers import ROOT

LOOK = """
import aiokafka
from service.worker import stage
print(stage.restore_state.__name__, stage.TransactionalWriter.write.__qualname__,
      aiokafka.AIOKafkaConsumer.__init__.__qualname__)
"""
WHOLE = "restore_state TransactionalWriter.write AIOKafkaConsumer.__init__"


def _look() -> str:
    ended = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    return ended.stdout.strip()


@pytest.mark.parametrize("name", MUTANTS)
def test_each_mutant_changes_one_thing(name: str) -> None:
    """Of the three places that can be changed one is, in processes started meanwhile."""
    with broken_by(name):
        found = _look()

    assert sum(one != other for one, other in zip(found.split(), WHOLE.split(), strict=True)) == 1


def test_nothing_is_broken_otherwise() -> None:
    """The environment is as it was."""
    before = dict(os.environ)
    with broken_by("forgets"):
        assert os.environ[SWITCH] == "forgets"

    assert dict(os.environ) == before
    assert _look() == WHOLE
