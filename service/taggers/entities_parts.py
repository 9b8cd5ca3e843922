"""What is known of word forms by their parts: letters, beginning, ending, and class (shape and flags).

Training names each feature (`service.taggers.entities_features`), by the place where a form lends and by what
of it is looked at. Here the names are taken apart once, so that a form that was never met is looked up part
by part, and no name is spelt. Summing the weights up is `service.taggers.entities_lent`.
"""

from collections.abc import Sequence
from typing import NamedTuple

from service.taggers.entities_features import FLAGS, PAIRED, ROLES, WINDOW, rare_features

Codes = tuple[int, ...]
_NO_CODES: Codes = ()
_FLAG_SETS = 1 << len(FLAGS)
_LONGEST_AFFIX = 4

PLACES = ("0", *(role for role, _ in ROLES), *(str(distance) for distance, _ in WINDOW if distance))
"""Where a form lends: to itself, to the words of its run by each of `ROLES`, to the words beside it."""
_PAIRED = {f"{distance}p": at for at, distance in enumerate(PAIRED)}


class Paired(NamedTuple):
    """A feature of a word beside another: place among `PAIRED`, shape of the other, index of the weights."""

    place: int
    shape: int
    weights: int


class Parts:
    """The features of single words; a code is a place's index times the number of weights plus their index.

    Attributes:
        pairs: small form → features that a word of that form has together with another's shape.
    """

    def __init__(self, names: Sequence[str]) -> None:
        """Sort the names of features; the code of `names[i]` ends in `i`."""
        self.pairs: dict[str, list[Paired]] = {}
        self._classes: dict[int, Codes] = {}
        # What is looked at → the part of the form → codes.
        self._by_part: dict[str, dict[str, Codes]] = {
            kind: {} for kind in ("w", "o", "s", "f", "sf", "x", "p", "x3s", "n", "h", "v", "near x3")
        }
        places = {place: at * len(names) for at, place in enumerate(PLACES)}
        for index, name in enumerate(names):
            where, _, feature = name.partition(":")
            if where in places:
                kind, _, part = feature.partition("=")
                self._add(where, kind, part, places[where] + index)
            elif where in _PAIRED:
                word, _, shape = feature.rpartition("|")
                self.pairs.setdefault(word, []).append(Paired(_PAIRED[where], int(shape), index))
        self._words, self._forms = self._by_part["w"], self._by_part["o"]
        self._beginnings, self._endings = self._by_part["p"], self._by_part["x"]
        self._rare = self._by_part["h"] | self._by_part["v"]

    def _add(self, where: str, kind: str, part: str, code: int) -> None:
        if kind in {"h", "v"}:
            part = f"{kind}={part}"
        elif kind == "x3" and where != "0":
            ending, _, shape = part.rpartition("|")
            kind, part = "near x3", f"{shape}|{ending}"
        elif kind[0] in "px" and kind != "x3s":
            kind = kind[0]  # how long it is shows
        table = self._by_part[kind]
        table[part] = (*table.get(part, _NO_CODES), code)

    def codes_of(self, word: str, shape: int, flags: int) -> list[int]:
        """Return the codes of all features that a form has by itself.

        Args:
            word: the form.
            shape: its index in `SHAPES`.
            flags: what the lexicon says of it.
        """
        low = word.lower()
        ending = f"{shape}|{low[-3:]}"
        codes = [
            *self._words.get(low, _NO_CODES),
            *self._forms.get(word, _NO_CODES),
            *(self._classes.get(shape * _FLAG_SETS + flags) or self._class(shape, flags)),
            *self._by_part["near x3"].get(ending, _NO_CODES),
        ]
        if word[0].isalpha():
            size = len(low)
            codes += self._by_part["x3s"].get(ending, _NO_CODES)
            codes += self._by_part["n"].get(f"{min(size, 8)}|{shape}", _NO_CODES)
            for length in range(1, min(size - 1, _LONGEST_AFFIX) + 1):
                codes += self._endings.get(low[-length:], _NO_CODES)
                codes += self._beginnings.get(low[:length], _NO_CODES)
        for feature in rare_features(word, shape):
            codes += self._rare.get(feature, _NO_CODES)
        return codes

    def _class(self, shape: int, flags: int) -> Codes:
        """Return the codes of a shape and of flags, by themselves and together, and keep them."""
        parts = (("s", f"{shape}"), ("f", f"{flags}"), ("sf", f"{shape}|{flags}"))
        codes = tuple(code for kind, part in parts for code in self._by_part[kind].get(part, _NO_CODES))
        self._classes[shape * _FLAG_SETS + flags] = codes
        return codes
