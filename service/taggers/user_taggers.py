"""A user's own taggers, from packages of their own: found by entry point, run only when they are named.

A package declares `[project.entry-points."dateline.taggers"]` with `name = "module:TAGGER"`. Being
installed is not enough: a setting names, in order, which of them run, so that no package that comes along
with another starts running on every article. How they are kept from doing harm is
`service.taggers.isolation`.
"""

import re
from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points

from service.taggers.document import Tagger

GROUP = "dateline.taggers"

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]{0,39}")


class InvalidTagger(ValueError):
    """A tagger that was asked for cannot be used; the message is one line."""


def installed_taggers() -> dict[str, EntryPoint]:
    """Return name → entry point of every tagger that is installed, run or not; nothing is imported."""
    return {point.name: point for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)}


def load_user_taggers(names: Iterable[str], taken: Iterable[str] = ()) -> tuple[Tagger, ...]:
    """Import the taggers named, in that order, and let each load its tables.

    Args:
        names: of entry points.
        taken: names that taggers of ours have.

    Raises:
        InvalidTagger: one is not installed, cannot be imported, or is none.
    """
    installed = installed_taggers()
    used = set(taken)
    taggers = []
    for name in names:
        if name not in installed:
            known = ", ".join(installed) or "none"
            raise InvalidTagger(f"tagger {name!r} is not installed (entry points {GROUP}: {known})")
        tagger = _loaded(installed[name])
        if tagger.name in used:
            raise InvalidTagger(f"tagger {name!r}: another is named {tagger.name!r} too")
        used.add(tagger.name)
        taggers.append(tagger)
    return tuple(taggers)


def origin_of(point: EntryPoint) -> str:
    """Return the distribution an entry point comes from, with its version."""
    return f"{point.dist.name} {point.dist.version}" if point.dist else "an unknown package"


def _loaded(point: EntryPoint) -> Tagger:
    where = f"tagger {point.name!r} ({point.value}, of {origin_of(point)})"
    try:
        tagger = point.load()
        if isinstance(tagger, Tagger) and tagger.load is not None:
            tagger.load()
    except (Exception, SystemExit) as error:
        problem = f"{type(error).__name__}: {' '.join(str(error).split())}"
        raise InvalidTagger(f"{where} cannot be loaded: {problem[:300]}") from error
    if not isinstance(tagger, Tagger):
        raise InvalidTagger(f"{where} is {type(tagger).__name__} instead of service.taggers.document.Tagger")
    if not _NAME.fullmatch(tagger.name) or not _VERSION.fullmatch(tagger.version):
        raise InvalidTagger(f"{where}: name {tagger.name!r} or version {tagger.version!r} is not plain")
    return tagger
