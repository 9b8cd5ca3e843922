"""Given and family names by culture: Faker's locales (MIT) and our own list for the others.

Also writes `data/person_names.txt`, the list of single names that the service looks words up in.
"""

import functools
import importlib
import pkgutil
from importlib.resources import files
from typing import NamedTuple

import faker.providers.person as faker_person


class Culture(NamedTuple):
    """The names of one culture; `family_first` when the family name leads."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    family_first: bool = False


@functools.cache
def cultures() -> tuple[Culture, ...]:
    """Return all cultures, our own twice, since they are the ones the corpora lack."""
    own = _own()
    return (*_faker(), *own, *own)


def _own() -> tuple[Culture, ...]:
    text = files("service.taggers.training").joinpath("more_names.txt").read_text(encoding="utf-8")
    found = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            head, given, family = line.split("|")
            found.append(Culture(tuple(given.split()), _families(family), "family-first" in head))
    return tuple(found)


_PARTICLES = frozenset("Al Te bin van du Dela".split())


def _families(field: str) -> tuple[str, ...]:
    """Split family names, keeping a particle with the word it belongs to."""
    names: list[str] = []
    held: list[str] = []
    for word in field.split():
        held.append(word)
        if word not in _PARTICLES and not (held[0] == "van" and word == "der"):
            names.append(" ".join(held))
            held = []
    return tuple(names)


def _faker() -> tuple[Culture, ...]:
    found = []
    for module in sorted(m.name for m in pkgutil.iter_modules(faker_person.__path__) if m.ispkg):
        provider = importlib.import_module(f"faker.providers.person.{module}").Provider
        given, family = _values(provider, "first_name"), _values(provider, "last_name")
        if len(given) >= 30 and len(family) >= 20:
            found.append(Culture(given, family))
    return tuple(found)


def _values(provider: type, prefix: str) -> tuple[str, ...]:
    names: set[str] = set()
    for attribute in dir(provider):
        values = getattr(provider, attribute)
        if attribute.startswith(prefix) and isinstance(values, tuple | list | dict):
            names.update(value for value in values if isinstance(value, str) and _is_latin(value))
    return tuple(sorted(names))


def _is_latin(name: str) -> bool:
    return name[:1].isupper() and all(not c.isalpha() or c < "ɐ" for c in name)


def person_names() -> str:
    """Return the text of `data/person_names.txt`: given names, an empty line, family names."""
    given = {part for culture in cultures() for name in culture.given for part in name.split()}
    family = {part for culture in cultures() for name in culture.family for part in name.split()}
    lists = (("given names", given), ("family names", family))
    return "\n\n".join(
        "\n".join((head, *sorted(n for n in names if len(n) > 1 and n[0].isupper()))) for head, names in lists
    )
