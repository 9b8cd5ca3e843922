r"""What a revision changed, and what kind of notice an article is.

Added passages are offsets into the new body. Removed ones are ranges of words of the earlier body, which
is not kept here, only its shingles in order: words are the matches of `\w+`, counted from 0.

Notices are understood from the publication status, from corrections that the text announces
(`service.normalize.notices` takes them out) and from the marks that agencies put before a headline.
"""

import re

from service.dedup.likeness import longest, passages
from service.dedup.reading import Reading
from service.dedup.shingle import WIDTH, Hashes, distinct, shared_runs, unpack
from service.record import Article, Changes, Fingerprint, WordRange

KILL = "kill"

# Agencies print these marks in capitals; "Killed: two soldiers" is a headline like others.
_KILL = re.compile(
    r"[\s\[(*]*(?:MANDATORY\s+|STORY\s+|BULLETIN\s+)?"
    r"(?:KILL|WITHDRAW(?:AL|N)|RETRACT(?:ION|ED)|ANNUL(?:ATION|ÉE?)|RETRAIT|ANULA(?:CIÓN|DO|DA)|RETIRAD[AO]|"
    r"RÜCKRUF|ZURÜCKGEZOGEN|ANNULLAT[OA]|RITIRAT[OA])\s*(?:[:–—-]\s*|$)"
)
_KILL_NOTE = re.compile(
    r"\b(?:kill (?:the |this )?(?:story|article|item)|(?:story|article|item|report) (?:is|has been|was) "
    r"(?:withdrawn|killed|retracted)|please (?:delete|remove|do not (?:use|publish)))",
    re.IGNORECASE,
)
_NOTE_CHARACTERS = 600  # of a notice's body that are read
_QUOTED = re.compile(r"[“\"„«](?P<title>[^“”\"„«»\n]{12,200})[”\"“»]")
_MOST_TITLES = 6


def notice_of(article: Article) -> str | None:
    """Return `kill`, `hold`, `correction` or `update` if the article is such a notice."""
    if (
        article.pub_status == "canceled"
        or _KILL.match(article.headline)
        or _KILL.match(article.slugline or "")
    ):
        return KILL
    if article.pub_status == "withheld":
        return "hold"
    kinds = {correction.kind for correction in article.corrections}
    return next((kind for kind in ("correction", "update") if kind in kinds), None)


def announced_titles(article: Article) -> list[str]:
    """Return the headlines that a notice may refer to: its own without the mark, and those it quotes."""
    titles = [_KILL.sub("", article.headline, count=1)]
    head = article.body[:_NOTE_CHARACTERS]
    if _KILL.match(article.headline) or _KILL_NOTE.search(head):
        titles += [match["title"].rstrip(".,;") for match in _QUOTED.finditer(head)]
    return [title for title in titles if title.strip()][:_MOST_TITLES]


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
