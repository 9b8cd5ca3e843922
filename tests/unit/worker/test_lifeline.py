"""The lifeline: cut at any time, the process ends, in order if there is an order."""

import os
import threading

from service.worker.lifeline import Lifeline

SECONDS = 20.0


class Ending:
    """Takes note of an end instead of ending the tests."""

    def __init__(self) -> None:
        self.status: int | None = None
        self.came = threading.Event()

    def __call__(self, status: int) -> None:
        """Take note."""
        self.status = status
        self.came.set()


def test_cut_before_anything_is_set_up_the_process_ends() -> None:
    """While tables are loaded nothing is open that would have to be closed."""
    reading, writing = os.pipe()
    ending = Ending()
    Lifeline(reading, end=ending)
    assert not ending.came.wait(0.05)

    os.close(writing)

    assert ending.came.wait(SECONDS)
    assert ending.status == 0
    os.close(reading)


def test_cut_while_it_works_it_is_asked_to_end_and_then_ended() -> None:
    """An orderly end is begun once; a process that does not come to it ends anyway, and not as a success."""
    reading, writing = os.pipe()
    ending, asked = Ending(), threading.Semaphore(0)
    lifeline = Lifeline(reading, end=ending, grace_seconds=0.1)
    lifeline.when_cut(asked.release)

    os.close(writing)

    assert asked.acquire(timeout=SECONDS)
    assert ending.came.wait(SECONDS)
    assert ending.status == 1
    assert not asked.acquire(blocking=False)
    os.close(reading)


def test_bytes_are_no_cut() -> None:
    """Only the end of the pipe is."""
    reading, writing = os.pipe()
    ending = Ending()
    Lifeline(reading, end=ending)

    os.write(writing, b"still here")

    assert not ending.came.wait(0.1)
    os.close(writing)
    assert ending.came.wait(SECONDS)
    os.close(reading)
