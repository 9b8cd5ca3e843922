"""Documents for scoring taggers: a bare text as an article whose lines are its paragraphs.

Scores are of the taggers alone, so the normaliser is left out and offsets stay those of the gold text.
"""

import re

from service.record import Article, Origin, Paragraph, Section, Source, Standard, Text
from service.taggers.document import Document, document_of


def plain_article(
    text: str, language: str = "en", *, headline: str = "", standfirst: str = "", country: str | None = None
) -> Article:
    """Return an article with `text` as its body, each line a paragraph."""
    paragraphs = tuple(
        Paragraph(text=match.group(), start=match.start(), end=match.end())
        for match in re.finditer(r"[^\n]+", text)
    )
    plain = "text/plain"
    return Article(
        uri="urn:test",
        standard=Standard(name="ninjs", version="3.1", schema="test"),
        schema_version="1",
        processing_version="1",
        ruleset_version="1",
        type="text",
        representation_type="complete",
        version="1",
        pub_status="usable",
        language=language,
        headlines=(Text(role="main", content_type=plain, value=headline),) if headline else (),
        descriptions=(Text(role="standfirst", content_type=plain, value=standfirst),) if standfirst else (),
        bodies=(Text(content_type=plain, value=text),),
        sections=(Section(paragraphs=paragraphs),),
        source=Source(country=country) if country else None,
        origin=Origin(topic="test", partition=0, offset=0, item=0),
    )


def plain_document(
    text: str, language: str = "en", *, headline: str = "", standfirst: str = "", country: str | None = None
) -> Document:
    """Return that article prepared for tagging."""
    article = plain_article(text, language, headline=headline, standfirst=standfirst, country=country)
    return document_of(article)
