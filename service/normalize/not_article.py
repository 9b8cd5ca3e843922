"""Whether a page is no article: home page, listing, product, video, forum thread, manual, error page.

A wrong "no" loses an article for good, and a page without metadata may still be one. So evidence is
weighed: what the page declares itself to be, what its address says, and how its text is built. Only a
page whose evidence against outweighs that for it is refused.
"""

import re

import msgspec

from service.model import Block
from service.normalize.metadata import PageFacts
from service.normalize.metadata_jsonld import ARTICLE_TYPES
from service.normalize.url import canonicalize

_ERROR_TITLE = re.compile(
    r"^\W*(?:error\s*)?(?:40[0134]|410|50[0-4])\b|page (?:not found|introuvable)|not found$|access denied|"
    r"seite nicht gefunden|página no encontrada|just a moment|attention required|service unavailable|"
    r"are you (?:a )?(?:human|robot)|verify you are human|internal server error",
    re.IGNORECASE,
)
# JSON-LD and OpenGraph types of pages that are something else, by what they are.
_OTHER_TYPES = {
    "product": "product page",
    "productgroup": "product page",
    "offer": "product page",
    "og:product": "product page",
    "discussionforumposting": "forum thread",
    "qapage": "forum thread",
    "question": "forum thread",
    "itemlist": "listing",
    "collectionpage": "listing",
    "offercatalog": "listing",
    "searchresultspage": "search results",
    "profilepage": "profile",
    "og:profile": "profile",
    "service": "service page",
    "aboutpage": "page about the site",
    "contactpage": "page about the site",
    "jobposting": "job advertisement",
    "softwareapplication": "product page",
    "videoobject": "video page",
    "og:video.other": "video page",
    "og:video": "video page",
    "og:video.movie": "video page",
    "podcastepisode": "audio page",
}
_CERTAIN = frozenset({"product page", "forum thread", "job advertisement", "search results"})
# Words of an address, as whole segments of its path or as its first label, by what they lead to.
_OTHER_PLACES = {
    "product page": "product products shop store dp cart pricing",
    "listing": "category categories collection collections tag tags topic topics search archives",
    "forum thread": "forum forums thread threads viewtopic discussions questions",
    "manual": "docs doc documentation manual reference api developer developers readthedocs",
    "service page": "services solutions about about-us contact contact-us careers",
    "video page": "video videos watch live tv",
    "login page": "login signin sign-in register account",
}
_PLACES = {word: kind for kind, words in _OTHER_PLACES.items() for word in words.split()}
# Programs that make pages of one kind only.
_GENERATORS = re.compile(
    r"(?P<forum>discourse|phpbb|vbulletin|xenforo|nodebb|flarum|mybb|simple machines|invision|"
    r"vanilla forums|askbot)|"
    r"(?P<manual>sphinx|mkdocs|docusaurus|gitbook|vuepress|vitepress|mdbook|doxygen|javadoc|antora)"
)
_DATED_PATH = re.compile(r"/(?:19|20)\d{2}(?:[/-]\d{1,2}|/)|\d{6,}")
_SLUG = re.compile(r"[^/-]+(?:-[^/-]+){3,}/?$")
_PROSE = 80  # code points from which a paragraph counts as prose
_LONG_PROSE = 200
_MOST = 0.7  # of the paragraphs' text


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """How a page is built, in code points.

    Attributes:
        text: all text of its body.
        linked: the part of it that is in links.
        headlines: number of headings (h2 to h4) that are one link.
        posts: share of the paragraphs' text that stands in posts of a thread, side by side.
        codes: number of blocks of program code.
        has_cart: there is a button to buy something.
        has_player: a film is embedded.
        generator: the program that made the page, as it says.
    """

    text: int
    linked: int
    headlines: int
    posts: float = 0.0
    codes: int = 0
    has_cart: bool = False
    has_player: bool = False
    generator: str = ""


