"""What a page states about its article outside the text: JSON-LD, OpenGraph, meta tags, microdata.

Everything becomes claims with evidence, most trusted first; nothing is interpreted here: times are read
in `service.normalize.dates`, bylines split in `service.normalize.byline`. The article's text is
`service.normalize.extract_blocks`.
"""

import re

import msgspec
from lxml.html import HtmlElement

from service.normalize.metadata_author import read_authors, resolved
from service.normalize.metadata_claims import (
    MAX_CHARS,
    Claims,
    Meta,
    claims_of,
    evidence_of,
    from_meta,
    read_meta,
)
from service.normalize.metadata_jsonld import LinkedData, Node, read_linked_data, text_of
from service.normalize.metadata_title import choose_titles
from service.normalize.url import domain_of

MAX_BODY = 500_000
MAX_MICRODATA = 3

_MICRODATA = "//*[@itemprop='datePublished' or @itemprop='dateModified'][not(self::meta)]"

_DAY_LIKE = re.compile(r"\d{4}|\d[./-]\d|\d\.?\s+[^\W\d_]{3}|[^\W\d_]{3}\.?\s+\d{1,2}\b(?!:)")

_PUBLISHED_META = (
    "article:published_time article:published article:published:time article.published "
    "og:article:published_time og:published_time bt:pubdate parsely-pub-date sailthru.date "
    "cxenseparse:recs:publishtime "
    "cxenseparse:publishtime datepublished dc.date.issued dc.date.created dcterms.created dcterms.issued "
    "dcterms.date dc.date date pubdate publishdate publish-date publish_date published publication_date "
    "date.publish articlepublished originalpublicationdate citation_publication_date ptime displaydate"
).split()
_MODIFIED_META = (
    "article:modified_time article:modified og:updated_time article:updated datemodified dcterms.modified "
    "last-modified lastmod revised dc.date.modified"
).split()
_DESCRIPTION_META = ("og:description", "description", "twitter:description", "dc.description")
_SECTION_META = ("article:section", "section", "cxenseparse:category", "parsely-section")
_LOCKED_META = frozenset({"locked", "metered", "paid", "premium", "subscription", "hard"})


class PageFacts(msgspec.Struct, frozen=True, kw_only=True):
    """The claims of a page's metadata.

    Attributes:
        descriptions: summaries stated in metadata; some are the text's beginning cut off, so whether one is
            a standfirst is decided beside the text.
        persons: raw bylines of persons.
        body: the article's text as JSON-LD states it.
        types: lower-case JSON-LD types and the OpenGraph type (`og:…`).
        paywalled: the page declares its text as not accessible for free.
        has_article: some metadata declares an article.
    """

    titles: Claims = ()
    descriptions: Claims = ()
    persons: Claims = ()
    agencies: Claims = ()
    published: Claims = ()
    modified: Claims = ()
    urls: Claims = ()
    languages: Claims = ()
    sources: Claims = ()
    categories: Claims = ()
    body: str = ""
    types: frozenset[str] = frozenset()
    paywalled: bool = False
    has_article: bool = False


def read_facts(tree: HtmlElement, address: str | None = None) -> PageFacts:
    """Return what the page's metadata states. `tree` is not changed.

    Args:
        tree: the page.
        address: where it is from, if known; its domain's name is one of the site's.
    """
    meta = read_meta(tree)
    microdata = _microdata(tree)
    urls = _urls(tree, meta)
    data = read_linked_data(
        [script.text or "" for script in tree.iter("script") if _is_json_ld(script)],
        frozenset(claim.value.partition("#")[0].rstrip("/") for claim in urls),
    )
    article = data.article
    sources = _sources(meta, data)
    sites = (*(claim.value for claim in sources), *_domain_names(address, urls))
    persons, agencies = read_authors(meta, data, sites)
    og_type = (meta.get("og:type") or [""])[0].lower()
    return PageFacts(
        titles=choose_titles(
            tree,
            text_of(article.get("headline")) or text_of(article.get("name")),
            (meta.get("og:title") or meta.get("twitter:title") or [""])[0],
            sites,
        ),
        descriptions=claims_of(
            ("json-ld", text_of(article.get("description"))),
            *((evidence_of(name), value) for name in _DESCRIPTION_META for value in meta.get(name, [])),
        ),
        persons=persons,
        agencies=agencies,
        published=claims_of(
            ("json-ld", text_of(article.get("datePublished"))),
            *from_meta(meta, _PUBLISHED_META),
            *microdata.get("datepublished", ()),
            ("json-ld:created", text_of(article.get("dateCreated"))),
        ),
        modified=claims_of(
            ("json-ld", text_of(article.get("dateModified"))),
            *from_meta(meta, _MODIFIED_META),
            *microdata.get("datemodified", ()),
        ),
        urls=urls,
        languages=_languages(tree, meta, article),
        sources=sources,
        categories=_categories(meta, article),
        body=_body(article),
        types=data.types | ({f"og:{og_type}"} if og_type else set()),
        paywalled=_is_paywalled(meta, article),
        has_article=bool(article)
        or og_type == "article"
        or any(name in meta for name in _PUBLISHED_META[:2]),
    )


