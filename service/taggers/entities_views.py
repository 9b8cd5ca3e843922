"""Turn words and known names into the columns of small integers that the recogniser reads.

Serves training and tagging alike. The lexicon of single words is `service.taggers.entities_lexicon`,
the known names come from `service.taggers.gazetteer`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from service.taggers.entities_features import GAZETTEER, SHAPE, View, shape_of
from service.taggers.entities_lexicon import flags_of
from service.taggers.gazetteer import Hit

_GAZETTEER_INDEX = {label: index for index, label in enumerate(GAZETTEER)}
_NAME_SHAPES = frozenset(SHAPE[name] for name in ("Title", "CAPS", "Mixed", "Dotted.", "alnum"))


def views_of(
    sentences: Sequence[list[str]], gazetteer: Sequence[list[int]], ordinary: frozenset[str]
) -> list[View]:
    """Return one view for each sentence of an article.

    Args:
        sentences: the words of each sentence.
        gazetteer: for each word the index in `GAZETTEER`, as `gazetteer_column` gives it.
        ordinary: words that the training text has in lower case.
    """
    inside, small = _article_counts(sentences)
    views = []
    for words, column in zip(sentences, gazetteer, strict=True):
        document = [_document_value(words, at, inside, small) for at in range(len(words))]
        views.append(View(words, [flags_of(word, ordinary) for word in words], column, document))
    return views


def _article_counts(sentences: Iterable[list[str]]) -> tuple[Counter[str], frozenset[str]]:
    """Count capitalised words inside sentences, and collect words that also stand in lower case."""
    inside: Counter[str] = Counter()
    small: set[str] = set()
    for words in sentences:
        inside.update(word for word in words[1:] if word[0].isupper())
        small.update(word for word in words if word[0].islower())
    return inside, frozenset(small)


def _document_value(words: list[str], at: int, inside: Counter[str], small: frozenset[str]) -> int:
    """Return bit 1: capitalised inside another sentence; bit 2: also written in lower case."""
    word = words[at]
    if not word[0].isupper():
        return 0
    elsewhere = inside[word] - (1 if at else 0)
    return (1 if elsewhere > 0 else 0) | (2 if word.lower() in small else 0)


def gazetteer_column(starts: Sequence[int], hits: Iterable[Hit]) -> list[int]:
    """Return for each word, given by its start in the text, what the known names say of it."""
    position = {start: index for index, start in enumerate(starts)}
    column = [0] * len(starts)
    for hit in hits:
        at = position.get(hit.start)
        kind = hit.kind if hit.kind in {"PER", "ORG", "LOC"} else "MISC"
        prefix = "B"
        while at is not None and at < len(starts) and starts[at] < hit.end:
            column[at] = _GAZETTEER_INDEX[f"{prefix}-{kind}"]
            prefix = "I"
            at += 1
    return column


def is_name_shape(word: str) -> bool:
    """Whether a word looks like a name or a part of one."""
    return shape_of(word) in _NAME_SHAPES
