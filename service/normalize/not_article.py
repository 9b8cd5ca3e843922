"""Whether a page is no article: home page, listing, product, video, forum thread, error page.

A wrong "no" loses an article for good, so a page is refused only for what it says about itself together
with a lack of prose, or for a lack of prose so complete that nothing could be published.
"""

import re

import msgspec

from service.model import Block
from service.normalize.metadata import PageFacts
from service.normalize.metadata_jsonld import ARTICLE_TYPES
from service.normalize.url import canonicalize

_ERROR_TITLE = re.compile(
    r"^\W*(?:error\s*)?(?:40[0134]|410|50[0-4])\b|page (?:not found|introuvable)|not found$|access denied|"
    r"seite nicht gefunden|página no encontrada|just a moment|attention required|are you (?:a )?(?:human|robot)|"
    r"verify you are human|service unavailable|internal server error",
    re.IGNORECASE,
)
_OTHER_TYPES = {
    "product": "product page",
    "productgroup": "product page",
    "discussionforumposting": "forum thread",
    "qapage": "forum thread",
    "itemlist": "listing",
    "collectionpage": "listing",
    "searchresultspage": "search results",
    "profilepage": "profile",
    "jobposting": "job advertisement",
    "og:product": "product page",
    "og:profile": "profile",
    "videoobject": "video page",
    "og:video.other": "video page",
    "og:video": "video page",
    "og:video.movie": "video page",
    "podcastepisode": "audio page",
}
_PROSE = 80  # code points from which a paragraph counts as prose


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """How a page is built, in code points.

    Attributes:
        text: all text of its body.
        linked: the part of it that is in links.
        headlines: number of headings (h2 to h4) that are one link.
    """

    text: int
    linked: int
    headlines: int


def not_article(facts: PageFacts, blocks: tuple[Block, ...], shape: Shape, url: str | None) -> str | None:
    """Return in a few words what the page is if it is no article, else `None`.

    Args:
        facts: its metadata.
        blocks: the text that was found.
        shape: how the page is built.
        url: its address, if known.
    """
    prose = [len(block.text) for block in blocks if block.kind == "paragraph" and len(block.text) >= _PROSE]
    letters = sum(len(block.text) for block in blocks)
    declared = bool(facts.types & ARTICLE_TYPES) or "og:article" in facts.types
    title = facts.titles[0].value if facts.titles else ""
    if _ERROR_TITLE.search(title) and not declared and sum(prose) < 1_000:
        return "error page"
    if letters < 25 and not (declared and title):
        return "page without text"
    address = canonicalize(url) if url else None
    if address is not None and address.is_homepage and not declared:
        return "home page"
    if declared:
        return None
    other = next((name for kind, name in _OTHER_TYPES.items() if kind in facts.types), None)
    if other is not None and (len(prose) < 4 or other in {"product page", "forum thread", "job advertisement"}):
        return other
    if _is_listing(prose, shape):
        return "listing"
    return None


def _is_listing(prose: list[int], shape: Shape) -> bool:
    """Return whether the page is mostly links to other pages, with hardly any running text."""
    mostly_links = shape.text > 0 and shape.linked > 0.6 * shape.text
    return (len(prose) < 3 and mostly_links and shape.headlines >= 5) or (
        shape.headlines >= 12 and sum(prose) < 0.25 * shape.text and len(prose) < 12
    )
