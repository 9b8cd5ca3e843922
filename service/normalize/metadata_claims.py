"""Claims from what a page's `meta` elements say, with the evidence of each.

Which names mean what is told in `service.normalize.metadata` and `service.normalize.metadata_author`.
"""

import html

from lxml.html import HtmlElement

from service.model import Claim

Claims = tuple[Claim, ...]
Meta = dict[str, list[str]]

MAX_VALUES = 12
MAX_CHARS = 2_000


def read_meta(tree: HtmlElement) -> Meta:
    """Return contents by lower-case name, property or itemprop of `meta` elements."""
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = " ".join(html.unescape((element.get("content") or "")[:MAX_CHARS]).split())
        if not content:
            continue
        for attribute in ("property", "name", "itemprop"):
            for name in (element.get(attribute) or "").lower().split():
                values = found.setdefault(name, [])
                if content not in values and len(values) < MAX_VALUES:
                    values.append(content)
    return found


def claims_of(*pairs: tuple[str, str]) -> Claims:
    """Return claims of (evidence, value), without empty and repeated values."""
    seen: dict[str, Claim] = {}
    for evidence, value in pairs:
        if value and value not in seen and len(seen) < MAX_VALUES:
            seen[value] = Claim(value=value[:MAX_CHARS], evidence=evidence)
    return tuple(seen.values())


def evidence_of(name: str) -> str:
    """Return the evidence that a value of this name is: `og` or `meta:…`."""
    return "og" if name.startswith("og:") else f"meta:{name}"


def from_meta(meta: Meta, names: list[str]) -> list[tuple[str, str]]:
    """Return (evidence, value) of the first of `names` first."""
    return [(evidence_of(name), value) for name in names for value in meta.get(name, [])]
