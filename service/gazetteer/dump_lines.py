"""The lines of a dump, packed or not, one at a time, and how far the file has been read."""

import bz2
import gzip
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

LONGEST = 128 * 1024 * 1024
"""Bytes of a line; what lies beyond is read as the next line, and is then none of its format."""


class UnreadableDump(ValueError):
    """The file cannot be read to its end; the message is one line."""


def dump_lines(path: Path, advance: Callable[[int], object] = lambda _: None) -> Iterator[bytes]:
    """Yield the lines of a `.gz`, `.bz2`, `.zip` (its largest file) or plain file.

    Args:
        path: the file.
        advance: told, every now and then, how many bytes of the file have been read since.

    Raises:
        UnreadableDump: it cannot be opened, or breaks off.
    """
    try:
        with path.open("rb") as file, _unpacked(path, file) as lines:
            read = 0
            while line := lines.readline(LONGEST):
                position = file.tell()
                if position != read:
                    advance(position - read)
                    read = position
                yield line
    except (OSError, EOFError, zipfile.BadZipFile, ValueError) as error:
        raise UnreadableDump(f"{path}: {' '.join(str(error).split())}") from error


def _unpacked(path: Path, file: BinaryIO) -> BinaryIO:
    match path.suffix.lower():
        case ".gz":
            return cast(BinaryIO, gzip.GzipFile(fileobj=file))
        case ".bz2":
            return cast(BinaryIO, bz2.BZ2File(file))
        case ".zip":
            archive = zipfile.ZipFile(file)
            largest = max(archive.infolist(), key=lambda info: info.file_size)
            return cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, archive.open(largest))))
        case _:
            return file
