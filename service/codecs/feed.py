"""RSS 0.9x, 1.0 and 2.0, and Atom, read by feedparser; one outcome for each item.

feedparser knows the vocabularies. It is given well-formed XML without a document type only: lxml parses
first, small defects are mended, and what was cut off is cut back to the last whole item, so that a defect
in one place does not lose the items before it. Its own clean-up of HTML is off, because the extractor of
`service.normalize` needs the markup as it was.
"""

import io
import re
from collections.abc import Callable

import feedparser
from lxml import etree

from service.codecs.feed_item import draft_of_item
from service.codecs.markup import parse_xml, with_small_defects_mended, without_html_entities
from service.codecs.payload import STAGE, Reading, Refused
from service.model import DeadLetter, Draft, Reason
from service.record import Provenance

_ITEM_END = re.compile(r"</(?:[A-Za-z_][\w.\-]{0,40}:)?(?:item|entry)\s*>")
_ROOT = re.compile(r"<((?:[A-Za-z_][\w.\-]{0,40}:)?(rss|RDF|feed|channel))[\s>]")


def decode_feed(reading: Reading) -> tuple[Draft | DeadLetter, ...]:
    """Return one draft or dead letter for each item, in the feed's order.

    A feed that breaks off gives its whole items and a dead letter for the rest.

    Raises:
        Refused: unsafe_xml, too_deep, malformed_xml without a whole item, no_items, oversize.
    """
    tree, method = _tree(reading)
    items, limit = sum(1 for _ in tree.iter("{*}item", "{*}entry")), reading.payload.limits.items
    if items > limit:
        raise Refused(Reason.OVERSIZE, f"{items} items; the limit is {limit}")
    parsed = _parse(tree, reading)
    entries = parsed["entries"]
    broken_off = method == "cut-back"
    if not entries:
        reason = Reason.MALFORMED_XML if broken_off else Reason.NO_ITEMS
        raise Refused(reason, "the feed breaks off" if broken_off else "a feed without items")
    note = Provenance(stage=STAGE, method=method, field="xml", decision=str(parsed["version"] or "feed"))
    outcomes = tuple(
        draft_of_item(reading, parsed["feed"], entry, index, note) for index, entry in enumerate(entries)
    )
    rest = reading.dead_letter(len(entries), Reason.MALFORMED_XML, "the feed breaks off after its last item")
    return (*outcomes, rest) if broken_off else outcomes


def _tree(reading: Reading) -> tuple[etree._Element, str]:
    """Return the feed's tree and what it took: `well-formed`, `mended`, `cut-back` or `recovered`.

    Raises:
        Refused: nothing helps.
    """
    depth = reading.payload.limits.depth
    text = without_html_entities(reading.text)
    first: Refused | None = None
    for method, prepare in _ATTEMPTS:
        try:
            return parse_xml(prepare(text), depth), method
        except Refused as refusal:
            if refusal.reason is not Reason.MALFORMED_XML:
                raise
            first = first or refusal
    return _recovered(with_small_defects_mended(text), depth, first)


def _recovered(text: str, depth: int, first: Refused | None) -> tuple[etree._Element, str]:
    """Let lxml close what was left open, unless that would swallow items."""
    tree = parse_xml(text, depth, recover=True)
    expected = len(_ITEM_END.findall(text))
    found = sum(1 for element in tree.iter("{*}item", "{*}entry"))
    if not expected or found < expected:
        raise first or Refused(Reason.MALFORMED_XML, "not well-formed")
    return tree, "recovered"


def _cut_back(text: str) -> str:
    """Cut a feed that breaks off after its last whole item, and close it.

    Raises:
        Refused: it does not break off, or before the first item's end.
    """
    text = with_small_defects_mended(text)
    root, ends = _ROOT.search(text), list(_ITEM_END.finditer(text))
    if root is None or not ends or f"</{root[1]}" in text[ends[-1].end() :]:
        raise Refused(Reason.MALFORMED_XML, "not well-formed")
    closing = "</channel>" if root[2] == "rss" else ""
    return f"{text[: ends[-1].end()]}{closing}</{root[1]}>"


_ATTEMPTS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("well-formed", str),
    ("mended", with_small_defects_mended),
    ("cut-back", _cut_back),
)


def _parse(tree: etree._Element, reading: Reading) -> feedparser.FeedParserDict:
    """Run feedparser on a stream, never on a name or address that it would open itself."""
    headers = {"content-type": "application/xml; charset=utf-8"}
    address = next((claim.value for claim in reading.payload.claims.urls), None)
    if address:
        headers["content-location"] = address
    try:
        return feedparser.parse(
            io.BytesIO(etree.tostring(tree, encoding="utf-8")),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        # feedparser converts numbers, dates and addresses as it reads and lets their errors out.
        detail = f"{type(error).__name__}: {error}"
        raise Refused(Reason.MALFORMED_XML, f"feedparser cannot read it: {detail}") from error
