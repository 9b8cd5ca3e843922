"""Where the publisher is at home, by its name or its domain: "Houston Chronicle", omaha.com.

A local paper names the places around it without saying where they are. Only a name that no second town of
some size bears counts: the Paris News is as likely of Texas as of France.
"""

import re

from service.record import Source
from service.taggers.places_gazetteer import PlaceEntry, load_places

_LEAST = 20_000  # inhabitants
_BY_FAR = 200  # times as many as the next namesake
_PAPER = 5_000  # inhabitants of a town that may have a paper too
_SHORTEST = 5  # letters of a town at the head of a domain; shorter ones are words
_MOST_WORDS = 3
_WORDS = re.compile(r"[^\W\d_][\w.'’\-]*")


def home_of(source: Source | None) -> PlaceEntry | None:
    """Return the town of the publisher, or nothing when it is open or unknown."""
    if source is None:
        return None
    return _by_name(source.name or "") or _by_domain(source.domain or "")


def _by_name(name: str) -> PlaceEntry | None:
    """Return the town that the name begins with, the longest first."""
    words = _WORDS.findall(name)[: _MOST_WORDS + 1]
    words = words[1:] if words[:1] == ["The"] else words
    if len(words) < 2:  # "Reading" alone is no paper of Reading
        return None
    tries = (" ".join(words[:count]) for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1))
    return next((home for name in tries if (home := _town(name))), None)


def _by_domain(domain: str) -> PlaceEntry | None:
    """Return the town that the domain begins with."""
    label = domain.partition(".")[0].removeprefix("the")
    tries = (label[:length].title() for length in range(len(label), _SHORTEST - 1, -1))
    return next((home for name in tries if (home := _town(name))), None)


def _town(name: str) -> PlaceEntry | None:
    """Return the only town of some size with this main name."""
    towns = [place for place in load_places().by_name.get(name) if place.population and place.name == name]
    if not towns or towns[0].population < _LEAST:
        return None
    rival = max((town.population for town in towns[1:]), default=0)
    return towns[0] if rival < max(_PAPER, towns[0].population / _BY_FAR) else None
