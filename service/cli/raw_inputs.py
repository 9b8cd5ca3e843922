"""Files, folders, lines and standard input as raw messages, bytes as they are.

What the bytes are is for the worker to find out: the only thing said about them here is what a file
name's ending says. Sending them is `service.cli.feeding`.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from service.broker.topics import LARGEST_RAW
from service.model import Headers

CONTENT_TYPES = {
    ".txt": "text/plain",
    ".html": "text/html",
    ".xml": "application/xml",
    ".json": "application/json",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
}
LINE_FILES = frozenset({".jsonl", ".ndjson"})
LINES_TYPE = "application/json"


class RawInput(msgspec.Struct, frozen=True, kw_only=True):
    """One message to be sent; `problem` is set instead of `value` when it cannot be read."""

    key: str
    value: bytes = b""
    headers: Headers = ()
    problem: str | None = None


def list_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files under `paths`, folders walked in order of name, hidden files left out."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            found = (file for file in path.rglob("*") if file.is_file())
            files += sorted(file for file in found if not _is_hidden(file.relative_to(path)))
        else:
            files.append(path)
    return files


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def read_inputs(files: Iterable[Path], *, as_lines: bool = False) -> Iterator[RawInput]:
    """Read files as messages, one at a time: a file is one, a line of a lines file is one.

    Args:
        files: what to read; `-` is standard input.
        as_lines: take every line of every file as a message, whatever the file's name.
    """
    for file in files:
        name = "stdin" if str(file) == "-" else file.name
        try:
            if as_lines or file.suffix.lower() in LINE_FILES:
                yield from _lines(file, name)
            else:
                yield _whole(file, name)
        except OSError as error:
            yield RawInput(key=name, problem=f"{file}: {error.strerror}")


def _whole(file: Path, name: str) -> RawInput:
    if str(file) == "-":
        # One byte more than fits tells what is too large without reading all of it.
        return _input(name, sys.stdin.buffer.read(LARGEST_RAW + 1))
    with file.open("rb") as opened:
        return _input(name, opened.read(LARGEST_RAW + 1), CONTENT_TYPES.get(file.suffix.lower()))


def _lines(file: Path, name: str) -> Iterator[RawInput]:
    if str(file) == "-":
        yield from _numbered(sys.stdin.buffer, name)
        return
    with file.open("rb") as opened:
        yield from _numbered(opened, name)


def _numbered(lines: Iterable[bytes], name: str) -> Iterator[RawInput]:
    """Key each line by its number too, so that one file spreads over all partitions."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _input(f"{name}:{number}", line.rstrip(b"\r\n"), LINES_TYPE)


def _input(key: str, value: bytes, content_type: str | None = None) -> RawInput:
    if len(value) > LARGEST_RAW:
        return RawInput(key=key, problem=f"larger than {LARGEST_RAW // 2**20} MiB")
    headers = () if content_type is None else (("content-type", content_type.encode()),)
    return RawInput(key=key, value=value, headers=headers)
