"""Cut plain text into blocks: paragraphs and list items, whatever layout it came in.

Three layouts occur: paragraphs between blank lines, one paragraph per line, and text wrapped at a
fixed width, with blank lines or indents between paragraphs. What a block is (headline, cross-head,
byline) is for the structure rules.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from service.model import Block
from service.normalize.lines import ends_sentence, list_marker

_NARROWEST = 36  # columns; agencies wrap at 60 to 80, and nobody below 40
_WIDEST = 100
_FEWEST_LINES = 3  # lines followed by another, below which a width cannot be told
_FEWEST_CHUNKS = 2
_FULL_SHARE = 0.6  # of such lines that leave no room for the next line's first word
_RUNNING_SHARE = 0.25  # of such lines whose sentence plainly goes on in the next
_SLACK = 12  # columns
_MOST_HEADLINE_LINES = 4
_BYLINE = re.compile(r"(?:BY|VON|PAR|POR)\s")
# What American agencies' old systems left of type size and alignment: upper and lower rail, quad left.
_TYPESETTING = re.compile(r"(?<![\w&])&(?:UR|LR|QL|QR|QC|MD|TR|HT);[ \t]*")
_COPYRIGHT = re.compile(r"(?:c\.|\(c\)|©)\s*(?:19|20)\d\d", re.IGNORECASE)
_HYPHEN_END = re.compile(r"[^\W\d_]-$")


def blocks_of(text: str) -> tuple[Block, ...]:
    """Return the blocks of `text` in order, each on one line, white space collapsed."""
    chunks = list(_chunks(text))
    width = _wrap_width(chunks)
    if width and chunks:
        chunks[0] = _whole_headline(chunks[0])
    lines = [line for chunk in chunks for line in (_rejoined(chunk, width) if width else _flat(chunk))]
    if "&" in text:
        lines = [_TYPESETTING.sub("", line).rstrip() for line in lines]
    lines = [line for line in lines if any(map(str.isalnum, line))]  # rules and ornaments go
    markers = [list_marker(line) for line in lines]
    return tuple(
        Block(kind="list_item" if _is_list_item(markers, i) else "paragraph", text=line)
        for i, line in enumerate(lines)
    )


def _chunks(text: str) -> Iterator[list[str]]:
    """Yield runs of lines that no blank line parts."""
    chunk: list[str] = []
    for line in text.split("\n"):
        if line.strip():
            chunk.append(line.rstrip())
        elif chunk:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _flat(chunk: list[str]) -> list[str]:
    return [" ".join(line.split()) for line in chunk]


def _whole_headline(chunk: list[str]) -> list[str]:
    """Join a headline in capitals that a wrapped text prints over several lines."""
    count = 1
    while count < min(len(chunk), _MOST_HEADLINE_LINES) and chunk[0].isupper() and chunk[count].isupper():
        if _BYLINE.match(chunk[count].lstrip()):
            break
        count += 1
    return [" ".join(line.strip() for line in chunk[:count]), *chunk[count:]]


def _wrap_width(chunks: list[list[str]]) -> int | None:
    """Return the width at which the text was wrapped, or `None`.

    A wrapped line is one that had no room left for the first word of the next.
    """
    pairs = [
        (line, following)
        for chunk in (chunks[1:] if len(chunks) > _FEWEST_CHUNKS else chunks)  # the first is headlines
        for line, following in pairwise(chunk)
        if not list_marker(following.lstrip()) and (len(line) >= _NARROWEST or _runs_on(line, following))
    ]
    if not pairs or (len(pairs) < _FEWEST_LINES and not all(_runs_on(*pair) for pair in pairs)):
        return None
    lengths = sorted(len(line) for line, _ in pairs)
    width = lengths[(len(lengths) - 1) * 95 // 100]
    if not _NARROWEST <= width <= _WIDEST or _too_long(chunks, width):
        return None
    full = sum(_is_full(line, following, width) for line, following in pairs)
    running = sum(_runs_on(line, following) for line, following in pairs)
    is_wrapped = full >= _FULL_SHARE * len(pairs) and running >= _RUNNING_SHARE * len(pairs)
    return width if is_wrapped else None


def _too_long(chunks: list[list[str]], width: int) -> bool:
    """Return whether more lines are clearly longer than `width` than addresses and tables explain."""
    lengths = [len(line) for chunk in chunks for line in chunk]
    return sum(length > width + _SLACK for length in lengths) > len(lengths) * 0.05 + 1


def _runs_on(line: str, following: str) -> bool:
    """Return whether the sentence plainly goes on: the next line starts small, or has no capitals."""
    first = following.lstrip()[:1]
    return first.islower() or (first.isalpha() and not first.isupper() and not ends_sentence(line))


def _is_full(line: str, following: str, width: int) -> bool:
    first_word = following.split(None, 1)[0]
    return len(line) + 1 + len(first_word) > width


def _rejoined(chunk: list[str], width: int) -> list[str]:
    lines = [" ".join(chunk[0].split())]
    for line, following in pairwise(chunk):
        flat = " ".join(following.split())
        if _continues(line, following, width):
            glue = "" if _HYPHEN_END.search(lines[-1]) and flat[:1].isalpha() else " "
            lines[-1] = f"{lines[-1]}{glue}{flat}"
        else:
            lines.append(flat)
    return lines


def _continues(line: str, following: str, width: int) -> bool:
    """Return whether `following` is the same paragraph as `line` in wrapped text."""
    indent = len(following) - len(following.lstrip())
    is_inset = indent > len(line) - len(line.lstrip())
    if is_inset or _starts_item(line, following) or _COPYRIGHT.match(following.lstrip()):
        return False
    if _is_full(line, following, width):
        return True
    return following.lstrip()[:1].islower() and not ends_sentence(line)


def _starts_item(line: str, following: str) -> bool:
    """Return whether `following` opens a list item; a number does so only after another item."""
    marker = list_marker(following.lstrip())
    return marker == "bullet" or (marker is not None and list_marker(line.lstrip()) is not None)


def _is_list_item(markers: list[str | None], index: int) -> bool:
    """Return whether the line belongs to a list: a bullet, or a number or dash with one beside it."""
    if markers[index] is None:
        return False
    neighbours = markers[max(index - 1, 0) : index] + markers[index + 1 : index + 2]
    return markers[index] == "bullet" or any(neighbours)
