"""Sources: offsets, what was there before, entities."""

import msgspec

from service.taggers.document import Tags
from service.taggers.quotes import tag_quotes
from service.taggers.sources import tag_sources
from service.tags import InfoSource, Mention, Organisation
from tests.eval.documents import plain_document

BODY = "Prices rose, the Ministry of Trade said. Two officials confirmed that the rise was small."


def test_given_sources_stay_first() -> None:
    """An agency of the byline stays in front of what the text attributes."""
    document = plain_document(BODY)
    agency = InfoSource(name="Reuters", role="byline", named=True, confidence=95, creator="normalize/1")
    article = msgspec.structs.replace(document.article, info_sources=(agency,))
    document = msgspec.structs.replace(document, article=article)

    sources = tag_sources(document, tag_quotes(document, Tags())).info_sources

    assert [s.name for s in sources] == ["Reuters", "Ministry of Trade", "Two officials"]


def test_offsets_and_entity() -> None:
    """A source has the entity's name and uri, and stands where it says."""
    start = BODY.index("Ministry")
    mention = Mention(start=start, end=start + 17, surface="Ministry of Trade")
    ministry = Organisation(
        name="Trade Ministry", uri="urn:trade", mentions=(mention,), confidence=90, creator="entities/1"
    )
    document = plain_document(BODY)
    tags = tag_quotes(document, Tags(organisations=(ministry,)))

    first = tag_sources(document, tags).info_sources[0]

    assert (first.name, first.uri, first.named) == ("Trade Ministry", "urn:trade", True)
    assert BODY[first.start : first.end] == first.literal
