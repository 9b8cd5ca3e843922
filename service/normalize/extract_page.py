"""Reading a whole page: what it states, where its article's text is, and whether it is an article at all.

The text is looked for in the cleaned page first; where that gives too little, in the page as it came, by a
thorough comparison of extractors, in its JSON-LD, and in strings of its program code, each only if the one
before failed.
"""

import msgspec
from lxml.html import HtmlElement

from service.model import Block, Draft
from service.normalize.extract_blocks import own_text_only, page_blocks
from service.normalize.extract_byline import printed_bylines
from service.normalize.extract_clean import captions_of, clean_page, prose_length
from service.normalize.extract_dates import dates_of_url, found_date, printed_dates
from service.normalize.extract_dom import MANY_ELEMENTS, MAX_ELEMENTS, parse_page, squeeze
from service.normalize.extract_fragment import fragment_blocks
from service.normalize.extract_lead import read_markup, take_standfirst
from service.normalize.extract_script import text_in_scripts
from service.normalize.extract_shape import read_shape
from service.normalize.extract_standfirst import printed_standfirst
from service.normalize.metadata import PageFacts, read_facts
from service.normalize.metadata_claims import Claims
from service.normalize.not_article import STATED_TYPES, not_article

_ENOUGH = 0.5  # of the page's prose, below which cleaning may have taken out the article itself
_MORE = 1.5  # times the text that a second look has to find to be taken instead of the first
_LITTLE = 200  # code points of text below which the page may keep its article in a script


class PageReading(msgspec.Struct, frozen=True, kw_only=True):
    """What a page says.

    Attributes:
        facts: claims of its metadata, with the dates that it prints.
        standfirsts: claims of the standfirst, in parts.
        blocks: the article's text.
        method: how the text was found, for the record's provenance.
        refusal: what the page is, if it is no article.
    """

    facts: PageFacts
    standfirsts: Claims
    blocks: tuple[Block, ...]
    method: str
    refusal: str | None


class _Known(msgspec.Struct, frozen=True):
    """Texts of a page that are no part of its article's text."""

    titles: tuple[str, ...]
    authors: tuple[str, ...]
    captions: frozenset[str]


def read_page(draft: Draft, tree: HtmlElement) -> PageReading:
    """Return what the page of `draft` says; `tree` is its parsed HTML, which is taken apart."""
    url, facts = _facts(draft, tree)
    shape = None if facts.types & STATED_TYPES else read_shape(tree)
    known = _Known(
        tuple(claim.value for claim in (*draft.titles, *facts.titles)),
        tuple(claim.value for claim in (*facts.persons, *facts.agencies)),
        captions_of(tree),
    )
    printed = printed_standfirst(tree, known.titles, tuple(claim.value for claim in facts.descriptions))
    markup = read_markup(tree)
    method, blocks = _text(draft.html or "", tree, facts, known)
    standfirsts, blocks = take_standfirst(printed, facts.descriptions, markup, blocks)
    return PageReading(
        facts=facts,
        standfirsts=standfirsts,
        blocks=tuple(blocks),
        method=method,
        refusal=not_article(facts, tuple(blocks), shape, url),
    )


def _facts(draft: Draft, tree: HtmlElement) -> tuple[str | None, PageFacts]:
    """Return the page's address and its metadata, with dates and bylines that are printed only."""
    facts = read_facts(tree, next((claim.value for claim in draft.urls), None))
    url = next((claim.value for claim in (*draft.urls, *facts.urls)), None)
    printed = (*printed_dates(tree, is_declared=bool(facts.published)), *dates_of_url(url))
    published = (*facts.published, *printed)
    if not (published or draft.published) and not _has_more(tree, MANY_ELEMENTS):
        whole = parse_page(draft.html or "")
        published = found_date(whole, draft.received_ms) if whole is not None else ()
    persons = facts.persons or (() if draft.bylines else printed_bylines(tree))
    return url, msgspec.structs.replace(facts, published=_unique(published), persons=persons)


def _unique(claims: Claims) -> Claims:
    return tuple({claim.value: claim for claim in reversed(claims)}.values())[::-1]


def _has_more(tree: HtmlElement, elements: int) -> bool:
    return bool(tree.xpath("count(//*) > $n", n=elements))


def _text(html: str, tree: HtmlElement, facts: PageFacts, known: _Known) -> tuple[str, list[Block]]:
    """Return how the article's text was found, and its blocks."""
    scripts = [script.text for script in tree.iter("script") if script.text]
    method, blocks = _printed_text(html, tree, known)
    if _length(blocks) < 0.5 * len(facts.body) or (len(blocks) < 2 and "\n" in facts.body):
        method, blocks = "json-ld-body", _from_body(facts.body)
    if _length(blocks) < _LITTLE and (hidden := text_in_scripts(scripts)):
        method, blocks = "script-text", _own(_from_body(hidden), known)
    return method, blocks


def _printed_text(html: str, tree: HtmlElement, known: _Known) -> tuple[str, list[Block]]:
    """Return the text that the page shows, from the cleaned page or, if that lost it, as it came."""
    if _has_more(tree, MAX_ELEMENTS):
        light = [block for block in fragment_blocks(tree) if block.kind == "paragraph"]
        return "extract-light", _own(light, known)
    prose = 0 if _has_more(tree, MANY_ELEMENTS) else prose_length(tree)
    clean_page(tree)
    method, blocks = "extract-trafilatura", _own(page_blocks(tree), known)
    for other, is_thorough in (("extract-uncleaned", False), ("extract-thorough", True)):
        if _length(blocks) >= _ENOUGH * prose or (whole := parse_page(html)) is None:
            break
        found = _own(page_blocks(whole, is_thorough=is_thorough), known)
        if _length(found) > _MORE * _length(blocks):
            method, blocks = other, found
    return method, blocks


def _own(blocks: list[Block], known: _Known) -> list[Block]:
    return own_text_only(blocks, known.titles, known.authors, known.captions)


def _length(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _from_body(body: str) -> list[Block]:
    """Return the paragraphs of a JSON-LD `articleBody`, which may itself be HTML."""
    if "</p>" in body or "<br" in body:
        tree = parse_page(body)
        return fragment_blocks(tree) if tree is not None else []
    return [Block(kind="paragraph", text=text) for part in body.splitlines() if (text := squeeze(part))]