def _is_json_ld(script: HtmlElement) -> bool:
    return (script.get("type") or "").strip().lower().startswith("application/ld+json")


def _microdata(tree: HtmlElement) -> dict[str, list[tuple[str, str]]]:
    """Return microdata times by lower-case name; the machine-readable attribute before the text."""
    found: dict[str, list[tuple[str, str]]] = {}
    for element in tree.xpath(_MICRODATA):
        values = found.setdefault(element.get("itemprop").lower(), [])
        if len(values) < MAX_MICRODATA:
            value = element.get("datetime") or element.get("content") or element.text_content()
            if _DAY_LIKE.search(value):  # some templates mark the time of day only
                values.append(("microdata", " ".join(value.split())[:MAX_CHARS]))
    return found


def _urls(tree: HtmlElement, meta: Meta) -> Claims:
    links = [
        link.get("href") or ""
        for link in tree.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    return claims_of(
        *(("html:canonical", href.strip()) for href in links),
        *from_meta(meta, ["og:url"]),
    )


def _domain_names(address: str | None, urls: Claims) -> list[str]:
    """Return the names that the page's domains begin with (`example` of `www.example.org`)."""
    addresses = (address, *(claim.value for claim in urls[:2]))
    domains = {domain for url in addresses if url and (domain := domain_of(url))}
    return sorted(domain.partition(".")[0] for domain in domains)


def _languages(tree: HtmlElement, meta: Meta, article: Node) -> Claims:
    attribute = (
        tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang")
    )
    return claims_of(
        ("html:lang", attribute or ""),
        ("json-ld", text_of(article.get("inLanguage"))),
        *from_meta(meta, ["og:locale", "content-language", "dc.language", "language"]),
    )


def _sources(meta: Meta, data: LinkedData) -> Claims:
    publisher = resolved(data.article.get("publisher"), data)
    return claims_of(
        ("json-ld", text_of(publisher)),
        *from_meta(meta, ["og:site_name", "application-name", "dc.publisher", "citation_journal_title"]),
    )


def _categories(meta: Meta, article: Node) -> Claims:
    values: list[tuple[str, str]] = []
    for key in ("articleSection", "keywords"):
        value = article.get(key)
        parts = value if isinstance(value, list) else text_of(value).split(",")
        values += [("json-ld", text_of(part)) for part in parts]
    values += from_meta(meta, [*_SECTION_META, "article:tag"])
    for name in ("news_keywords", "keywords"):
        values += [
            (f"meta:{name}", part.strip()) for value in meta.get(name, []) for part in value.split(",")
        ]
    return claims_of(*values)


def _body(article: Node) -> str:
    value = article.get("articleBody")
    return value[:MAX_BODY] if isinstance(value, str) else ""


def _is_paywalled(meta: Meta, article: Node) -> bool:
    parts = article.get("hasPart")
    nodes = [article, *(parts if isinstance(parts, list) else [parts])]
    flags = [node.get("isAccessibleForFree") for node in nodes if isinstance(node, dict)]
    if any(flag is False or str(flag).lower().rpartition("/")[2] == "false" for flag in flags):
        return True
    tiers = meta.get("article:content_tier", [])
    return any(tier.lower() in _LOCKED_META for tier in tiers)
