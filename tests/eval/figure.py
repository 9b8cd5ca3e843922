"""One measured figure, and word counts that several scorers share."""

import re
import unicodedata
from collections import Counter

import msgspec

_WORDS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+")
_QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00ad": None, "\u200b": None}
)


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A figure with what it was measured on.

    Attributes:
        dataset: the set's name, and its part if it has parts.
        name: what is measured; with scorer and dataset the key of its floor.
        value: the figure; shares are 0–1.
        items: number of pages, sentences or cases.
        published: figures of other tools on the same set or kind, by tool.
        is_held: whether it must not fall below its floor; times are only printed.
    """

    dataset: str
    name: str
    value: float
    items: int
    published: dict[str, float] = {}
    is_held: bool = True


def words_of(text: str) -> Counter[str]:
    """Return a text's words with counts; scripts without blanks count by character."""
    return Counter(_WORDS.findall(unicodedata.normalize("NFKC", text).casefold()))


def overlap(ours: str, gold: str) -> tuple[float, float, float]:
    """Return precision, recall and F1 of words."""
    mine, theirs = words_of(ours), words_of(gold)
    common = (mine & theirs).total()
    precision, recall = common / max(1, mine.total()), common / max(1, theirs.total())
    return precision, recall, 2 * precision * recall / (precision + recall) if common else 0.0


def plain(text: str) -> str:
    """Return a text for exact comparison: one spelling of quotes, dashes, blanks and case."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_QUOTES).split()).casefold()
