"""Say how much the article is about each entity, from what the earlier taggers found.

Frequency, place in the text, and a mention in the headline or the standfirst; names and identities are
those of the taggers before. Which words describe an article best is `service.taggers.keywords`.
"""

import math
from typing import TypeVar

import msgspec

from service.taggers.document import Document, Tagger, Tags
from service.tags import Entity

NAME, VERSION = "salience", "1"
# How the 100 points are given: how often it is named beside the most named, how early, and where it stands.
_OFTEN, _EARLY, _HEADLINE, _STANDFIRST = 50, 20, 20, 10
_MOST_SURFACES = 20

Kind = TypeVar("Kind", bound=Entity)


class _Frame(msgspec.Struct, frozen=True):
    """What an entity is measured by: the texts above the body, its length, and the most mentions of any."""

    headline: str
    standfirst: str
    length: int
    most: int


def tag_salience(document: Document, tags: Tags) -> Tags:
    """Return `tags` with every entity's salience."""
    everything = (*tags.people, *tags.organisations, *tags.places, *tags.events, *tags.objects)
    if not everything:
        return tags
    article = document.article
    frame = _Frame(
        headline=article.headline.lower(),
        standfirst=" ".join(text.value for text in article.descriptions).lower(),
        length=max(len(document.body), 1),
        most=max(_times(entity) for entity in everything),
    )
    return msgspec.structs.replace(
        tags,
        people=_weighed(tags.people, frame),
        organisations=_weighed(tags.organisations, frame),
        places=_weighed(tags.places, frame),
        events=_weighed(tags.events, frame),
        objects=_weighed(tags.objects, frame),
    )


def _weighed(entities: tuple[Kind, ...], frame: _Frame) -> tuple[Kind, ...]:
    return tuple(msgspec.structs.replace(entity, salience=_salience(entity, frame)) for entity in entities)


def _salience(entity: Entity, frame: _Frame) -> int:
    first = min((mention.start for mention in entity.mentions), default=frame.length)
    surfaces = dict.fromkeys(mention.surface.lower() for mention in entity.mentions[:_MOST_SURFACES])
    points = _OFTEN * math.sqrt(_times(entity) / frame.most) + _EARLY * (1 - first / frame.length)
    points += _HEADLINE * _names(frame.headline, surfaces) + _STANDFIRST * _names(frame.standfirst, surfaces)
    return min(100, round(points))


def _times(entity: Entity) -> int:
    return max(1, len(entity.mentions) + len(entity.corefs))


def _names(text: str, surfaces: dict[str, None]) -> bool:
    """Say whether `text` holds one of the surfaces as whole words."""
    for surface in surfaces:
        at, end = text.find(surface), text.find(surface) + len(surface)
        if at >= 0 and not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            return True
    return False


TAGGER = Tagger(name=NAME, version=VERSION, run=tag_salience)
