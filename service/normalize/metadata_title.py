"""The headline of a page among its JSON-LD headline, OpenGraph title, h1 and title element.

Editors write more than one title: for the page, for search engines (the window's), for sharing, for the
structured data. Which one is the headline is told by which was written apart from the others.
"""

import re

from lxml.html import HtmlElement

from service.model import Claim

MAX_CHARS = 500
_SEPARATOR = re.compile(
    r"\s+[|\-–—•·:»›/]\s+|\s*[|ㅣ｜ᅵ]\s*|--|：|(?<=\S)\s*[-–—]\s*(?=\S+$)|\s+_|_(?=[^\x00-\x7f])"
)
_LETTERS = re.compile(r"\w+")
_WORD = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|\w+")  # by letter where no blanks part words
_MASTHEAD = re.compile(r"\s+[|»›]\s+")  # parts a site's name from the headline behind it; a dash need not
_BEFORE_NAME = re.compile(r"\s+[|\-–—]\s+")
_FEW = 3  # words of a site's name or a section; more are a headline's
_NO_NAME = re.compile(r"^(?:www|the)|(?:com|news|online)$")


def choose_titles(tree: HtmlElement, stated: str, social: str, sites: tuple[str, ...]) -> tuple[Claim, ...]:
    """Return the page's titles, best first, without the site's name.

    The OpenGraph title leads unless it was made for the page rather than for the article: it carries the
    site's name, or it is the window's title over again while another headline was written apart from it.
    Then the JSON-LD headline or the h1 leads.

    Args:
        tree: the page.
        stated: the headline of its JSON-LD article.
        social: its OpenGraph (or Twitter) title.
        sites: names of the publisher or site, its domain's name among them.
    """
    window = _clean(next((element.text or "" for element in tree.iter("title")), ""))
    printed = _printed(tree, stated or social or window)
    social = _clean(social)
    sites = (*sites, _common_end(window, social))
    bare_stated = without_site(_clean(stated), sites, (printed,))
    bare_social = without_site(social, sites, (bare_stated, printed))
    bare_window = without_site(window, sites, (bare_stated, printed, bare_social))
    others = (printed, bare_social, bare_window)
    headline = bare_stated if _is_one_of(bare_stated, others) else ""
    ordered = [("json-ld", headline), ("html:h1", printed), ("og", bare_social)]
    if bare_social == bare_window and _is_part(bare_social, printed):
        ordered.insert(1, ("og", bare_social))  # the h1 also holds a kicker, a date or a subtitle
    is_windows = _key(without_site(window, sites, ())) == _key(social)
    is_weaker = is_windows and _key(headline) not in {"", _key(social)}
    if social and bare_social == social and not is_weaker:
        ordered.insert(0, ("og", social))
    elif not social and not headline and printed and _is_elsewhere(printed, window):
        ordered.insert(0, ("html:title", bare_window))  # the h1 names the site or one of its sections
    ordered += [("html:title", bare_window), ("json-ld", bare_stated)]
    seen: dict[str, Claim] = {}
    for evidence, value in ordered:
        if _LETTERS.search(value):
            seen.setdefault(value.casefold(), Claim(value=value[:MAX_CHARS], evidence=evidence))
    return tuple(seen.values())


def without_site(title: str, sites: tuple[str, ...], others: tuple[str, ...]) -> str:
    """Return `title` without the site's name (and section) behind a separator, or its name in front of one.

    The end is cut where it is a known name of the site, or where what stays is another title of the page.
    """
    names = {_key(site) for site in sites if site} - {""}
    known = {_key(other) for other in others if other}
    front = _MASTHEAD.search(title)
    if front is not None and _key(title[: front.start()]) in names and len(title) - front.end() >= 8:
        title = title[front.end() :]
    cuts = [match for match in _SEPARATOR.finditer(title) if match.start() >= 8]
    for match in cuts:
        if _key(title[: match.start()]) in known:
            return title[: match.start()].rstrip()
    for match in cuts:
        rest = [_key(part) for part in _SEPARATOR.split(title[match.end() :])]
        if rest and (rest[-1] in names or _key(title[match.end() :]) in names) and _is_suffix(rest):
            return title[: match.start()].rstrip()
    return title


def _common_end(window: str, social: str) -> str:
    """Return the last part that two different titles of the page share: only the site's name is in both."""
    ends = [list(_BEFORE_NAME.finditer(title))[-1:] for title in (window, social)]
    if not all(ends):
        return ""
    (of_window,), (of_social,) = ends
    end = window[of_window.end() :]
    is_same = _key(end) == _key(social[of_social.end() :]) and len(_words(end)) <= _FEW
    differ = _key(window[: of_window.start()]) != _key(social[: of_social.start()])
    return end if is_same and differ else ""


def _is_part(title: str, printed: str) -> bool:
    """Return whether an h1 is a title with other words in front or behind."""
    short, long = _key(title), _key(printed)
    is_headline = len(_words(title)) > _FEW and short != long
    return is_headline and (long.startswith(short) or long.endswith(short))


def _is_elsewhere(printed: str, window: str) -> bool:
    """Return whether an h1 has nothing of the headline that the window's title begins with."""
    words = _words(printed)
    if not words & _words(window):
        return True
    lead, *rest = _SEPARATOR.split(window)
    is_part = _key(printed) in {_key(part) for part in rest}
    return bool(rest) and len(_words(lead)) > _FEW and not words & _words(lead) and not is_part


def _is_suffix(parts: list[str]) -> bool:
    """Return whether these are a section and a site's name rather than half of a headline."""
    return len(parts) <= 3 and all(len(part) <= 25 for part in parts[:-1])


def _printed(tree: HtmlElement, like: str) -> str:
    """Return the h1 that is most like another title of the page, else the first one with text."""
    texts = [text for element in list(tree.iter("h1"))[:10] if (text := _clean(element.text_content()))]
    if not texts:
        return ""
    wanted = _words(like)
    return max(texts, key=lambda text: len(wanted & _words(text)))


def _is_one_of(title: str, others: tuple[str, ...]) -> bool:
    """Return whether a title shares a word with another one of the page, or is the only one."""
    words = _words(title)
    return not any(others) or any(words & _words(other) for other in others)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _clean(text: str) -> str:
    return " ".join(text[: 4 * MAX_CHARS].split())


def _key(text: str) -> str:
    return _NO_NAME.sub("", "".join(_LETTERS.findall(text.casefold())))
