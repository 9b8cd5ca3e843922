"""HTML to blocks and claims: a whole page or a fragment, within bounds, never an exception.

A page is parsed once. Its metadata become claims (`service.normalize.metadata`), its boxes are taken out
(`extract_clean`), `trafilatura` finds the text, and what is headline, standfirst or notice is taken out of
that (`extract_blocks`). A page that is no article is a dead letter (`not_article`). Fragments, as feeds
carry them, are only walked (`extract_fragment`). Times, languages, addresses and bylines stay raw claims.
"""

import msgspec
from lxml.html import HtmlElement

from service.model import Block, Claim, DeadLetter, Draft, Reason, StageName
from service.normalize.extract_blocks import own_text_only, page_blocks
from service.normalize.extract_clean import captions_of, clean_page, prose_length
from service.normalize.extract_dates import dates_of_url, found_date, printed_dates
from service.normalize.extract_dom import MAX_ELEMENTS, parse_page, squeeze
from service.normalize.extract_fragment import fragment_blocks
from service.normalize.extract_rules import load_rules
from service.normalize.extract_script import text_in_scripts
from service.normalize.extract_standfirst import (
    MAX_CHARS,
    MAX_PARTS,
    MIN_CHARS,
    Standfirst,
    bold_texts,
    fold,
    heading_lines,
    printed_standfirst,
    repeats,
)
from service.normalize.metadata import Claims, PageFacts, read_facts
from service.normalize.metadata_jsonld import ARTICLE_TYPES
from service.normalize.not_article import Shape, not_article
from service.record import Provenance

VERSION = "1"

_ENOUGH = 0.5  # of the page's prose, below which cleaning may have taken out the article itself
_LITTLE = 200  # code points of text below which the page may keep its article in a script


def extract(draft: Draft) -> Draft | DeadLetter:
    """Return `draft` with `blocks` and claims in place of `html`.

    Claims that the draft already has (from an envelope, headers or a feed) stay in front.

    Args:
        draft: its `html` is set; `is_page` tells a whole page from a fragment.

    Returns:
        The draft with `html=None`, or a dead letter: `not_article` for a page that is none, `empty` for a
        page without any text.
    """
    if draft.html is None:
        return draft
    tree = parse_page(draft.html)
    if tree is None and draft.is_page:
        return _dead_letter(draft, Reason.EMPTY, "a page without text")
    if tree is None:
        return msgspec.structs.replace(draft, html=None, blocks=())
    return _page(draft, tree) if draft.is_page else _fragment(draft, tree)


def _fragment(draft: Draft, tree: HtmlElement) -> Draft:
    titles = {fold(claim.value) for claim in draft.titles}
    blocks = fragment_blocks(tree)
    if blocks and fold(blocks[0].text) in titles:
        blocks = blocks[1:]
    step = Provenance(stage="normalize", method="extract-fragment", version=VERSION, field="bodies")
    return msgspec.structs.replace(
        draft, html=None, blocks=tuple(blocks), provenance=(*draft.provenance, step)
    )


def _page(draft: Draft, tree: HtmlElement) -> Draft | DeadLetter:
    facts = read_facts(tree)
    shape = None if facts.types & ARTICLE_TYPES else _shape(tree)
    captions = captions_of(tree)
    titles = tuple(claim.value for claim in (*draft.titles, *facts.titles))
    printed = printed_standfirst(tree, titles, tuple(claim.value for claim in facts.descriptions))
    bold, lines = bold_texts(tree), heading_lines(tree)
    url = next((claim.value for claim in (*draft.urls, *facts.urls)), None)
    facts = msgspec.structs.replace(
        facts,
        published=_joined(
            facts.published, (*printed_dates(tree, is_declared=bool(facts.published)), *dates_of_url(url))
        ),
    )
    scripts = [script.text for script in tree.iter("script") if script.text]
    authors = tuple(claim.value for claim in (*facts.persons, *facts.agencies))
    method = "extract-trafilatura"
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        light = [block for block in fragment_blocks(tree) if block.kind == "paragraph"]
        method, blocks = "extract-light", own_text_only(light, titles, authors, captions)
    else:
        prose = prose_length(tree)
        clean_page(tree)
        blocks = own_text_only(page_blocks(tree), titles, authors, captions)
        if _length(blocks) < _ENOUGH * prose and (whole := parse_page(draft.html or "")) is not None:
            uncleaned = own_text_only(page_blocks(whole), titles, authors, captions)
            if _length(uncleaned) > 1.5 * _length(blocks):
                method, blocks = "extract-uncleaned", uncleaned
    if _length(blocks) < 0.5 * len(facts.body):
        method, blocks = "json-ld-body", _from_body(facts.body)
    if _length(blocks) < _LITTLE and (hidden := text_in_scripts(scripts)):
        method, blocks = "script-text", own_text_only(_from_body(hidden), titles, authors, captions)
    standfirsts, blocks = _take_standfirst(printed, facts.descriptions, bold, blocks)
    standfirsts = _in_lines(standfirsts, lines)
    refusal = not_article(facts, tuple(blocks), shape, url)
    if not (draft.published or facts.published) and (whole := parse_page(draft.html or "")) is not None:
        facts = msgspec.structs.replace(facts, published=found_date(whole, draft.received_ms))
    if refusal is not None:
        return _dead_letter(draft, Reason.NOT_ARTICLE, refusal)
    return _merged(draft, facts, standfirsts, tuple(blocks), method)


