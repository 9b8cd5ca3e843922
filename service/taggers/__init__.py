"""The taggers, in the order they run, and the one function that runs them all.

A tagger sees the article and the tags of those before it: places needs the names that entities found,
quotes and sources need the people and organisations. A new tagger is one file, one line here, one
golden file. A user's own run after all of ours (`service.taggers.user_taggers`, `service.taggers.rules`).
"""

from collections.abc import Sequence

import msgspec

from service.record import Article, Provenance
from service.taggers import (
    entities,
    genres,
    keywords,
    places,
    quantities,
    quotes,
    salience,
    sources,
    summary,
    topics,
)
from service.taggers.document import Tagger, Tags, document_of
from service.taggers.gazetteer import known_names
from service.taggers.isolation import run_isolated

TAGGERS: tuple[Tagger, ...] = (
    entities.TAGGER,
    places.TAGGER,
    salience.TAGGER,
    topics.TAGGER,
    genres.TAGGER,
    quotes.TAGGER,
    sources.TAGGER,
    quantities.TAGGER,
    keywords.TAGGER,
    summary.TAGGER,
)

# Whose tags depend on the names known beforehand: their creator names a user's gazetteer too.
_BY_GAZETTEER = (entities.TAGGER, places.TAGGER)
_NAMED = ("people", "organisations", "places", "events", "objects")


def tag_article(article: Article, others: Sequence[Tagger] = ()) -> Article:
    """Return `article` with the tags of all taggers.

    Args:
        article: the record.
        others: a user's taggers, which run after ours. One that fails costs its own tags only, and says so
            in `provenance`.
    """
    document = document_of(article)
    tags = Tags()
    for tagger in TAGGERS:
        tags = tagger.run(document, tags)
    if version := known_names().version:
        tags = _versioned(tags, version)
    failures: list[Provenance] = []
    for tagger in others:
        tags, failure = run_isolated(tagger, document, tags)
        failures += [failure] if failure else []
    return msgspec.structs.replace(
        article,
        **{name: getattr(tags, name) for name in tags.__struct_fields__},
        provenance=(*article.provenance, *failures),
    )


def _versioned(tags: Tags, version: str) -> Tags:
    """Return `tags` with the version of a user's gazetteer in the creators: `places/1+gazetteer.0f9c…`."""
    creators = {
        creator: f"{creator}+gazetteer.{version}"
        for creator in (f"{tagger.name}/{tagger.version}" for tagger in _BY_GAZETTEER)
    }
    changed = {
        field: tuple(
            msgspec.structs.replace(tag, creator=creators.get(tag.creator, tag.creator))
            for tag in getattr(tags, field)
        )
        for field in _NAMED
    }
    return msgspec.structs.replace(tags, **changed)


def load_tables() -> None:
    """Read every tagger's tables, so that the first article does not pay for them."""
    for tagger in TAGGERS:
        if tagger.load is not None:
            tagger.load()
