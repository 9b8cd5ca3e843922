"""Run articles that somebody only wants to try through the pipeline, in a process of its own.

`python -m service.cli.trial` reads messages from standard input and writes outcomes to standard output, in
the frames of `service.cli.chain_process`; it ends when its input does. Each article is tried alone, against
nothing remembered, and nothing is published. Who starts the process is `service.cli.page_actions`.
"""

import sys
from typing import BinaryIO

import msgspec

from service.cli.chain_process import END, RECORD, read_frame, write_frame
from service.cli.supervised_chain import ChainFailed, SupervisedChain
from service.codecs.dead_letter import encode_dead_letter
from service.model import DeadLetter, Message
from service.settings import Settings, load_settings


def serve(settings: Settings, asked: BinaryIO, told: BinaryIO) -> None:
    """Answer each message with its outcomes as JSON, `{"article": …}` or `{"letter": …}`, and an end."""
    decoder = msgspec.msgpack.Decoder(Message)
    while frame := read_frame(asked):
        message = decoder.decode(frame[1])
        with SupervisedChain(settings) as chain:
            for outcome in chain.run(message):
                write_frame(told, RECORD, _shown(outcome, message))
        write_frame(told, END)
        told.flush()


def _shown(outcome: bytes | DeadLetter, message: Message) -> bytes:
    if isinstance(outcome, bytes):
        return b'{"article":%s}' % outcome
    return b'{"letter":%s}' % encode_dead_letter(outcome, message)


def main() -> None:
    """Serve standard input and output until the input ends."""
    try:
        serve(load_settings(), sys.stdin.buffer, sys.stdout.buffer)
    except (ChainFailed, BrokenPipeError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
