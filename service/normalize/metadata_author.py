"""Who a page's metadata state as its author: persons' bylines as they stand, and organisations.

Splitting bylines is `service.normalize.byline`; what a page only prints is
`service.normalize.extract_byline`.
"""

import re
from typing import Any

from service.normalize.metadata_claims import MAX_VALUES, Claims, Meta, claims_of, from_meta
from service.normalize.metadata_jsonld import LinkedData, text_of, types_of
from service.normalize.words import word_list

_AUTHOR_META = (
    "author article:author_name article:author og:article:author byl parsely-author sailthru.author "
    "dc.creator dcterms.creator cxenseparse:author dcsext.author dc.author citation_author"
).split()
# What Yoast's plug-in for WordPress calls an author in previews, in the languages that it is translated to.
_LABEL = re.compile(
    r"written by|verfasst von|geschrieben von|écrit par|rédigé par|escrito por|scritto da|geschreven door|"
    r"skrevet av|skrevet af|skriven av|skrivet av|kirjoittanut|napisane przez|autor|scris de|yazan|"
    r"написано автором|ditulis oleh|tác giả|作者|執筆者|글쓴이",
    re.IGNORECASE,
)
_SMALL_WORDS = frozenset("the la le el die der das com".split())
_OFFICES = word_list("roles") | word_list("bodies") | word_list("modifiers")

Pairs = list[tuple[str, str]]


def read_authors(meta: Meta, data: LinkedData, sites: tuple[str, ...]) -> tuple[Claims, Claims]:
    """Return raw bylines of persons and names of organisations that are stated as authors.

    Args:
        meta: the page's `meta` elements.
        data: its JSON-LD.
        sites: names of the publisher or site; as an author it is an organisation, whatever it is declared.
    """
    own = [words for site in sites if (words := _words(site))]
    persons, agencies = _in_linked_data(data, own)
    if not persons and not agencies:
        named = [pair for pair in from_meta(meta, _AUTHOR_META) if _is_name(pair[1])] or _labelled(meta)
        named = [pair for pair in named if pair[0] == named[0][0]]
        agencies = [pair for pair in named if _is_own(pair[1], own)]
        persons = [pair for pair in named if pair not in agencies]
    return claims_of(*persons), claims_of(*agencies)


def resolved(value: Any, data: LinkedData) -> Any:
    """Return the node that a reference (`{"@id": …}`) points at."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return data.by_id.get(value["@id"], value)
    return value


def _in_linked_data(data: LinkedData, own: list[frozenset[str]]) -> tuple[Pairs, Pairs]:
    persons: Pairs = []
    agencies: Pairs = []
    stated = data.article.get("author") or data.article.get("creator")
    for item in (stated if isinstance(stated, list) else [stated])[:MAX_VALUES]:
        node = resolved(item, data)
        name = _person_name(node)
        if not name:
            continue
        types = types_of(node) if isinstance(node, dict) else frozenset()
        is_organisation = "person" not in types and any("organization" in kind for kind in types)
        (agencies if is_organisation or _is_own(name, own) else persons).append(("json-ld", name))
    return persons, agencies


def _is_own(name: str, sites: list[frozenset[str]]) -> bool:
    """Return whether the name stated as author is the site's, alone or with words such as "Redaktion"."""
    words = _words(name)
    return any(site <= words and words - site <= _OFFICES for site in sites)


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", name.casefold())) - _SMALL_WORDS


def _labelled(meta: Meta) -> Pairs:
    """Return the author in the labels for previews: `Written by` and, beside it, a name."""
    for number in ("1", "2"):
        label, name = (meta.get(f"twitter:{kind}{number}", [""])[0] for kind in ("label", "data"))
        if _LABEL.fullmatch(label) and _is_name(name):
            return [(f"meta:twitter:data{number}", name)]
    return []


def _person_name(value: Any) -> str:
    if isinstance(value, dict):
        name = text_of(value.get("name"))
        parts = (text_of(value.get("givenName")), text_of(value.get("familyName")))
        return name or " ".join(part for part in parts if part)
    name = text_of(value)
    return name if _is_name(name) else ""


def _is_name(text: str) -> bool:
    """Return whether a byline in metadata names somebody: no address, no number, no slug."""
    return bool(re.search(r"[^\W\d_]{2}", text)) and not re.search(r"https?:|www\.|/|@|_|^[\W\d]+$", text)
