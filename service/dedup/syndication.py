"""Whether an agency's text stands inside another publisher's article, however small a share it makes.

Both credit the same agency, they are of two publishers, and the earlier text, short of a word or two, is in
this longer one. What two articles share because both quote the same statement is nobody's wire copy:
where most of it stands in quotation marks it does not count. Below a tenth of both texts together an
agency's text must also be long enough (`LEAST_WORDS`) to be more than a formula that desks repeat.
"""

import re

from service.dedup.likeness import Likeness
from service.dedup.reading import SHORT, Reading
from service.dedup.shingle import WIDTH, shared_runs, word_spans

COVERED = 0.8
LEAST_WORDS = 40
"""Words of an agency's text that makes less than a tenth."""
_MOSTLY = 0.5
# Each sign with its own partner, and a straight one only where it can open: the text between two
# quotations is none.
_QUOTATION = re.compile(
    r"“[^“”\n]{20,1500}”|„[^„“”\n]{20,1500}[“”]|«[^«»\n]{20,1500}»"
    r"|(?<![\w.,!?…])\"(?=\w)[^\"\n]{20,1500}\""
)


def is_syndicated(reading: Reading, body: str, likeness: Likeness) -> bool:
    """Whether an agency's text stands, nearly whole, inside this longer article of another publisher."""
    earlier = likeness.earlier
    if reading.source is None or earlier.source is None or reading.source == earlier.source:
        return False
    if set(reading.agencies).isdisjoint(earlier.agencies) or likeness.covered < COVERED:
        return False
    is_inside = len(reading.shingles) > len(likeness.shingles) >= SHORT
    return is_inside and not _is_quotation(reading, body, likeness)


def is_small_part(reading: Reading, body: str, likeness: Likeness) -> bool:
    """The same for a text that makes less than a tenth of both together."""
    is_text = len(likeness.shingles) >= LEAST_WORDS - WIDTH + 1
    return is_text and is_syndicated(reading, body, likeness)


def _is_quotation(reading: Reading, body: str, likeness: Likeness) -> bool:
    """Return whether most of what is shared stands in quotation marks."""
    quotations = [match.span() for match in _QUOTATION.finditer(body)]
    if not quotations:
        return False
    spans = word_spans(body)
    runs = shared_runs(reading.in_order, likeness.shingles, reading.words)
    starts = [int(spans[word, 0]) for first, last in runs for word in range(first, last + 1)]
    return sum(_is_within(start, quotations) for start in starts) > _MOSTLY * len(starts)


def _is_within(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)
