"""JSON-LD of a page: reading it even when it is broken, and finding the node that is the article.

What its fields mean for the record is `service.normalize.metadata`.
"""

import html
import json
import re
from typing import Any

import msgspec
import orjson

Node = dict[str, Any]

MAX_CHARS = 2_000_000
MAX_DEPTH = 10
MAX_NODES = 2_000

ARTICLE_TYPES = frozenset(
    "article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle backgroundnewsarticle "
    "reviewnewsarticle askpublicnewsarticle advertisercontentarticle satiricalarticle blogposting "
    "liveblogposting scholarlyarticle medicalscholarlyarticle techarticle report claimreview".split()
)
# Nodes below these keys describe other works than the page's own.
_ELSEWHERE = frozenset(
    "itemlistelement haspart liveblogupdate relatedlink citation comment comments suggestedarticle mentions "
    "about review isbasedon".split()
)
_OPENING = re.compile(r"\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?)")
_CLOSING = re.compile(r"(?:(?://|/\*)\s*)?(?:\]\]>|-->)(?:\s*\*/)?$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|description|articleSection)"\s*:\s*"((?:[^"\\]|\\.){1,2000})"'
)


class LinkedData(msgspec.Struct, frozen=True):
    """What a page's JSON-LD holds.

    Attributes:
        article: the node of the page's article; empty if there is none.
        types: lower-case types of all nodes that describe the page itself.
        by_id: nodes by `@id`, for references.
    """

    article: Node
    types: frozenset[str]
    by_id: dict[str, Node]


def read_linked_data(scripts: list[str], page_urls: frozenset[str]) -> LinkedData:
    """Return the JSON-LD of a page.

    Args:
        scripts: texts of its `application/ld+json` scripts.
        page_urls: addresses of the page, to tell its article from others.
    """
    found: list[tuple[Node, bool]] = []
    size = 0
    for script in scripts:
        size += len(script)
        if size > MAX_CHARS or len(found) > MAX_NODES:
            break
        _collect(_loads(script), found, 0, own=True)
    by_id: dict[str, Node] = {}
    for node, _ in found:
        identifier = node.get("@id")
        if isinstance(identifier, str) and len(node) > len(by_id.get(identifier, {})):
            by_id[identifier] = node
    types = frozenset(name for node, own in found if own for name in types_of(node))
    articles = [node for node, own in found if own and types_of(node) & ARTICLE_TYPES]
    return LinkedData(_main_article(articles, page_urls), types, by_id)


def types_of(node: Node) -> frozenset[str]:
    """Return the node's types, lower-case, without vocabulary prefixes."""
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return frozenset(
        name.rpartition("/")[2].rpartition(":")[2].lower() for name in values if isinstance(name, str)
    )


def text_of(value: Any) -> str:
    """Return a value's text, also where it is wrapped in a list or in `@value`; entities decoded."""
    if isinstance(value, list):
        value = next((item for item in value if item), "")
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    return " ".join(html.unescape(html.unescape(value)).split()) if isinstance(value, str) else ""


def _loads(script: str) -> Any:
    """Read JSON, then JSON with the usual mistakes; `None` if nothing helps."""
    text = script.strip()
    if opening := _OPENING.match(text):
        text = text[opening.end() :]
    text = _CLOSING.sub("", text).strip().rstrip(";")
    try:
        return orjson.loads(text)
    except ValueError:
        pass
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.JSONDecoder(strict=False).raw_decode(candidate)[0]
        except (ValueError, RecursionError):
            continue
    fields = dict(reversed(_FIELD.findall(text)))
    return {"@type": "NewsArticle", **fields} if '"headline"' in text and "rticle" in text else None


def _collect(value: Any, found: list[tuple[Node, bool]], depth: int, *, own: bool) -> None:
    if depth > MAX_DEPTH or len(found) > MAX_NODES:
        return
    if isinstance(value, list):
        for item in value:
            _collect(item, found, depth + 1, own=own)
    elif isinstance(value, dict):
        if "@type" in value or "@id" in value:
            found.append((value, own))
        for key, item in value.items():
            if isinstance(item, (dict, list)):
                _collect(item, found, depth + 1, own=own and key.lower() not in _ELSEWHERE)


def _main_article(articles: list[Node], page_urls: frozenset[str]) -> Node:
    """Return the article that names the page's address, else the first with a headline."""
    if not articles:
        return {}

    def rank(node: Node) -> tuple[bool, bool, bool]:
        addresses = {_address(node.get(key)) for key in ("url", "mainEntityOfPage", "@id")}
        return bool(addresses & page_urls), bool(node.get("headline")), bool(node.get("datePublished"))

    return max(articles, key=rank)


def _address(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value.partition("#")[0].rstrip("/") if isinstance(value, str) else ""