def _shape(tree: HtmlElement) -> Shape:
    body = tree.find("body")
    root = body if body is not None else tree
    skipped = sum(len(element.text or "") for element in root.iter("script", "style"))
    headings = tree.xpath("count(//h2[a]|//h3[a]|//h4[a]|//a[h2]|//a[h3]|//a[h4])")
    return Shape(
        text=len(root.text_content()) - skipped,
        linked=sum(len(link.text_content().strip()) for link in root.iter("a")),
        headlines=int(headings),
    )


def _length(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _from_body(body: str) -> list[Block]:
    """Return the paragraphs of a JSON-LD `articleBody`, which may itself be HTML."""
    if "</p>" in body or "<br" in body:
        tree = parse_page(body)
        return fragment_blocks(tree) if tree is not None else []
    return [Block(kind="paragraph", text=text) for part in body.splitlines() if (text := squeeze(part))]


def _take_standfirst(
    printed: Standfirst, descriptions: Claims, bold: frozenset[str], blocks: list[Block]
) -> tuple[Claims, list[Block]]:
    """Return the standfirst's claims and the blocks without it.

    What the page prints as such comes first, then headings, bold lines and main points before the text; a
    description of the metadata is taken where nothing is printed, unless it repeats how the text begins.
    """
    rest = [block for block in blocks if fold(block.text) not in printed.keys]
    claims = [Claim(value=part, evidence=printed.evidence) for part in printed.parts]
    if claims and len(rest) > 2 and rest[0].kind == rest[1].kind == "crosshead":
        rest = rest[1:]  # another wording of the headline
    leading = _main_points(rest) if claims else _leading(rest, bold)
    claims += [Claim(value=block.text, evidence="html:lead") for block in leading if block.kind != "label"]
    rest = rest[len(leading) :]
    if not claims:
        text = " ".join(block.text for block in rest[:6])
        claims = [
            claim
            for claim in descriptions
            if len(claim.value) >= MIN_CHARS and not repeats(claim.value, text)
        ][:1]
    return tuple(claims), rest


def _in_lines(claims: Claims, lines: dict[str, list[str]]) -> Claims:
    """Return the claims with headings that the page breaks into lines as one claim a line."""
    return tuple(
        Claim(value=line, evidence=claim.evidence)
        for claim in claims
        for line in lines.get(fold(claim.value), [claim.value])
    )


def _leading(blocks: list[Block], bold: frozenset[str]) -> list[Block]:
    """Return the blocks before the text proper that introduce it: headings, bold lines, main points."""
    leading: list[Block] = []
    for block in blocks[:3]:
        is_heading = block.kind == "crosshead" and len(block.text.split()) > 3
        if len(block.text) > MAX_CHARS or not (is_heading or fold(block.text) in bold):
            break
        leading.append(block)
    leading += _main_points(blocks[len(leading) :])
    return leading if len(leading) < len(blocks) else []


def _main_points(blocks: list[Block]) -> list[Block]:
    """Return the list of main points that stands before the text, its heading (as `label`) included."""
    points: list[Block] = []
    if blocks and blocks[0].kind == "crosshead" and load_rules().summary_headings.fullmatch(blocks[0].text):
        points.append(Block(kind="label", text=blocks[0].text))
    for block in blocks[len(points) :]:
        if block.kind != "list_item" or len(points) > MAX_PARTS or len(block.text) < MIN_CHARS:
            break
        points.append(block)
    has_items = sum(block.kind == "list_item" for block in points) > 1
    return points if has_items and len(points) < min(len(blocks), MAX_PARTS + 1) else []


def _merged(
    draft: Draft, facts: PageFacts, standfirsts: Claims, blocks: tuple[Block, ...], method: str
) -> Draft:
    steps = [Provenance(stage="normalize", method=method, version=VERSION, field="bodies")]
    if facts.paywalled:
        steps.append(
            Provenance(
                stage="normalize", method="metadata", version=VERSION, field="flags", decision="paywalled"
            )
        )
    return msgspec.structs.replace(
        draft,
        html=None,
        blocks=blocks,
        titles=_joined(draft.titles, facts.titles),
        standfirsts=_joined(draft.standfirsts, standfirsts),
        bylines=_joined(draft.bylines, facts.persons),
        agencies=_joined(draft.agencies, facts.agencies),
        published=_joined(draft.published, facts.published),
        modified=_joined(draft.modified, facts.modified),
        urls=_joined(draft.urls, facts.urls),
        languages=_joined(draft.languages, facts.languages),
        sources=_joined(draft.sources, facts.sources),
        categories=_joined(draft.categories, facts.categories),
        provenance=(*draft.provenance, *steps),
    )


def _joined(first: Claims, second: Claims) -> Claims:
    known = {claim.value for claim in first}
    return (*first, *(claim for claim in second if claim.value not in known))


def _dead_letter(draft: Draft, reason: Reason, what: str) -> DeadLetter:
    return DeadLetter(
        reason=reason,
        stage=StageName.NORMALIZE,
        detail=what,
        origin=draft.origin,
        input_id=draft.input_id,
        content_type=draft.format,
    )
