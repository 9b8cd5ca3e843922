"""Standing bodies that news names by one word: "Congress", "the Senate", "the House".

Every country has its own; capitalised and alone, the word means that of the country written about.
Which one it is stays open: such a name is linked to no entity. Longer names ("House of Commons",
"Congress of Industrial Organizations") are the recogniser's.
"""

import re
from bisect import bisect_right

from service.taggers.entities_mentions import Found

# Words that are bodies' names wherever they stand capitalised by themselves.
_ALONE = "Congress|Parliament|Senate|Cabinet|Assembly|Knesset|Bundestag|Bundesrat|Duma|Treasury"
# These only with the article, since without it they are something else as often: the House, the Diet.
_WITH_ARTICLE = "House|Diet|Crown|Commons|Lords|Politburo"
_WORDS_AFTER = (
    "Speaker|Majority|Minority|Republicans?|Democrats?|Minister|Ministers|President|Committee|Intelligence|"
    "Judiciary|Deputy|Secretary"
)
STANDING = frozenset((*_ALONE.split("|"), *_WITH_ARTICLE.split("|")))

_TIED = r"[\w’'@#.-]"  # what ties a word to the one before it
# Begins with letters that are found fast; what stands before them is looked at next.
_BODY = re.compile(
    "(?:"
    + "|".join(rf"{word[0]}(?<!{_TIED}{word[0]}){word[1:]}" for word in _ALONE.split("|"))
    + "|"
    + "|".join(
        rf"{word[0]}(?<=[Tt]he\s{word[0]})(?<!{_TIED}[Tt]he\s{word[0]}){word[1:]}"
        for word in _WITH_ARTICLE.split("|")
    )
    + r")\b(?![’'-]?\w*[-@])"
    + rf"(?!\s(?!(?:{_WORDS_AFTER})\b)[A-ZÀ-Þ])(?!\sof\b)(?!\sand\s[A-ZÀ-Þ])"
)
_CONFIDENCE = 0.7


def with_standing_bodies(body: str, found: list[Found]) -> list[Found]:
    """Add the standing bodies that stand alone, and correct the type of those found as something else."""
    spans = [match.span() for match in _BODY.finditer(body)]
    if not spans:
        return found
    starts = [item.start for item in found]
    added: list[Found] = []
    replaced: set[int] = set()
    for start, end in spans:
        at = bisect_right(starts, start) - 1
        if at >= 0 and (found[at].start, found[at].end) == (start, end):
            replaced.add(at)
            added.append(found[at]._replace(kind="ORG", kinds=None, confidence=_CONFIDENCE))
        elif (at < 0 or found[at].end <= start) and (at + 1 == len(found) or found[at + 1].start >= end):
            added.append(Found(start, end, "ORG", _CONFIDENCE))
    return sorted((*(item for at, item in enumerate(found) if at not in replaced), *added))
