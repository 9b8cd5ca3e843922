"""Score pages of the whole web against what Mozilla's Readability keeps of them, and false refusals.

Their gold is Readability's own output (a regression set), so that a high figure says that we agree with it.
All pages of every set are articles, or read like ones: each refusal counts as false.
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import lxml.html

from service.model import DeadLetter, Draft
from service.normalize.extract import extract
from tests.eval.figure import Figure, overlap, plain
from tests.eval.negatives import KINDS, Story, negatives
from tests.eval.score_html import fundus_pages, page_draft

READABILITY = "extract-readability-testpages"
_EVERY = 4  # of the news pages one is taken as a frame for pages of other kinds
_BLOCKS = ("p", "li", "h2", "h3", "h4", "td", "th", "div", "br", "pre", "blockquote", "dd", "dt")


class Page(NamedTuple):
    """A page with the title and the text that are expected of it."""

    name: str
    html: str
    title: str
    text: str


def readability_pages(data: Path) -> Iterator[Page]:
    """Yield the test pages, but for those without text that test one matter of parsing."""
    folders = sorted((data / READABILITY).iterdir())
    for folder in folders:
        if not (folder / "source.html.gz").is_file():
            continue
        expected, source, metadata = (
            gzip.decompress((folder / f"{name}.gz").read_bytes()).decode("utf-8", "replace")
            for name in ("expected.html", "source.html", "expected-metadata.json")
        )
        yield Page(folder.name, source, json.loads(metadata).get("title") or "", _text(expected))


def _text(html: str) -> str:
    tree: lxml.html.HtmlElement = lxml.html.fromstring(html)
    for element in tree.iter(*_BLOCKS):
        element.tail = f"\n{element.tail or ''}"
    return str(tree.text_content())


def text_of(draft: Draft) -> str:
    """Return all text that was found, the printed standfirst first."""
    printed = [claim.value for claim in draft.standfirsts if claim.evidence.startswith("html")]
    return "\n".join([*printed, *(block.text for block in draft.blocks or ())])


def figures(data: Path) -> Iterator[Figure]:
    """Yield agreement with Readability, and the share of real articles of every set that are accepted."""
    values: list[float] = []
    titles = accepted = 0
    pages = list(readability_pages(data))
    for page in pages:
        draft = extract(page_draft(page.html))
        if isinstance(draft, DeadLetter):
            values.append(0.0)
            continue
        accepted += 1
        values.append(overlap(text_of(draft), page.text)[2])
        titles += plain(draft.titles[0].value if draft.titles else "") == plain(page.title)
    count = len(pages)
    yield Figure(dataset=READABILITY, name="text word F1", value=sum(values) / count, items=count)
    yield Figure(dataset=READABILITY, name="pages accepted", value=accepted / count, items=count)
    yield Figure(dataset=READABILITY, name="title as Readability's", value=titles / count, items=count)
    news = list(fundus_pages(data))
    yield _accepted("extract-fundus-testdata", [html for _, html in news])
    stories = [Story(gold["title"], tuple(gold["paragraphs"])) for gold, _ in news if gold["paragraphs"]]
    yield from _refused([html for _, html in news[::_EVERY]], stories)


def _accepted(dataset: str, pages: list[str]) -> Figure:
    """Return the share of a set's pages that are taken as articles, without their addresses."""
    drafts = (extract(page_draft(html)) for html in pages)
    kept = sum(not isinstance(draft, DeadLetter) for draft in drafts)
    return Figure(dataset=dataset, name="pages accepted", value=kept / len(pages), items=len(pages))


def _refused(frames: list[str], stories: list[Story]) -> Iterator[Figure]:
    """Yield for each kind of page that is no article the share that is refused."""
    refused, total = Counter[str](), Counter[str]()
    for page in negatives(frames, stories):
        total[page.kind] += 1
        refused[page.kind] += isinstance(extract(page_draft(page.html, page.url)), DeadLetter)
    for kind in KINDS:
        share = refused[kind] / max(total[kind], 1)
        yield Figure(
            dataset="pages of other kinds, built", name=f"{kind} refused", value=share, items=total[kind]
        )
