"""The headline of a page among its JSON-LD headline, OpenGraph title, h1 and title element."""

import re

from lxml.html import HtmlElement

from service.model import Claim

MAX_CHARS = 500
_SEPARATOR = re.compile(r"\s+[|\-–—•·:»›/]\s+|\s*[|ㅣ｜]\s*|--|：|(?<=\S)\s*[-–—]\s*(?=\S+$)")
_LETTERS = re.compile(r"\w+")


def choose_titles(tree: HtmlElement, stated: str, social: str, sites: tuple[str, ...]) -> tuple[Claim, ...]:
    """Return the page's titles, best first, without the site's name.

    The OpenGraph title leads unless it carries the site's name: then it is made for the page, not for the
    article, and the JSON-LD headline or the h1 leads.

    Args:
        tree: the page.
        stated: the headline of its JSON-LD article.
        social: its OpenGraph (or Twitter) title.
        sites: names of the publisher or site.
    """
    page = _clean(next((element.text or "" for element in tree.iter("title")), ""))
    printed = _printed(tree, stated or social or page)
    social = _clean(social)
    bare_social = without_site(social, sites, (stated, printed))
    ordered = [("json-ld", _clean(stated)), ("html:h1", printed), ("og", bare_social)]
    if social and bare_social == social:
        ordered.insert(0, ("og", social))
    ordered.append(("html:title", without_site(page, sites, (stated, printed, bare_social))))
    seen: dict[str, Claim] = {}
    for evidence, value in ordered:
        if _LETTERS.search(value):
            seen.setdefault(value.casefold(), Claim(value=value[:MAX_CHARS], evidence=evidence))
    return tuple(seen.values())


def without_site(title: str, sites: tuple[str, ...], others: tuple[str, ...]) -> str:
    """Return `title` without the site's name (and section) behind a separator.

    The end is cut where it is a known name of the site, or where what stays is another title of the page.
    """
    names = {_key(site) for site in sites if site}
    known = {_key(other) for other in others if other}
    cuts = [match for match in _SEPARATOR.finditer(title) if match.start() >= 8]
    for match in cuts:
        if _key(title[: match.start()]) in known:
            return title[: match.start()].rstrip()
    for match in cuts:
        rest = [_key(part) for part in _SEPARATOR.split(title[match.end() :])]
        if rest and (rest[-1] in names or _key(title[match.end() :]) in names) and _is_suffix(rest):
            return title[: match.start()].rstrip()
    return title


def _is_suffix(parts: list[str]) -> bool:
    """Return whether these are a section and a site's name rather than half of a headline."""
    return len(parts) <= 3 and all(len(part) <= 25 for part in parts[:-1])


def _printed(tree: HtmlElement, like: str) -> str:
    """Return the h1 that is most like another title of the page, else the first one with text."""
    texts = [text for element in list(tree.iter("h1"))[:10] if (text := _clean(element.text_content()))]
    if not texts:
        return ""
    wanted = set(_LETTERS.findall(like.casefold()))
    return max(texts, key=lambda text: len(wanted & set(_LETTERS.findall(text.casefold()))))


def _clean(text: str) -> str:
    return " ".join(text.split()).strip()


def _key(text: str) -> str:
    return re.sub(r"^www|com$|news$|online$", "", "".join(_LETTERS.findall(text.casefold())))
