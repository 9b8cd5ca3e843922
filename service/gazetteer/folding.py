"""One spelling for printed names that are compared without case, accents and punctuation."""

import unicodedata

_DROPPED = frozenset("'’ʼ‘`.")


def fold(name: str) -> str:
    """Return `name` without case, accents and marks, its words parted by single blanks."""
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    kept = (char for char in decomposed if char not in _DROPPED and not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in kept).split())


def is_latin(name: str) -> bool:
    """Return whether every character is of a Latin block or punctuation."""
    return all(char < "\u0250" or "\u1e00" <= char < "\u2070" for char in name)
