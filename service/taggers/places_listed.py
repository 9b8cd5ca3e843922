"""Find towns that stand in a list with a place: "between Lisbon and Porto", "Tabriz and Ahar".

A name that the recogniser passes over is one of a place when it is joined to a place that is certain, is that
of a town or division of the same country in the tables, and nobody else's. Which place it means is decided
with all others.
"""

import re
from collections.abc import Iterator

from service.taggers.document import Document, Tags
from service.taggers.places_candidates import candidates_of
from service.taggers.places_gazetteer import load_places
from service.tags import Mention, Place

_JOINED = re.compile(
    r"(?:,\s(?:and\s|or\s)?|\s(?:and|or|to|und|et|y|e)\s)"
    r"([A-ZÀ-Þ][a-zà-ÿ]{2,}(?:[\s-][A-ZÀ-Þ][a-zà-ÿ]{2,})?)(?![\w’'-]|\.\w|\s[A-ZÀ-Þ])"
)
_LEAST = 15_000  # inhabitants
_CONFIDENCE = 70
_CERTAIN = 70


def listed(document: Document, tags: Tags, creator: str) -> Iterator[Place]:
    """Yield the places, each with one mention and unresolved, that stand beside one of `tags.places`."""
    taken = [
        (mention.start, mention.end)
        for entities in (tags.people, tags.organisations, tags.events, tags.objects, tags.places)
        for entity in entities
        for mention in entity.mentions
    ]
    for place in tags.places:
        if place.confidence < _CERTAIN:
            continue
        country = _country(place.name)
        for mention in place.mentions if country else ():
            match = _JOINED.match(document.body, mention.end)
            if match is None or any(s < match.end(1) and match.start(1) < e for s, e in taken):
                continue
            name = match.group(1)
            if _lies_in(name, country):
                span = Mention(start=match.start(1), end=match.end(1), surface=name)
                yield Place(
                    name=name, literal=name, mentions=(span,), confidence=_CONFIDENCE, creator=creator
                )


def _country(name: str) -> str:
    found = candidates_of(name)
    return found[0].country if found else ""


def _lies_in(name: str, country: str) -> bool:
    """Say whether the most prominent place of a name lies in the country and is no hamlet."""
    found = load_places().by_name.get(name)
    return bool(found) and found[0].country == country and not 0 < found[0].population < _LEAST
