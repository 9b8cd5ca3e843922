"""What the name recogniser looks at: properties of a word by itself and how neighbours combine them.

The same functions serve training (as strings for the conditional random field) and tagging (as
table rows in `service.taggers.entities_model`), so the two cannot drift apart. Which names exist in
the world is `service.taggers.entities_lexicon`.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

# Coarse shapes, the alphabet of the conjunctions. The number is the index in every shape table.
SHAPES = (
    "pad",  # outside the sentence
    "lower",
    "Title",
    "CAPS",
    "Mixed",  # McDonald, iPhone, al-Assad
    "initial",  # J, J.
    "Dotted.",  # U.S.
    "number",
    "alnum",  # G7, A320
    "comma",
    "stop",
    "quote",
    "open",  # opening bracket, dash, colon: what may come before a name
    "clitic",  # 's
    "other",
)
SHAPE = {name: index for index, name in enumerate(SHAPES)}
_PUNCTUATION = {",": "comma", ".": "stop", "!": "stop", "?": "stop", ";": "stop"}
_QUOTES = frozenset("\"“”„«»'‘’`")
_OPENING = frozenset("([–—-:/")

# Sets of the lexicon a word may be in; a word's flags are a bit mask over them.
FLAGS = ("first", "last", "place", "common", "org_word", "country", "demonym")

LABELS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")

# Labels that the gazetteer suggests for a word, from matches of whole names in the text.
GAZETTEER = ("none", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC")

_VOWELS = re.compile(r"[aeiouyàáâãäåèéêëìíîïòóôõöøùúûü]+")


def shape_of(word: str) -> int:
    """Return the index in `SHAPES` of the word's coarse shape."""
    first = word[0]
    if not first.isalnum():
        return SHAPE[_mark_of(word)]
    if first.isdigit():
        return SHAPE["number"] if not any(c.isalpha() for c in word) else SHAPE["alnum"]
    if word.islower():
        return SHAPE["lower"]
    if len(word) == 1:
        return SHAPE["initial"]
    if not word.isalpha():
        if "." in word:
            return SHAPE["Dotted."]
        if any(c.isdigit() for c in word):
            return SHAPE["alnum"]
    if word.isupper():
        return SHAPE["CAPS"]
    return SHAPE["Title"] if first.isupper() and word[1:].islower() else SHAPE["Mixed"]


def _mark_of(word: str) -> str:
    if word in _PUNCTUATION:
        return _PUNCTUATION[word]
    if word in _QUOTES:
        return "quote"
    if word in _OPENING:
        return "open"
    return "clitic" if word[-1] == "s" and len(word) == 2 else "other"


def own_features(word: str, flags: int) -> list[str]:
    """Return the features of a word in its own place: form, affixes, fine shape, lexicon flags."""
    low = word.lower()
    shape = shape_of(word)
    features = [f"w={low}", f"o={word}", f"s={shape}", f"f={flags}", f"sf={shape}|{flags}"]
    if word[0].isalpha():
        features += [f"p{n}={low[:n]}" for n in (2, 3, 4) if len(low) > n]
        features += [f"x{n}={low[-n:]}" for n in (1, 2, 3, 4) if len(low) > n]
        features += [f"x3s={shape}|{low[-3:]}", f"n={min(len(low), 8)}|{shape}"]
    return features + rare_features(word, shape)


def rare_features(word: str, shape: int) -> list[str]:
    """Return the features that few words have: the parts of a compound, and an acronym that can be spoken."""
    features = []
    if "-" in word:
        features.append(f"h={'-'.join('X' if part[:1].isupper() else 'x' for part in word.split('-'))}")
    if shape == SHAPE["CAPS"]:
        features.append(f"v={len(word)}|{bool(_VOWELS.search(word.lower()))}")
    return features


def near_features(word: str, flags: int) -> list[str]:
    """Return what the word just before or after lends to its neighbour."""
    low = word.lower()
    shape = shape_of(word)
    return [f"w={low}", f"s={shape}", f"f={flags}", f"sf={shape}|{flags}", f"x3={low[-3:]}|{shape}"]


