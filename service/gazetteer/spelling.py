"""The ways in which texts spell a name of a place, and which other names of a table are fit to look for."""

import unicodedata


def with_apostrophes(names: list[str]) -> list[str]:
    """Return `names` as texts print them: also with a curly apostrophe, and without "the" in front."""
    plain = [name.removeprefix("the ") for name in names]
    return [*plain, *(name.replace("'", "’") for name in plain if "'" in name)]


def is_usable(alias: str) -> bool:
    """Return whether another name is in Latin letters, and is neither a code nor too short to be safe."""
    return (
        len(alias) >= 4
        and alias[0].isupper()
        and not alias.isupper()
        and not any(mark in alias for mark in ",;|(")
        and all(not c.isalpha() or c < "ɐ" for c in alias)
    )


def unaccented(name: str) -> str:
    """Return `name` without accents and with straight apostrophes."""
    decomposed = unicodedata.normalize("NFD", name)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("’", "'")
