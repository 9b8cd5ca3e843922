"""The three stages in a process of their own, so that an article that hangs can be ended from outside.

Tasks come through one pipe and outcomes go through another. Before each stage's work on an item a timer of
the kernel is set whose signal nothing here handles: it ends the process even in the midst of a C call,
which no timer of the interpreter does. Which stage was at work stands in the note (`service.worker.note`);
what was remembered stands in a file, from which the next process goes on. Who starts that one is
`service.cli.supervised_chain`.
"""

import os
import signal
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from service.cli.chain import Chain, Failure, encoded
from service.codecs.record import InvalidRecord, decode_fingerprint, encode_fingerprint
from service.model import DeadLetter, Message, Outcome, StageName
from service.pipeline import Stage
from service.record import Fingerprint
from service.settings import Settings
from service.worker.note import Note
from service.worker.stages import Definitions, settle

LENGTH = struct.Struct("<cQ")
RECORD, LETTER, END = b"r", b"d", b"e"
STAGES = tuple(StageName)


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One message; `done` and `failure` as in `Chain.run`."""

    message: Message
    done: int = 0
    failure: Failure | None = None


def write_frame(stream: BinaryIO, kind: bytes, content: bytes = b"") -> None:
    """Write one frame: its kind, its length, its content."""
    stream.write(LENGTH.pack(kind, len(content)))
    stream.write(content)


def read_frame(stream: BinaryIO) -> tuple[bytes, bytes] | None:
    """Read one frame; `None` when the other side has ended."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    kind, size = LENGTH.unpack(head)
    content = stream.read(size)
    return (kind, content) if len(content) == size else None


def timed_chain(settings: Settings, define: Definitions, note: Note) -> Chain:
    """Return the stages with tables loaded, each timed and noted at its work."""

    def timed(name: StageName, stage: Stage) -> Stage:
        number = STAGES.index(name)

        def run(message: Message) -> tuple[Outcome, ...]:
            note.begin(number, message.origin.offset)
            signal.setitimer(signal.ITIMER_REAL, settings.article_seconds)
            try:
                return stage(message)
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
                note.end()

        return run

    chain = Chain(settings, define=define, wrap=timed)
    chain.warm_up()
    settle()
    return chain


def serve(chain: Chain, memory: Path, tasks: int, outcomes: int) -> None:
    """Run tasks until the other side closes the pipe.

    Args:
        chain: with nothing remembered yet.
        memory: file of fingerprints, one JSON line each.
        tasks: file descriptor that tasks come from.
        outcomes: file descriptor that outcomes go to.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other side ends us, by closing the pipe
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with open(memory, "a+b", buffering=0) as kept:
        kept.seek(0)
        for fingerprint in _remembered(kept.read()):
            chain.restore(fingerprint)
        chain.also_keep(lambda fingerprint: _keep(kept, fingerprint))
        with os.fdopen(tasks, "rb") as arriving, os.fdopen(outcomes, "wb") as leaving:
            _serve(chain, arriving, leaving)


def _serve(chain: Chain, tasks: BinaryIO, outcomes: BinaryIO) -> None:
    decoder = msgspec.msgpack.Decoder(Task)
    while frame := read_frame(tasks):
        task = decoder.decode(frame[1])
        for article in chain.run(task.message, done=task.done, failure=task.failure):
            outcome = article if isinstance(article, DeadLetter) else encoded(article)
            if isinstance(outcome, bytes):
                write_frame(outcomes, RECORD, outcome)
            else:
                write_frame(outcomes, LETTER, msgspec.msgpack.encode(outcome))
            outcomes.flush()  # what is done stays done, whatever the next item does
        write_frame(outcomes, END)
        outcomes.flush()


def _keep(memory: BinaryIO, fingerprint: Fingerprint) -> None:
    memory.write(encode_fingerprint(fingerprint) + b"\n")


def _remembered(lines: bytes) -> Iterator[Fingerprint]:
    """Yield what was kept; the last line may be torn, and then belongs to the article that failed."""
    for line in lines.splitlines():
        try:
            yield decode_fingerprint(line)
        except InvalidRecord:
            continue
