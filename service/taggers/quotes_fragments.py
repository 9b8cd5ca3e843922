"""Say what stands in quotation marks: a sentence or more, a fragment, or a whole paragraph.

How marks pair is `service.taggers.quotes_marks`; what a quotation is made of it, `service.taggers.quotes`.
"""

from service.taggers.quotes_marks import Quoted
from service.taggers.segment import UNSPACED

_SHORTEST_FULL_WORDS = 3


def is_full(body: str, stretch: Quoted) -> bool:
    """Say whether a quoted stretch is a sentence or more, and not a fragment or a title."""
    text = body[stretch.start : stretch.end].strip()
    if word_count(text) < _SHORTEST_FULL_WORDS:
        return bool(text) and text[-1] in ",?!" and _may_begin(text[0])
    return (_may_begin(text[0]) or text[0] in "[…." or text.startswith("i ")) and (
        text[-1] in ".,?!…—–"
        or stretch.open_ended
        or body[stretch.outer_end : stretch.outer_end + 1] in {".", ",", "،", "。", "，"}
        or not (text[0].isupper() or text[0].islower())
    )


def _may_begin(char: str) -> bool:
    """Say whether a sentence may begin with this letter: a capital, or one of a script without capitals."""
    return char.isalpha() and not char.islower()


def word_count(text: str) -> int:
    """Count words; in scripts written without spaces, four characters count as one."""
    spaced = len(text.split())
    return spaced if text.isascii() else max(spaced, len(UNSPACED.findall(text)) // 4)


def is_nothing_but(quoted: list[Quoted], paragraph: tuple[int, int]) -> bool:
    """Say whether a paragraph is one quotation from end to end."""
    return len(quoted) == 1 and (quoted[0].outer_start, quoted[0].outer_end) == paragraph
