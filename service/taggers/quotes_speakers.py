"""Say which entity a speaker's words mean: a mention that they cover, or what a pronoun goes back to.

Entities come from the entities tagger; nothing new is named here.
"""

import bisect
from typing import NamedTuple

from service.taggers.document import Document, Tags
from service.tags import Speaker

Stretch = tuple[int, int]


class Named(NamedTuple):
    """One mention of an entity."""

    start: int
    end: int
    uri: str | None
    name: str
    is_person: bool


_SINGULAR = frozenset("he she who his her him".split())
_PLURAL = frozenset("they it which that we the".split())
_FURTHEST_PRONOUN = 700
_UNNAMED_ROLES = (
    "a spokes",
    "an aide",
    "a senior",
    "an official",
    "a source",
    "an unnamed",
    "a person",
    "one ",
)


class Speakers:
    """The mentions of an article, ready to be asked who a stretch of the body is."""

    def __init__(self, document: Document, tags: Tags) -> None:
        self._body = document.body
        self._sentences = document.sentences
        people = [Named(m.start, m.end, p.uri, p.name, True) for p in tags.people for m in p.mentions]
        bodies = [Named(m.start, m.end, o.uri, o.name, False) for o in tags.organisations for m in o.mentions]
        capitals = [
            Named(m.start, m.end, m.stands_for, place.name, False)
            for place in tags.places
            for m in place.mentions
            if m.stands_for
        ]
        self._mentions = sorted([*people, *bodies, *capitals])
        self._starts = [mention.start for mention in self._mentions]

    def speaker(self, stretch: Stretch | None) -> Speaker | None:
        """Return the speaker named by a stretch of the body."""
        if stretch is None:
            return None
        start, end = stretch
        surface = self._body[start:end]
        named = self.entity(stretch)
        return Speaker(surface=surface, uri=None if named is None else named.uri, start=start, end=end)

    def entity(self, stretch: Stretch) -> Named | None:
        """Return the entity that the stretch covers, or that its pronoun stands for."""
        start, end = stretch
        lower = self._body[start:end].lower()
        if lower in _SINGULAR:
            return self._antecedent(start)
        if lower in _PLURAL or lower.startswith(_UNNAMED_ROLES):
            return None
        inside = [m for m in self.within(start, end) if not self._is_possessor(m, end)]
        people = [m for m in inside if m.is_person]
        return people[0] if people else next((m for m in inside), None)

    def within(self, start: int, end: int) -> list[Named]:
        """Return the mentions that overlap the stretch, in order."""
        first = bisect.bisect_left(self._starts, start)
        return [m for m in self._mentions[max(0, first - 1) : first + 20] if m.start < end and m.end > start]

    def _is_possessor(self, mention: Named, end: int) -> bool:
        after = self._body[mention.end : mention.end + 2]
        return mention.end + 2 < end and after in {"'s", "’s", "s'", "s’"}

    def _antecedent(self, position: int) -> Named | None:
        """Return the person a pronoun goes back to: the first named in the nearest sentence before it."""
        index = bisect.bisect_left(self._starts, position)
        before = [m for m in self._mentions[max(0, index - 40) : index] if m.is_person]
        if not before or position - before[-1].start > _FURTHEST_PRONOUN:
            return None
        nearest = before[-1]
        sentence = bisect.bisect_right(self._sentences, (nearest.start, len(self._body))) - 1
        begins = self._sentences[sentence].start if sentence >= 0 else 0
        candidates = [m for m in before if m.start >= begins and not self._is_possessor(m, m.end + 3)]
        return candidates[0] if candidates else nearest
