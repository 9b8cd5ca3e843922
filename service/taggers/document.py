"""What every tagger sees: the article's text cut into paragraphs, sentences and words, once.

A tagger is a pure function from a `Document` and the `Tags` of the taggers before it to new `Tags`.
The list of taggers, in order, is `service.taggers.TAGGERS`. Cutting the text is
`service.taggers.segment`.
"""

from collections.abc import Callable

import msgspec

from service.record import Article
from service.taggers.segment import Sentence, Word, sentences_of, words_of
from service.tags import (
    Event,
    Genre,
    InfoSource,
    Keyword,
    Organisation,
    Person,
    Place,
    Product,
    Quantity,
    Quote,
    Subject,
    SummarySentence,
)

# What lies beyond is no article but a book or a table: it stays in the body and is not tagged, so that
# the time for one message is bounded.
LONGEST_TAGGED, MOST_PARAGRAPHS = 400_000, 5_000


class Tags(msgspec.Struct, frozen=True, kw_only=True):
    """All that has been said about an article so far; fields are those of the record."""

    people: tuple[Person, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    places: tuple[Place, ...] = ()
    events: tuple[Event, ...] = ()
    objects: tuple[Product, ...] = ()
    subjects: tuple[Subject, ...] = ()
    genres: tuple[Genre, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    summary: tuple[SummarySentence, ...] = ()
    quotes: tuple[Quote, ...] = ()
    info_sources: tuple[InfoSource, ...] = ()
    quantities: tuple[Quantity, ...] = ()


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """An article prepared for tagging. All offsets are code points into `body`.

    Attributes:
        article: the record itself, for headline, dateline, source, declared subjects and dates.
        body: its text/plain body.
        language: primary language subtag, such as `en`.
        paragraphs: (start, end) of each paragraph.
        sentences: in order; none runs over a paragraph's end.
        words: in order, punctuation included.
    """

    article: Article
    body: str
    language: str
    paragraphs: tuple[tuple[int, int], ...]
    sentences: tuple[Sentence, ...]
    words: tuple[Word, ...]


class Tagger(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the list.

    Attributes:
        name: the file's name; with `version` it is the `creator` of its tags (`places/1`).
        version: raised whenever its output may change.
        run: the tagger itself.
        load: reads its tables, so that a worker pays at start-up and not at the first article.
    """

    name: str
    version: str
    run: Callable[[Document, Tags], Tags]
    load: Callable[[], object] | None = None


def document_of(article: Article) -> Document:
    """Prepare `article` for tagging."""
    body = article.body
    paragraphs = tuple(
        (p.start, p.end if p.end <= LONGEST_TAGGED else _last_gap(body, p.start))
        for section in article.sections
        for p in section.paragraphs
        if p.start < LONGEST_TAGGED
    )[:MOST_PARAGRAPHS]
    language = article.language.partition("-")[0]
    words: list[Word] = []
    for start, end in paragraphs:
        words += words_of(body, start, end, language)
    sentences = tuple(s for start, end in paragraphs for s in sentences_of(body, start, end))
    return Document(
        article=article,
        body=body,
        language=language,
        paragraphs=paragraphs,
        sentences=sentences,
        words=tuple(words),
    )


def _last_gap(body: str, start: int) -> int:
    """Return where a paragraph that runs over the bound is cut: at the last space before it."""
    gap = body.rfind(" ", start, LONGEST_TAGGED)
    return gap if gap > start else LONGEST_TAGGED
