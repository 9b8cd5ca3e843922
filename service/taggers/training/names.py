"""Given and family names by culture: Faker's locales (MIT) and our own list for the others.

Puts people's names together in the ways that news writes them, and writes `data/person_names.txt`, the
list of single names that the service looks words up in.
"""

import functools
import importlib
import pkgutil
from importlib.resources import files
from typing import NamedTuple

import faker.providers.person as faker_person
import numpy as np


class Culture(NamedTuple):
    """The names of one culture; `family_first` when the family name leads.

    `is_western_too`: a western given name often stands before (Carrie Lam Cheng Yuet-ngor);
    `has_initial`: the father's name is an initial glued to the given name (L.Oyun-Erdene).
    """

    given: tuple[str, ...]
    family: tuple[str, ...]
    family_first: bool = False
    is_western_too: bool = False
    has_initial: bool = False


def pick(rng: np.random.Generator, options: list[str] | tuple[str, ...]) -> str:
    """Return one of `options`, each as likely."""
    return options[int(rng.integers(len(options)))]


_WESTERN = tuple(
    "Anthony Carrie Paul John Regina Joseph Grace Kevin Michael Sophia Peter Alice Eddie Rita Winnie Albert "
    "Vivian Jimmy Teresa Christopher Denise Raymond Anna Gary Stella Ronny Emily Kenneth Priscilla".split()
)
_BEFORE = (
    "Md ",
    "Mohd ",
    "Abdul ",
    "Syed ",
    "Nana ",
    "Nik ",
    "Wan ",
    "Siti ",
    "Mir ",
    "Kh ",
    "AKM ",
    "SM ",
    "KM ",
    "AHM ",
)
_PARTICLES_LATER = (
    "de",
    "da",
    "dos",
    "van",
    "van der",
    "du",
    "bin",
    "ibn",
    "al",
    "Al",
    "El",
    "Ben",
    "ur",
    "Le",
)


def person(rng: np.random.Generator) -> tuple[str, str]:
    """Return a person's name in full and the name the text uses afterwards."""
    culture = cultures()[int(rng.integers(len(cultures())))]
    given, family = pick(rng, culture.given), pick(rng, culture.family)
    if culture.has_initial:
        return f"{family[0]}.{given}", (given if rng.random() < 0.5 else f"{family[0]}.{given}")
    if culture.family_first:
        is_western = culture.is_western_too and rng.random() < 0.6
        return f"{pick(rng, _WESTERN) + ' ' if is_western else ''}{family} {given}", family
    return _in_order(rng, given, family, culture)


def _in_order(rng: np.random.Generator, given: str, family: str, culture: Culture) -> tuple[str, str]:
    """Return a name whose family name is the last, in one of the shapes that such names take."""
    other = pick(rng, culture.given)
    chance = rng.random()
    shapes = (
        (0.07, f"{given} {chr(65 + int(rng.integers(26)))}. {family}", family),
        (0.18, f"{given} {other} {family}", family),
        (0.24, f"{given} {family} {pick(rng, culture.family)}", family),
        (0.27, f"{given}-{other} {family}", family),
        (0.29, f"{given[0]}.{other[0]}. {family}", family),
        (0.31, f"{given[0]} {other[0]} {family}", family),
        (0.33, f"{given[0]}{other[0]} {given} {family}", family),
        (0.36, f"{pick(rng, _BEFORE)}{given} {family}", family),
        (0.40, f"{given} {pick(rng, _PARTICLES_LATER)} {family}", family),
        (0.42, f"{given} {other} {family} {pick(rng, culture.family)}", family),
        (0.43, f"{given} {family} Jr.", family),
        (0.445, given, given),
        (0.46, f"{given} {family}".upper(), family),
    )
    return next(
        ((full, later) for limit, full, later in shapes if chance < limit), (f"{given} {family}", family)
    )


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
            found.append(
                Culture(
                    tuple(given.split()),
                    _families(family),
                    "family-first" in head,
                    "western" in head,
                    "initial" in head,
                )
            )
    return tuple(found)


_PARTICLES = frozenset("Al El Te bin van du de Dela".split())


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
