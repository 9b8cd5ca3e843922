"""Tell the lines that a label marks as no article text: captions and credits, links, sources.

A label stands before a colon, an equals sign, a bar or a copyright sign: `Foto: dpa`, `写真＝共同`.
The labels are lists of `words.yaml`; what becomes of the lines is for `service.normalize.furniture` and
`service.normalize.signoff`.
"""

import re

from service.normalize.lines import ends_sentence
from service.normalize.words import label_list

CAPTIONS = label_list("caption_labels")
LINKS = label_list("link_labels")
SOURCES = label_list("source_labels")

_HEAD = re.compile(r"[\s(\[*_•–—【▲-]{0,4}(?P<head>[^\n:：＝=|©>»】(]{1,40}?)\s*[:：＝=|©>»】]+\s*")
_EDGES = " .:：…()[]【】*_–—->»"
_NUMBERING = " 0123456789"
_LONGEST_CREDIT = 80  # characters of a credit whose label ends in a full stop or a stroke
_OPENERS = frozenset("[(*©【▲")
_KEY = 4  # characters by which most paragraphs are passed over
_KEYS = frozenset(label[:_KEY] for label in CAPTIONS | LINKS)


def may_be_labelled(text: str) -> bool:
    """Return whether the text begins as a label or a bracket does: a cheap test that most paragraphs fail."""
    if text[:1] in _OPENERS:
        return True
    head = text[:_KEY].casefold()
    return head in _KEYS or head[:3] in _KEYS or head[:2] in _KEYS or head[:1] in _KEYS


def is_labelled_caption(text: str) -> bool:
    """Return whether a label of pictures opens the line, or is all of it.

    >>> is_labelled_caption("Foto/Video: Jan Muster")
    True
    """
    if label_end(text, CAPTIONS) is not None or (_is_set_off(text) and is_bare(text, CAPTIONS)):
        return True
    if len(text) > _LONGEST_CREDIT or ends_sentence(text):
        return False
    # "Fot. Jan Kowalski", "FOTO/ANSA"
    shortened, _, name = text.partition(" ")
    stroked, sign, _ = text.partition("/")
    is_short = shortened.endswith(".") and shortened.casefold() in CAPTIONS and name[:1].isupper()
    return is_short or (sign != "" and stroked.strip(_EDGES).casefold() in CAPTIONS)


def label_end(text: str, labels: frozenset[str]) -> int | None:
    """Return where the text behind one of `labels` begins, or `None`; of several, the last counts."""
    match = _HEAD.match(text)
    if match is None:
        return None
    label = match["head"].casefold().rpartition("/")[2].strip(_NUMBERING)
    return match.end() if label in labels else None


def is_bare(text: str, labels: frozenset[str]) -> bool:
    """Return whether the line is one of `labels` and nothing else."""
    return len(text) <= _LONGEST_CREDIT and text.strip(_EDGES).casefold() in labels


def _is_set_off(text: str) -> bool:
    """Return whether a lone word is printed as no heading is: in capitals, or in brackets."""
    return text.isupper() or text[:1] in _OPENERS
