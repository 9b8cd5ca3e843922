"""A process that loads its tables says so, as long as it gets on with it."""

import itertools
import os
import time

import msgspec

from service.worker.loading import WORK_SECONDS, Loading
from service.worker.status import ProcessStatus

BEAT_SECONDS = 0.005


def test_it_speaks_while_it_works() -> None:
    """Each line is a status that says why it is not ready; after the end there is none."""
    reading, writing = os.pipe()
    work = itertools.count(step=WORK_SECONDS * 2)
    loading = Loading(writing, beat_seconds=BEAT_SECONDS, used_seconds=lambda: next(work))

    line = os.read(reading, 17)
    loading.done()

    assert msgspec.json.decode(line, type=ProcessStatus).reason == "loading its tables"
    os.close(writing)
    while os.read(reading, 1024):
        pass  # what was written before the end
    os.close(reading)


def test_it_is_silent_while_it_hangs() -> None:
    """A start that gets no processor time, because something does not answer, is not told as progress."""
    reading, writing = os.pipe()
    beats = iter([0.0, *[WORK_SECONDS / 2] * 20])
    told = []

    def used_seconds() -> float:
        told.append(0)
        return next(beats, WORK_SECONDS / 2)

    loading = Loading(writing, beat_seconds=BEAT_SECONDS, used_seconds=used_seconds)
    deadline = time.monotonic() + 20
    while len(told) < 5 and time.monotonic() < deadline:
        time.sleep(BEAT_SECONDS)
    loading.done()
    os.close(writing)

    assert len(told) >= 5
    assert os.read(reading, 1024) == b""
    os.close(reading)


def test_nobody_there_is_no_error() -> None:
    """The supervisor may be gone; the lifeline sees to that."""
    reading, writing = os.pipe()
    os.close(reading)
    work = itertools.count(step=WORK_SECONDS * 2)

    loading = Loading(writing, beat_seconds=BEAT_SECONDS, used_seconds=lambda: next(work))
    loading.done()

    os.close(writing)
