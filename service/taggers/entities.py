"""Tagger: people, organisations, events, products, and places by name.

Places are left unresolved here (name and mentions only); `service.taggers.places` finds out which
they are. Names come from `service.taggers.entities_mentions` and `entities_evident`, identities from
`service.taggers.linking`, pronouns and descriptions from `service.taggers.coreference`.
"""

from typing import Any, TypeVar

import msgspec

from service.taggers.coreference import corefs_of
from service.taggers.document import Document, Tagger, Tags
from service.taggers.entities_consistency import consistent
from service.taggers.entities_evident import with_evident
from service.taggers.entities_mentions import find_names, recognizer_of
from service.taggers.entities_model import load_recognizer
from service.taggers.gazetteer import find_known
from service.taggers.linking import Cluster, clusters_of
from service.tags import Entity, Event, Mention, Organisation, Person, Place, Product

NAME, VERSION = "entities", "1"

_E = TypeVar("_E", bound=Entity)


def tag_entities(document: Document, tags: Tags) -> Tags:
    """Return `tags` with people, organisations, events, objects and unresolved places."""
    names = find_names(document)
    if document.language == "en":
        names = with_evident(document.body, names, recognizer_of(document).ordinary)
    found = consistent(document.body, names)
    clusters = clusters_of(document.body, found)
    people = [cluster for cluster in clusters if cluster.kind == "PER"]
    corefs = corefs_of(document, people)
    most = max((len(cluster.mentions) for cluster in clusters), default=1)

    def records(kind: str, record: type[_E]) -> tuple[_E, ...]:
        fitting = [cluster for cluster in clusters if cluster.kind == kind]
        return tuple(record(**_fields(document, c, most, corefs)) for c in fitting)

    return msgspec.structs.replace(
        tags,
        people=records("PER", Person),
        organisations=records("ORG", Organisation),
        places=records("LOC", Place),
        events=records("EVENT", Event),
        objects=records("PRODUCT", Product),
    )


def _fields(
    document: Document, cluster: Cluster, most: int, corefs: dict[str, tuple[Mention, ...]]
) -> dict[str, Any]:
    body = document.body
    mentions = tuple(
        Mention(start=m.start, end=m.end, surface=body[m.start : m.end]) for m in cluster.mentions
    )
    return {
        "name": cluster.name,
        "uri": cluster.known.uri if cluster.known else None,
        "literal": mentions[0].surface,
        "mentions": mentions,
        "corefs": corefs.get(cluster.name, ()) if cluster.kind == "PER" else (),
        "salience": _salience(len(mentions), most, mentions[0].start / max(len(body), 1)),
        "confidence": round(100 * max(m.confidence for m in cluster.mentions)),
        "creator": f"{NAME}/{VERSION}",
    }


def _salience(count: int, most: int, depth: float) -> int:
    """Return 0–100 from how often (half) and how early (half) the article names an entity."""
    return round(50 * count / most + 50 * (1 - depth))


def _load() -> None:
    for model in ("en", "de", "romance"):
        load_recognizer(model)
    find_known("")


TAGGER = Tagger(name=NAME, version=VERSION, run=tag_entities, load=_load)
