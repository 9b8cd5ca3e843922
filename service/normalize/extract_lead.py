"""What stands before an article's text and introduces it: which of it is the standfirst.

What a page prints as a standfirst is found by `service.normalize.extract_standfirst`; here it is taken out
of the text, headings, bold lines and lists of main points are added, and metadata fill the gap.
"""

import msgspec
from lxml.html import HtmlElement

from service.model import Block, Claim
from service.normalize.extract_dom import fold, lines_of, text_of
from service.normalize.extract_rules import load_rules
from service.normalize.extract_standfirst import MAX_CHARS, MAX_PARTS, MIN_CHARS, Standfirst

Claims = tuple[Claim, ...]


class Markup(msgspec.Struct, frozen=True):
    """Which texts of a page are bold from end to end, and the lines of headings that are broken."""

    bold: frozenset[str]
    lines: dict[str, list[str]]


def read_markup(tree: HtmlElement) -> Markup:
    """Return what is lost when the page is cleaned. Texts are folded."""
    return Markup(_bold_texts(tree), _heading_lines(tree))


def take_standfirst(
    printed: Standfirst, descriptions: Claims, markup: Markup, blocks: list[Block]
) -> tuple[Claims, list[Block]]:
    """Return the standfirst's claims and the blocks without it.

    What the page prints as such comes first, then headings, bold lines and main points before the text; a
    description of the metadata is taken where nothing is printed, unless it repeats how the text begins.
    """
    rest = [block for block in blocks if fold(block.text) not in printed.keys]
    claims = [Claim(value=part, evidence=printed.evidence) for part in printed.parts]
    if claims and len(rest) > 2 and rest[0].kind == rest[1].kind == "crosshead":
        rest = rest[1:]  # another wording of the headline
    leading = _main_points(rest) if claims else _leading(rest, markup.bold)
    claims += [Claim(value=block.text, evidence="html:lead") for block in leading if block.kind != "label"]
    rest = rest[len(leading) :]
    if not claims:
        text = " ".join(block.text for block in rest[:6])
        claims = [
            claim
            for claim in descriptions
            if len(claim.value) >= MIN_CHARS and not _repeats(claim.value, text)
        ][:1]
    return _as_one(_in_lines(tuple(claims), markup.lines)), rest


def _as_one(claims: Claims) -> Claims:
    """Return one claim with a line for each part, since a standfirst is one description of its article."""
    if not claims:
        return ()
    return (Claim(value="\n".join(claim.value for claim in claims), evidence=claims[0].evidence),)


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


def _repeats(description: str, text: str) -> bool:
    """Return whether `description` is only the beginning of `text`, perhaps cut off."""
    short, long = fold(description), fold(text)
    return bool(short) and long.startswith(short[: max(30, int(0.9 * len(short)))])


def _bold_texts(tree: HtmlElement) -> frozenset[str]:
    """Return the folded texts of the first paragraphs that are bold from end to end."""
    found = set()
    for element in list(tree.iter("p"))[:40]:
        strong = sum(len(text_of(child)) for child in element.iterdescendants("strong", "b"))
        if strong >= MIN_CHARS:
            text = text_of(element)
            if len(text) <= MAX_CHARS and strong >= 0.95 * len(text):
                found.add(fold(text))
    return frozenset(found)


def _heading_lines(tree: HtmlElement) -> dict[str, list[str]]:
    """Return headings that are broken into lines: their folded text with the lines."""
    broken = tree.xpath("//h2[.//br]|//h3[.//br]|//h4[.//br]")[:20]
    lines = [[line for line in lines_of(element) if line] for element in broken]
    return {fold(" ".join(parts)): parts for parts in lines if parts}
