"""What every tagger sees: the article's text cut into paragraphs, sentences and words, once.

A tagger is a pure function from a `Document` and the `Tags` of the taggers before it to new `Tags`.
The list of taggers, in order, is `service.taggers.TAGGERS`. Cutting the text is
`service.taggers.segment`.
"""

from collections.abc import Callable, Mapping
from itertools import compress

import msgspec

from service.record import Article
from service.taggers.segment import Sentence, Word, as_words, cut, sentences_of
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
        starts: offset of each of the words.
        texts: each of the words as printed.
        vocabulary: the same, each once: most tables have nothing in it, which is one look to know.
    """

    article: Article
    body: str
    language: str
    paragraphs: tuple[tuple[int, int], ...]
    sentences: tuple[Sentence, ...]
    words: tuple[Word, ...]
    starts: tuple[int, ...]
    texts: tuple[str, ...]
    vocabulary: frozenset[str]


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


def words_among(document: Document, table: Mapping[str, object]) -> list[Word]:
    """Return the words that are keys of `table`, in order: nearly always few."""
    present = document.vocabulary & table.keys()
    if not present:
        return []
    return list(compress(document.words, map(present.__contains__, document.texts)))


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
    starts: list[int] = []
    texts: list[str] = []
    sentences: list[Sentence] = []
    for start, end in _stretches(body, paragraphs):
        more_starts, more_texts = cut(body, start, end, language)
        starts += more_starts
        texts += more_texts
    for start, end in paragraphs:
        sentences += sentences_of(body, start, end)
    return Document(
        article=article,
        body=body,
        language=language,
        paragraphs=paragraphs,
        sentences=tuple(sentences),
        words=tuple(as_words(starts, texts)),
        starts=tuple(starts),
        texts=tuple(texts),
        vocabulary=frozenset(texts),
    )


def _stretches(body: str, paragraphs: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """Return the paragraphs, those with only white space between them as one: they are cut at one go."""
    joined: list[tuple[int, int]] = []
    for start, end in paragraphs:
        if joined and body[joined[-1][1] : start].isspace():
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _last_gap(body: str, start: int) -> int:
    """Return where a paragraph that runs over the bound is cut: at the last space before it."""
    gap = body.rfind(" ", start, LONGEST_TAGGED)
    return gap if gap > start else LONGEST_TAGGED