def far_features(word: str, flags: int) -> list[str]:
    """Return what a word two places away lends."""
    return [f"w={word.lower()}", f"sf={shape_of(word)}|{flags}"]


# Distance of the neighbour, and the features it lends. Each of these depends on one word only.
WINDOW: tuple[tuple[int, Callable[[str, int], list[str]]], ...] = (
    (-2, far_features),
    (-1, near_features),
    (0, own_features),
    (1, near_features),
    (2, far_features),
)

# A neighbour's word together with the shape of the word itself.
PAIRED = (-2, -1, 1, 2)


# Small words that tie the parts of one name together.
TIES = frozenset(
    "of for and the in on de del la las los di da do dos van von der bin ibn al el & und für y et des "
    "du".split()
)

# Words that a position is told about when it lies in a run of capitalised words: a name is judged as a
# whole, by its head and by what stands around it. `wide` runs go over the ties above.
ROLES: tuple[tuple[str, Callable[[str, int], list[str]]], ...] = (
    ("first", far_features),
    ("last", near_features),
    ("before", far_features),
    ("after", far_features),
    ("wide_first", far_features),
    ("wide_last", far_features),
)
NAME_SHAPES = frozenset(SHAPE[name] for name in ("Title", "CAPS", "Mixed", "Dotted.", "alnum", "initial"))


def is_name_shape(word: str) -> bool:
    """Whether a word looks like a name or a part of one; an initial alone does not."""
    shape = shape_of(word)
    return shape in NAME_SHAPES and shape != SHAPE["initial"]


class View(NamedTuple):
    """One sentence as training sees it; the columns are those of `service.taggers.entities_columns`.

    `roles` holds for each of `ROLES` the position of that word in the sentence, or -1.
    """

    words: list[str]
    shapes: list[int]
    flags: list[int]
    gazetteer: list[int]
    document: list[int]
    runs: list[int]
    is_open: list[bool]
    roles: list[list[int]]


def table_features(view: View, at: int) -> list[str]:
    """Return the features of a position that combine small integers of neighbouring words."""
    last = len(view.words) - 1
    shape, flags, gaz = view.shapes[at], view.flags[at], view.gazetteer[at]
    before = view.shapes[at - 1] if at else 0
    after = view.shapes[at + 1] if at < last else 0
    flags_before = view.flags[at - 1] if at else 0
    flags_after = view.flags[at + 1] if at < last else 0
    gaz_after = view.gazetteer[at + 1] if at < last else 0
    return [
        f"t:sss={before}|{shape}|{after}",
        f"t:ff-={flags_before}|{flags}|{before}",
        f"t:ff+={flags}|{flags_after}|{after}",
        f"t:run={view.runs[at]}|{shape}",
        f"t:runf={view.runs[at]}|{flags}",
        f"t:g={gaz}|{shape}",
        f"t:gg={gaz}|{gaz_after}",
        f"t:gf={gaz}|{flags}",
        f"t:i={int(at == 0)}|{shape}|{flags}",
        f"t:d={view.document[at]}|{shape}|{flags}",
    ]


def position_features(view: View, at: int) -> list[str]:
    """Return every feature of one position, as training wants them."""
    features = table_features(view, at)
    for distance, lend in WINDOW:
        near = at + distance
        if 0 <= near < len(view.words):
            features += [f"{distance}:{name}" for name in lend(view.words[near], view.flags[near])]
    for (role, lend), positions in zip(ROLES, view.roles, strict=True):
        if positions[at] >= 0:
            near = positions[at]
            features += [f"{role}:{name}" for name in lend(view.words[near], view.flags[near])]
    for distance in PAIRED:
        near = at + distance
        if 0 <= near < len(view.words):
            features.append(pair_feature(distance, view.words[near], view.shapes[at]))
    return features


def pair_feature(distance: int, word: str, shape: int) -> str:
    """Name the conjunction of a neighbour's word with the shape of the word itself."""
    return f"{distance}p:{word.lower()}|{shape}"
