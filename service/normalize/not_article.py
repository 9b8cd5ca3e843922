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
from service.normalize.not_article_kinds import (
    BUSINESSES,
    CERTAIN_KINDS,
    GENERATORS,
    HOSTS,
    OTHER_TYPES,
    PATHS,
)
from service.normalize.url import canonicalize

_ERROR_TITLE = re.compile(
    r"^\W*(?:error\s*)?(?:40[0134]|410|50[0-4])\b|page (?:not found|introuvable)|not found$|access denied|"
    r"seite nicht gefunden|página no encontrada|just a moment|attention required|service unavailable|"
    r"are you (?:a )?(?:human|robot)|verify you are human|internal server error",
    re.IGNORECASE,
)
# A page that states one of these is an article; documentation calls its pages technical articles too.
STATED_TYPES = ARTICLE_TYPES - {"techarticle"}
_DATED_PATH = re.compile(r"/(?:19|20)\d{2}(?:[/-]\d{1,2}|/)|\d{6,}")
_SLUG = re.compile(r"[^/-]+(?:-[^/-]+){3,}/?$")
_PROSE = 80  # code points from which a paragraph counts as prose
_LONG_PROSE = 200
_LITTLE_PROSE = 3_000  # code points, from which a page does more than sell a service
_MANY = 12  # paragraphs, more than a product is described in
_MOST = 0.6  # of the text that was found
_MAX_CHARS, _MAX_LINES = 200_000, 300  # of texts that are compared
_GRID = 8  # boxes side by side from which the page is about what they lead to
_CALLS = 4  # buttons and links to do business, from which the page is about it
_THREAD_PATH = re.compile(r"/r/\w+/comments/|/(?:viewtopic|showthread|threads?)[./]|/t/[^/]+/\d+(?:/|$)")


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """How a page is built, in code points.

    Attributes:
        text: all text of its body.
        linked: the part of it that is in links.
        headlines: number of headings (h2 to h4) that are one link.
        posts: text that stands in posts of a thread, side by side, unless one of them holds most of it.
        codes: number of blocks of program code.
        cards: number of boxes of one kind side by side, each a link with a few words.
        card_text: the text of these.
        priced: number of these with a price.
        calls: buttons and links that want the reader to do business.
        has_contact: there is a form to write, or a number to ring.
        has_cart: there is a button to buy something.
        has_price: a price stands beside it.
        has_player: a film is embedded.
        generator: the program that made the page, as it says.
        mark: what the content system calls the page; `article` if it calls it one.
        microdata: the type of the page's microdata, if there is one thing of that type only.
    """

    text: int
    linked: int
    headlines: int
    posts: str = ""
    codes: int = 0
    cards: int = 0
    card_text: str = ""
    priced: int = 0
    calls: int = 0
    has_contact: bool = False
    has_cart: bool = False
    has_price: bool = False
    has_player: bool = False
    generator: str = ""
    mark: str = ""
    microdata: frozenset[str] = frozenset()


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
    prose = _prose(blocks)
    declared = bool(facts.types & STATED_TYPES) or "og:article" in facts.types
    title = facts.titles[0].value if facts.titles else ""
    if _ERROR_TITLE.search(title) and not declared and sum(prose) < 1_000:
        return "error page"
    if sum(len(block.text) for block in blocks) < 25 and not (declared and title):
        return "page without text"
    against = _against(facts, blocks, shape, url, declared=declared)
    if not against:
        return None
    weight = sum(value for _, value in against)
    outweighed = weight > max(1, _evidence_for(facts, prose, shape, url))
    return against[0][0] if outweighed else None


def _evidence_for(facts: PageFacts, prose: list[int], shape: Shape | None, url: str | None) -> int:
    """Return the weight of what speaks for an article."""
    path = (url or "").partition("://")[2].partition("/")[2]
    is_stated = bool(facts.types & STATED_TYPES)
    is_marked = shape is not None and (shape.mark == "article" or bool(shape.microdata & STATED_TYPES))
    return (
        (4 if is_stated else 3 if "og:article" in facts.types else 0)
        + (2 if is_marked else 0)
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
    facts: PageFacts, blocks: tuple[Block, ...], shape: Shape | None, url: str | None, *, declared: bool
) -> list[tuple[str, int]]:
    """Return what speaks against an article, heaviest first, with weights."""
    found: list[tuple[str, int]] = []
    address = canonicalize(url) if url else None
    if address is not None and address.is_homepage:
        found.append(("home page", 5))
    if not declared:
        found += _against_types(facts.types | (shape.microdata if shape is not None else frozenset()))
    if shape is not None:
        found += _against_text(blocks, shape)
        found += _against_shape(facts, _prose(blocks), shape)
    place = _place(address.canonical) if address is not None else None
    if place is not None:
        found.append((place, 3))
    if "og:website" in facts.types and all(c.evidence == "html:htmldate" for c in facts.published):
        found.append(("page of a site", 1))
    return sorted(found, key=lambda pair: -pair[1])