def not_article(
    facts: PageFacts, blocks: tuple[Block, ...], shape: Shape | None, url: str | None
) -> str | None:
    """Return in a few words what the page is if it is no article, else `None`.

    Args:
        facts: its metadata.
        blocks: the text that was found.
        shape: how the page is built; `None` where its JSON-LD declares an article.
        url: its address, if known.
    """
    prose = [len(block.text) for block in blocks if block.kind == "paragraph" and len(block.text) >= _PROSE]
    declared = bool(facts.types & ARTICLE_TYPES) or "og:article" in facts.types
    title = facts.titles[0].value if facts.titles else ""
    if _ERROR_TITLE.search(title) and not declared and sum(prose) < 1_000:
        return "error page"
    if sum(len(block.text) for block in blocks) < 25 and not (declared and title):
        return "page without text"
    against = _against(facts, prose, shape, url, declared=declared)
    if not against:
        return None
    weight = sum(value for _, value in against)
    outweighed = weight > max(1, _evidence_for(facts, prose, url, declared=declared))
    return against[0][0] if outweighed else None


def _evidence_for(facts: PageFacts, prose: list[int], url: str | None, *, declared: bool) -> int:
    """Return the weight of what speaks for an article."""
    path = (url or "").partition("://")[2].partition("/")[2]
    return (
        (4 if facts.types & ARTICLE_TYPES else 3 if declared else 0)
        + _weight_of_dates(facts)
        + (1 if facts.persons else 0)
        + (2 if len(prose) >= 3 else 0)
        + (1 if sum(length >= _LONG_PROSE for length in prose) >= 3 else 0)
        + (1 if _DATED_PATH.search(f"/{path}") or _SLUG.search(path) else 0)
    )


def _weight_of_dates(facts: PageFacts) -> int:
    """Return the weight of dates: a stated one says more than one printed, which a listing has too."""
    if any(not claim.evidence.startswith("html") for claim in facts.published):
        return 2
    return 1 if any(claim.evidence != "html:htmldate" for claim in facts.published) else 0


def _against(
    facts: PageFacts, prose: list[int], shape: Shape | None, url: str | None, *, declared: bool
) -> list[tuple[str, int]]:
    """Return what speaks against an article, heaviest first, with weights."""
    found: list[tuple[str, int]] = []
    address = canonicalize(url) if url else None
    if address is not None and address.is_homepage:
        found.append(("home page", 5))
    others = {_OTHER_TYPES[kind] for kind in facts.types if kind in _OTHER_TYPES}
    if others and not declared:
        certain = sorted(others & _CERTAIN)
        found.append((certain[0], 5) if certain else (sorted(others)[0], 2))
    if shape is not None:
        found += _against_shape(prose, shape)
    place = _place(address.canonical) if address is not None else None
    if place is not None:
        found.append((place, 3))
    if "og:website" in facts.types and all(c.evidence == "html:htmldate" for c in facts.published):
        found.append(("page of a site", 1))
    return sorted(found, key=lambda pair: -pair[1])


def _against_shape(prose: list[int], shape: Shape) -> list[tuple[str, int]]:
    """Return what speaks against an article in how the page is built."""
    found: list[tuple[str, int]] = []
    made_by = _GENERATORS.search(shape.generator)
    if made_by is not None:
        found.append(("forum thread" if made_by["forum"] else "manual", 4))
    if _is_listing(prose, shape):
        found.append(("listing", 4 if any(length >= _LONG_PROSE for length in prose) else 5))
    if shape.posts >= _MOST:
        found.append(("forum thread", 5))
    if shape.has_cart:
        found.append(("product page", 3))
    if shape.has_player and len(prose) < 2 and sum(prose) < 2 * _LONG_PROSE:
        found.append(("video page", 3))
    if shape.codes >= 4 and sum(prose) < _LONG_PROSE * shape.codes:
        found.append(("manual", 3))
    return found


def _place(url: str) -> str | None:
    host, _, path = url.partition("://")[2].partition("/")
    segments = path.partition("?")[0].lower().strip("/").split("/")
    words = [host.split(".")[0], *segments[:3]]
    return next((_PLACES[word] for word in words if word in _PLACES), None)


def _is_listing(prose: list[int], shape: Shape) -> bool:
    """Return whether the page is mostly links to other pages, with hardly any running text."""
    mostly_links = shape.text > 0 and shape.linked > 0.6 * shape.text
    long = sum(length >= _LONG_PROSE for length in prose)
    return (len(prose) < 3 and mostly_links and shape.headlines >= 5) or (
        shape.headlines >= 12 and long < 3 and sum(prose) < 150 * shape.headlines
    )
