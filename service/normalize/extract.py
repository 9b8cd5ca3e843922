"""HTML to blocks and claims: a whole page or a fragment, within bounds, never an exception.

A page is parsed once. Its metadata become claims (`service.normalize.metadata`), and its text becomes blocks
(`service.normalize.extract_page`). A page that is no article is a dead letter (`not_article`). Fragments, as
feeds carry them, are only walked (`extract_fragment`). Times, languages, addresses and bylines stay raw.
"""

import msgspec
from lxml.html import HtmlElement

from service.model import Block, Claim, DeadLetter, Draft, Reason, StageName
from service.normalize.extract_dom import fold, parse_page, text_of
from service.normalize.extract_fragment import fragment_blocks
from service.normalize.extract_page import PageReading, read_page
from service.normalize.story import RULESET_VERSION
from service.record import Provenance

Claims = tuple[Claim, ...]


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
    if not draft.is_page:
        return _fragment(draft, tree)
    reading = read_page(draft, tree)
    if reading.refusal is not None:
        return _dead_letter(draft, Reason.NOT_ARTICLE, reading.refusal)
    return _merged(draft, reading)


def _fragment(draft: Draft, tree: HtmlElement) -> Draft:
    blocks = fragment_blocks(tree)
    titles = draft.titles or _own_headline(tree, blocks)
    if blocks and fold(blocks[0].text) in {fold(claim.value) for claim in titles}:
        blocks = blocks[1:]
    step = Provenance(stage="normalize", method="extract-fragment", version=RULESET_VERSION, field="bodies")
    return msgspec.structs.replace(
        draft, html=None, blocks=tuple(blocks), titles=titles, provenance=(*draft.provenance, step)
    )


def _own_headline(tree: HtmlElement, blocks: list[Block]) -> Claims:
    """Return the headline that a fragment carries: an `h1` above all its text."""
    heading = next(tree.iter("h1"), None)
    if heading is None or len(blocks) < 2:
        return ()
    text = text_of(heading)
    return (Claim(value=text, evidence="html:h1"),) if text and text == blocks[0].text else ()


def _merged(draft: Draft, reading: PageReading) -> Draft:
    facts = reading.facts
    steps = [Provenance(stage="normalize", method=reading.method, version=RULESET_VERSION, field="bodies")]
    if facts.paywalled:
        steps.append(
            Provenance(
                stage="normalize",
                method="metadata",
                version=RULESET_VERSION,
                field="flags",
                decision="paywalled",
            )
        )
    return msgspec.structs.replace(
        draft,
        html=None,
        blocks=reading.blocks,
        titles=_joined(draft.titles, facts.titles),
        standfirsts=_joined(draft.standfirsts, reading.standfirsts),
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