def _against_types(types: frozenset[str]) -> list[tuple[str, int]]:
    """Return what the page says that it is; a type of the page itself says more than one of things on it."""
    if "faqpage" in types:
        types -= {"question"}  # which its answers are to; a thread has one
    weights = [
        (kind, 5 if kind in CERTAIN_KINDS or name.startswith("og:") else 2)
        for name in sorted(types)
        if (kind := OTHER_TYPES.get(name)) is not None
    ]
    return sorted(weights, key=lambda pair: -pair[1])[:1]


def _against_text(blocks: tuple[Block, ...], shape: Shape) -> list[tuple[str, int]]:
    """Return whose text was found, where it is that of posts or of boxes that lead elsewhere."""
    found: list[tuple[str, int]] = []
    prose = _prose(blocks)
    if shape.posts and _share(blocks, shape.posts) >= _MOST:
        found.append(("forum thread", 5))
    is_shop = shape.priced >= _GRID and 2 * shape.priced > shape.cards
    if is_shop and sum(prose) < 2 * len(shape.card_text):
        found.append(("listing", 5))
    elif shape.cards >= _GRID and _share(blocks, shape.card_text) >= _MOST:
        found.append(("listing", 4))
    elif _is_listing(prose, shape):
        found.append(("listing", 4 if any(length >= _LONG_PROSE for length in prose) else 5))
    return found


def _against_shape(facts: PageFacts, prose: list[int], shape: Shape) -> list[tuple[str, int]]:
    """Return what speaks against an article in what stands on the page and what made it."""
    found: list[tuple[str, int]] = []
    is_signed = bool(facts.persons) or _weight_of_dates(facts) > 1
    made_by = GENERATORS.search(shape.generator)
    if made_by is not None:
        found.append(("forum thread" if made_by["forum"] else "manual", 4))
    if shape.mark not in {"", "article"}:
        found.append((shape.mark, 4))
    if shape.has_cart:
        found.append(("product page", 5 if shape.has_price and not is_signed and len(prose) < _MANY else 3))
    if shape.has_player and len(prose) < 2 and sum(prose) < 2 * _LONG_PROSE:
        found.append(("video page", 3))
    if shape.codes >= 4 and sum(prose) < _LONG_PROSE * shape.codes:
        found.append(("manual", 3 if is_signed else 4))
    if not is_signed and sum(prose) < _LITTLE_PROSE:
        found += _against_business(facts, shape)
    return found


def _against_business(facts: PageFacts, shape: Shape) -> list[tuple[str, int]]:
    """Return what speaks for a page that sells a service: none of it says much by itself."""
    weight = (
        (1 if shape.has_contact else 0)
        + (2 if shape.calls >= _CALLS else 0)
        + (1 if any(BUSINESSES.search(kind) for kind in facts.types) else 0)
    )
    return [("service page", weight)] if weight > 1 else []


def _prose(blocks: tuple[Block, ...]) -> list[int]:
    return [len(block.text) for block in blocks if block.kind == "paragraph" and len(block.text) >= _PROSE]


def _share(blocks: tuple[Block, ...], text: str) -> float:
    """Return the share of the found text that stands in another text's lines, 0–1; blanks do not count.

    A block may also hold several of the lines, where boxes of a page run together.
    """
    lines = ["".join(line.split()) for line in text[:_MAX_CHARS].splitlines()[:_MAX_LINES]]
    whole = "\n".join(lines)
    found = ["".join(block.text.split()) for block in blocks[:_MAX_LINES]]
    inside = sum(
        len(piece) if piece in whole else sum(len(line) for line in lines if line in piece) for piece in found
    )
    return inside / max(1, sum(map(len, found)))


def _place(url: str) -> str | None:
    host, _, path = url.partition("://")[2].partition("/")
    segments = path.partition("?")[0].lower().strip("/").split("/")[:3]
    if _THREAD_PATH.search(f"/{path}"):
        return "forum thread"
    first = HOSTS.get(host.removeprefix("www.").split(".")[0])
    words = [segment.removesuffix(".php").removesuffix(".html") for segment in segments]
    return first or next((PATHS[word] for word in words if word in PATHS), None)


def _is_listing(prose: list[int], shape: Shape) -> bool:
    """Return whether the page is mostly links to other pages, with hardly any running text."""
    mostly_links = shape.text > 0 and shape.linked > 0.6 * shape.text
    long = sum(length >= _LONG_PROSE for length in prose)
    is_grid = (
        shape.cards >= _GRID and len(shape.card_text) > 2 * sum(prose) and sum(prose) < _LITTLE_PROSE / 3
    )
    return (
        is_grid
        or (len(prose) < 3 and mostly_links and shape.headlines >= 5)
        or (shape.headlines >= 12 and long < 3 and sum(prose) < 150 * shape.headlines)
    )
