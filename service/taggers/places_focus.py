"""Rank the places an article is about: often, early and in the headline means important.

A country also gains from what lies in it and from its adjective ("Ukrainian officials").
"""

from collections import Counter

import msgspec

from service.taggers.document import Document, words_among
from service.taggers.places_gazetteer import load_places
from service.tags import Mention, Place

_HEADLINE, _LEAD, _NATIONAL, _CONTAINED = 3.0, 1.5, 0.6, 0.5
_LEAST_SHARE = 0.25  # of the first place's weight
_MOST = 8


def ranked(document: Document, places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Return `places` with adjectives of countries as corefs, and `focus` set on those that matter."""
    adjectives = _adjectives(document)
    weights = _weights(document, places, adjectives)
    order = sorted(range(len(places)), key=lambda i: (-weights[i], places[i].mentions[0].start))
    most = weights[order[0]] if order else 0.0
    focus = {i: rank for rank, i in enumerate(order[:_MOST], 1) if weights[i] >= _LEAST_SHARE * most}
    return tuple(
        msgspec.structs.replace(place, focus=focus.get(i), corefs=tuple(adjectives.get(place.uri or "", ())))
        for i, place in enumerate(places)
    )


def _adjectives(document: Document) -> dict[str, list[Mention]]:
    """Return uri of a place → where the body has its adjective or nationals."""
    demonyms = load_places().demonyms
    found: dict[str, list[Mention]] = {}
    for word in words_among(document, demonyms):
        mention = Mention(start=word.start, end=word.end, surface=word.text)
        found.setdefault(demonyms[word.text].uri, []).append(mention)
    return found


def _weights(
    document: Document, places: tuple[Place, ...], adjectives: dict[str, list[Mention]]
) -> list[float]:
    headline = document.article.headline
    lead = document.paragraphs[0][1] if document.paragraphs else 0
    own = []
    for place in places:
        weight = sum(_LEAD if mention.start < lead else 1.0 for mention in place.mentions)
        weight += _HEADLINE * any(surface in headline for surface in {m.surface for m in place.mentions})
        own.append(weight + _NATIONAL * len(adjectives.get(place.uri or "", ())))
    inside: Counter[str] = Counter()
    for place, weight in zip(places, own, strict=True):
        if place.iso_3166_1 and place.feature_code != "PCLI":
            inside[place.iso_3166_1] += weight  # type: ignore[assignment]
    return [
        weight + (_CONTAINED * inside[place.iso_3166_1 or ""] if place.feature_code == "PCLI" else 0.0)
        for place, weight in zip(places, own, strict=True)
    ]
