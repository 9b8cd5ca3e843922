r"""What a revision changed.

Added passages are offsets into the new body. Removed ones are ranges of words of the earlier body, which
is not kept here, only its shingles in order: words are the matches of `\w+`, counted from 0.
"""

from service.dedup.likeness import longest, passages
from service.dedup.reading import Reading
from service.dedup.shingle import WIDTH, Hashes, distinct, shared_runs, unpack
from service.record import Changes, Fingerprint, WordRange


def changes(reading: Reading, body: str, headline_key: str, earlier: Fingerprint) -> Changes:
    """Return what this article changed of the earlier one."""
    before = unpack(earlier.shingles)
    words_before = len(before) + WIDTH - 1 if len(before) else 0
    added = _rest(shared_runs(reading.in_order, distinct(before), reading.words), reading.words)
    removed = _rest(_runs(before, reading.shingles, words_before), words_before)
    return Changes(
        added=passages(body, added),
        removed=tuple(WordRange(first=first, last=last) for first, last in longest(removed)),
        headline=headline_key != earlier.headline_key,
    )


def _runs(in_order: Hashes, other: Hashes, words: int) -> list[tuple[int, int]]:
    return shared_runs(in_order, other, words) if words else []


def _rest(runs: list[tuple[int, int]], words: int) -> list[tuple[int, int]]:
    """Return the runs of words between `runs`, which are in order."""
    starts = [0, *(last + 1 for _, last in runs)]
    ends = [*(first - 1 for first, _ in runs), words - 1]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start <= end]
