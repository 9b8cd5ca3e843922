"""Publication times that a page prints instead of declaring: `time` elements, bylines, its address.

They are weaker than metadata and stand behind it. Reading the texts is `service.normalize.dates_parse`;
only where a page shows nothing of the kind, `htmldate` looks for a date anywhere in it.
"""

import re
from datetime import UTC, datetime, timedelta

import htmldate
from lxml.html import HtmlElement

from service.model import Claim
from service.normalize.extract_dom import names_of, squeeze
from service.normalize.printed_dates import find_printed_date

MAX_CLAIMS = 3
MAX_ELEMENTS = 3_000  # with names that are looked at
_LONGEST = 80  # code points of a printed date with its label
_LONGEST_LINE = 160  # code points of a line about the publication with a date in it
_BEFORE, _AFTER = 12, 30  # elements before and after the headline among which such a line stands
_LISTS = frozenset({"a", "li", "ul", "ol"})
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)

_DATE_NAMES = re.compile(
    r"\b(?:date|datum|data|fecha|published|publish|pub-?date|publication|posted|timestamp|time-?stamp|entry-date|"
    r"article-date|dateline|created|meta-?date|post-?meta(?:data)?|entry-?meta|article-?(?:meta|info)|byline|news-?date)\b"
)
_MODIFIED_NAMES = re.compile(r"updat|modif|edit|aktualis|comment")
_ELSEWHERE = re.compile(r"related|recommend|sidebar|comment|teaser|most-read|popular|widget")
_HAS_DATE = re.compile(r"\d")
_WHOLE_DATE = re.compile(r"(?:19|20)\d\d")
_PATH_DATE = re.compile(
    r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d)|/((?:19|20)\d{2})/(\d{1,2})/(\d{1,2})/"
)


def printed_dates(tree: HtmlElement, *, is_declared: bool) -> tuple[Claim, ...]:
    """Return the dates that the page prints, most trusted first; call it before the page is cleaned.

    Where metadata declare a date, only `time` elements are read: they may add the time of day.
    """
    claims: dict[str, Claim] = {}
    for element in list(tree.iter("time"))[:20]:
        if _is_elsewhere(element):
            continue
        value = (element.get("datetime") or _spaced(element))[:_LONGEST]
        if _HAS_DATE.search(value):
            claims.setdefault(value, Claim(value=value, evidence="html:time"))
    if not claims and not is_declared:
        for element in tree.xpath("//body//*[@class or @id][self::span or self::div or self::p]")[
            :MAX_ELEMENTS
        ]:
            text = _printed_date(element)
            for value in (text, _date_in(text)) if text else ():
                if value:
                    claims.setdefault(value, Claim(value=value, evidence="html:class"))
            if len(claims) >= MAX_CLAIMS:
                break
    if not claims and not is_declared:
        claims = {claim.value: claim for claim in _beside_headline(tree)}
    return tuple(claims.values())[:MAX_CLAIMS]


def _beside_headline(tree: HtmlElement) -> tuple[Claim, ...]:
    """Return the date in the first short line with a whole date shortly after the headline, or before it."""
    headings = (element for tag in ("h1", "h2") for element in tree.iter(tag))
    headline = next((element for element in headings if element.text_content().strip()), None)
    if headline is None:
        return ()
    after = headline.xpath("following::*[position() <= $n]", n=_AFTER)
    before = headline.xpath("preceding::*[position() <= $n]", n=_BEFORE)[::-1]
    for element in (*after, *before):
        if (
            len(element) > 3
            or element.tag in {"a", "li", "ul", "ol"}
            or len(element.text_content()) > _LONGEST_LINE
        ):
            continue
        for text in (_spaced(element), squeeze(element.tail or "")):
            date = _date_in(text) if len(text) <= _LONGEST_LINE else ""
            if _WHOLE_DATE.search(date) and not _is_elsewhere(element):
                return (Claim(value=date, evidence="html:place"),)
    return ()


def dates_of_url(url: str | None) -> tuple[Claim, ...]:
    """Return the date in an address's path, as in `/2024/03/15/`."""
    match = _PATH_DATE.search((url or "").partition("?")[0])
    if match is None:
        return ()
    year, month, day = match.group(1, 2, 3) if match[1] else match.group(4, 5, 6)
    return (Claim(value=f"{year}-{int(month):02}-{int(day):02}", evidence="url"),)


def found_date(tree: HtmlElement, received_ms: int | None) -> tuple[Claim, ...]:
    """Return what `htmldate` finds in the page; it may change `tree`.

    Its thorough search is off: that asks a clock, and loads the words of all languages when it is first used.
    It returns the first of January for a bare year, which is what is kept of it.
    """
    latest = _LATEST
    if received_ms is not None:
        latest = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=received_ms, days=1)
    try:
        value = htmldate.find_date(
            tree, extensive_search=False, original_date=True, max_date=latest.strftime("%Y-%m-%d")
        )
    except (ValueError, TypeError, AttributeError, RecursionError):  # of its parsers, on hostile pages
        return ()
    return (Claim(value=value.removesuffix("-01-01"), evidence="html:htmldate"),) if value else ()


def _printed_date(element: HtmlElement) -> str:
    """Return the text of an element that is called a date and holds one."""
    names = names_of(element)
    if not _DATE_NAMES.search(names) or _MODIFIED_NAMES.search(names):
        return ""
    if len(element) > 12 or len(element.text_content()) > 4 * _LONGEST_LINE:
        return ""
    text = _spaced(element)
    if len(text) > _LONGEST:
        text = _date_in(text)
    return text if _HAS_DATE.search(text) and not _is_elsewhere(element) else ""


def _spaced(element: HtmlElement) -> str:
    """Return an element's text with blanks between its parts, which need not be apart in the markup."""
    return squeeze(" ".join(element.itertext()))


def _date_in(text: str) -> str:
    """Return the date that stands in a line with other words, such as a reporter's name."""
    span = find_printed_date(text)
    return text[span[0] : span[1]].strip(" ,|") if span is not None else ""


def _is_elsewhere(element: HtmlElement) -> bool:
    """Return whether an element stands in a box about other stories."""
    for ancestor in element.iterancestors():
        if ancestor.tag in {"aside", "nav", "footer", "li", "blockquote"}:
            return True
        if ancestor.tag in {"article", "main", "body"}:
            return False
        if _ELSEWHERE.search(names_of(ancestor)):
            return ancestor.find(".//h1") is None
    return False
