"""The word lists of this room, read from `words.yaml` once."""

import functools
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("words.yaml")


def word_list(name: str) -> frozenset[str]:
    """Return the words of list `name`, as they stand in the file.

    Raises:
        KeyError: there is no such list.
    """
    return frozenset(_lists()[name].split())


def name_list(name: str) -> tuple[str, ...]:
    """Return the names of list `name`, which may hold several words each.

    Raises:
        KeyError: there is no such list.
    """
    return tuple(map(str, _lists()[name]))


def label_list(name: str) -> frozenset[str]:
    """Return the labels of list `name`, in lower case; they may hold several words and are parted by commas.

    Raises:
        KeyError: there is no such list.
    """
    return frozenset(label.strip() for label in _lists()[name].casefold().split(","))


@functools.cache
def _lists() -> dict[str, str]:
    lists: dict[str, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return lists
