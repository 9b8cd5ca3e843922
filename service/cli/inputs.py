"""Files, folders, standard input and lines of envelopes as raw messages without a broker.

The coordinates of a message are its file's name, partition 0 and the number of its line, from 0. What a
file name's ending declares is the same as for `dateline feed`; what the bytes are is found by
`service.codecs`.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

import msgspec

from service.cli.raw_inputs import CONTENT_TYPES, LINE_FILES, LINES_TYPE, list_files
from service.model import Headers, Message
from service.record import Origin

STDIN = Path("-")
KEPT_BYTES = (
    64 * 1024 * 1024
)  # of an input; more is never an article, and what is kept is for its dead letter

FORMATS = {
    "text": "text/plain",
    "html": "text/html",
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "xml": "application/xml",
    "json": "application/json",
    "ninjs": "application/vnd.iptc.ninjs+json",
    "newsml-g2": "application/vnd.iptc.g2.newsitem+xml",
    "nitf": "application/nitf+xml",
    "iptc7901": "text/vnd.iptc.7901",
    "anpa": "text/vnd.anpa.1312",
}


class Unreadable(msgspec.Struct, frozen=True, kw_only=True):
    """An input that the operating system does not give us, and why."""

    name: str
    problem: str


def read_messages(
    paths: Iterable[Path], *, content_type: str | None = None, as_lines: bool = False
) -> Iterator[Message | Unreadable]:
    """Read inputs one at a time, folders walked in order of name.

    Args:
        paths: files, folders, or `-` for standard input.
        content_type: declared for every input instead of what its name's ending declares.
        as_lines: take every line of every file as a message, whatever the file's name.
    """
    for path, name in _named(list(paths)):
        try:
            with nullcontext(sys.stdin.buffer) if path == STDIN else path.open("rb") as opened:
                if as_lines or path.suffix.lower() in LINE_FILES:
                    yield from _lines(opened, name, content_type or LINES_TYPE)
                else:
                    declared = content_type or CONTENT_TYPES.get(path.suffix.lower())
                    yield _message(opened.read(KEPT_BYTES), name, 0, declared)
        except OSError as error:
            yield Unreadable(name=str(path), problem=error.strerror or str(error))


def _named(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    """Name each file by its path below the folder given; by its full path where two would be called alike."""
    files: list[tuple[Path, str]] = []
    for path in paths:
        below = list_files([path]) if path.is_dir() else [path]
        files += [(file, _name(file, path)) for file in below]
    for longer in (str, _absolute):
        counts = Counter(name for _, name in files)
        files = [(file, name if counts[name] == 1 else longer(file)) for file, name in files]
    yield from files


def _absolute(file: Path) -> str:
    return file.resolve().as_posix() if file != STDIN else "stdin"


def _name(file: Path, given: Path) -> str:
    if given == STDIN:
        return "stdin"
    return file.name if file == given else file.relative_to(given).as_posix()


def _lines(opened: BinaryIO, name: str, content_type: str) -> Iterator[Message]:
    """Yield each line that is not blank; of a line beyond all bounds only the beginning is held."""
    number = 0
    while line := opened.readline(KEPT_BYTES):
        if line.strip():
            yield _message(line.rstrip(b"\r\n"), name, number, content_type)
        while line and not line.endswith(b"\n"):
            line = opened.readline(KEPT_BYTES)
        number += 1


def _message(value: bytes, name: str, offset: int, content_type: str | None) -> Message:
    headers: Headers = () if content_type is None else (("content-type", content_type.encode()),)
    origin = Origin(topic=name, partition=0, offset=offset, item=0)
    return Message(value=value, headers=headers, origin=origin)
