"""A tagger of one's own: stock symbols in brackets, such as (NYSE: GE), become keywords."""

import re

import msgspec

from service.taggers.document import Document, Tagger, Tags
from service.tags import Keyword, Mention

NAME, VERSION = "tickers", "1"
_SYMBOL = re.compile(r"(?<=\()(NYSE|NASDAQ|LSE|TSX|ASX): ?([A-Z]{1,5})(?=\))")


def tag_tickers(document: Document, tags: Tags) -> Tags:
    """Return `tags` with a keyword for each symbol; those of the taggers before stay."""
    found: dict[str, list[Mention]] = {}
    for match in _SYMBOL.finditer(document.body):
        mention = Mention(start=match.start(), end=match.end(), surface=match.group())
        found.setdefault(f"{match[1]}:{match[2]}", []).append(mention)
    creator = f"{NAME}/{VERSION}"
    keywords = tuple(
        Keyword(value=symbol, score=1.0, mentions=tuple(mentions), confidence=95, creator=creator)
        for symbol, mentions in found.items()
    )
    return msgspec.structs.replace(tags, keywords=(*tags.keywords, *keywords))


TAGGER = Tagger(name=NAME, version=VERSION, run=tag_tickers)
