"""The taggers, in the order they run, and the one function that runs them all.

A tagger sees the article and the tags of those before it: places needs the names that entities found,
quotes and sources need the people and organisations. A new tagger is one file, one line here, one
golden file.
"""

import msgspec

from service.record import Article
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


def tag_article(article: Article) -> Article:
    """Return `article` with the tags of all taggers."""
    document = document_of(article)
    tags = Tags()
    for tagger in TAGGERS:
        tags = tagger.run(document, tags)
    return msgspec.structs.replace(article, **{name: getattr(tags, name) for name in tags.__struct_fields__})


def load_tables() -> None:
    """Read every tagger's tables, so that the first article does not pay for them."""
    for tagger in TAGGERS:
        if tagger.load is not None:
            tagger.load()
