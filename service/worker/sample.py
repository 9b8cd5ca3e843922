"""A small text and the record of a small article, to load tables with before the first message comes.

The record is written down and not made of the text: a process that only de-duplicates or tags must not load
what normalising needs.
"""

from service.record import AltId, Article, Dateline, Origin, Paragraph, Section, Standard, Text

RAW = b"""Ministers agree on grain exports

GENEVA (Reuters) - Ministers agreed on Monday to let 3 million tonnes of grain leave the port, Anna Berg said.

"This is a good day," she told reporters.
"""

_PARAGRAPHS = (
    "Ministers agreed on Monday to let 3 million tonnes of grain leave the port, Anna Berg said.",
    '"This is a good day," she told reporters.',
)
_BODY = "\n\n".join(_PARAGRAPHS)
_PLAIN = "text/plain"

ARTICLE = Article(
    uri="urn:dateline:article:sample",
    standard=Standard(
        name="ninjs", version="3.1", schema="http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"
    ),
    schema_version="1",
    processing_version="sample",
    ruleset_version="1",
    type="text",
    representation_type="full",
    version="1",
    pub_status="usable",
    alt_ids=(AltId(role="work", value="urn:dateline:work:sample"),),
    language="en",
    headlines=(Text(role="main", content_type=_PLAIN, value="Ministers agree on grain exports"),),
    located="Geneva",
    dateline=Dateline(raw="GENEVA (Reuters) -", place="GENEVA", agency="Reuters"),
    bodies=(Text(content_type=_PLAIN, value=_BODY),),
    sections=(
        Section(
            paragraphs=tuple(
                Paragraph(text=text, start=_BODY.index(text), end=_BODY.index(text) + len(text))
                for text in _PARAGRAPHS
            )
        ),
    ),
    origin=Origin(topic="sample", partition=0, offset=0, item=0),
)
