"""Score pages of news sites, end to end: body, headline, day, authors, standfirst, cross-heads, time.

Gold of the first set was made by hand-written selectors of each publisher, so that a few values are odd:
some publishers' headline is their OpenGraph title, others' the one they print.
"""

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import trafilatura

from service.model import Claim, DeadLetter, Draft
from service.normalize import normalize_draft
from service.normalize.agencies import agency_name
from service.normalize.extract import extract
from service.record import Article, Origin
from tests.eval.figure import Figure, overlap, plain

FUNDUS = "extract-fundus-testdata"
WCXB = "extract-wcxb"


def page_draft(html: str, url: str | None = None) -> Draft:
    """Return the draft of a whole page, as the decoder makes it."""
    urls = (Claim(value=url, evidence="header:url"),) if url else ()
    origin = Origin(topic="eval", partition=0, offset=0, item=0)
    return Draft(origin=origin, format="text/html", html=html, is_page=True, urls=urls)


def fundus_pages(data: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the gold and the HTML of each news page."""
    for line in gzip.decompress((data / FUNDUS / "index.jsonl.gz").read_bytes()).splitlines():
        gold = json.loads(line)
        html = gzip.decompress((data / FUNDUS / gold["html"]).read_bytes())
        yield gold, html.decode("utf-8", "replace")


def figures(data: Path) -> Iterator[Figure]:
    """Yield the figures of both sets."""
    yield from _fundus(data)
    yield from _wcxb(data)


def _fundus(data: Path) -> Iterator[Figure]:
    pages = list(fundus_pages(data))
    totals = dict.fromkeys(("body", "title", "day", "authors"), 0.0)
    standfirsts = crossheads = ours = theirs = 0.0
    asked = {"standfirst": 0, "crosshead": 0}
    for gold, html in pages:
        asked["standfirst"] += len(gold["summary"] or ())
        asked["crosshead"] += len(gold["crossheads"] or ())
        article = normalize_draft(page_draft(html))
        if isinstance(article, DeadLetter):
            continue
        for name, value in _fields(article, gold).items():
            totals[name] += value
        standfirsts += _held(gold["summary"], " ".join(text.value for text in article.descriptions))
        crossheads += _found(gold["crossheads"], [s.headline or "" for s in article.sections])
    for _, html in pages:
        ours += _seconds(lambda page=html: extract(page_draft(page)))
        theirs += _seconds(
            lambda page=html: trafilatura.bare_extraction(page, fast=True, include_comments=False)
        )
    count = len(pages)
    yield _figure("body word F1", totals["body"] / count, count, {"trafilatura 2.0": 0.940})
    yield _figure("headline exact", totals["title"] / count, count, {"trafilatura 2.0": 0.667})
    yield _figure("day", totals["day"] / count, count, {"trafilatura 2.0": 0.965})
    yield _figure("author set exact", totals["authors"] / count, count, {"trafilatura 2.0": 0.739})
    yield _figure(
        "standfirst recall",
        standfirsts / asked["standfirst"],
        asked["standfirst"],
        {"trafilatura 2.0": 0.588},
    )
    yield _figure(
        "cross-head recall", crossheads / asked["crosshead"], asked["crosshead"], {"trafilatura 2.0": 0.951}
    )
    yield Figure(
        dataset=FUNDUS, name="ms a page", value=1000 * ours / count, items=count, is_held=False,
        published={"trafilatura, same run": round(1000 * theirs / count, 1)},
    )  # fmt: skip


def _figure(name: str, value: float, items: int, published: dict[str, float]) -> Figure:
    return Figure(dataset=FUNDUS, name=name, value=value, items=items, published=published)


def _fields(article: Article, gold: dict[str, Any]) -> dict[str, float]:
    """Return the score of each field that has one value a page."""
    body = "\n".join(paragraph.text for section in article.sections for paragraph in section.paragraphs)
    authors = {plain(name) for name in (article.by or "").split(", ") if name}
    credited = {plain(source.name) for source in article.info_sources}
    wanted = {plain(agency_name(name) or name) for name in gold["authors"] or ()}
    day = str(gold["publishing_date"])[:10]
    raw = (article.dates.published_raw or "") if article.dates else ""
    return {
        "body": overlap(body, "\n".join(gold["paragraphs"]))[2],
        "title": plain(article.headline) == plain(gold["title"]),
        "day": (article.content_created or "").startswith(day) or day in raw,
        # Publishers name organisations as authors; ours are sources, not persons.
        "authors": authors == wanted or (authors <= wanted <= authors | credited),
    }


def _held(gold: list[str] | None, ours: str) -> int:
    """Return how many gold parts our standfirst holds; publishers' gold has one part a line."""
    text = plain(ours).replace(" ", "")
    return sum(plain(part).replace(" ", "") in text for part in gold or ())


def _found(gold: list[str] | None, ours: list[str]) -> int:
    texts = {plain(text) for text in ours}
    return sum(plain(text) in texts for text in gold or ())


def _wcxb(data: Path) -> Iterator[Figure]:
    """Score articles of the whole web; standfirst and headings count as text."""
    values = []
    accepted = 0
    for path in sorted((data / WCXB / "dev" / "ground-truth").glob("*.json.gz")):
        gold = json.loads(gzip.decompress(path.read_bytes()))
        html = gzip.decompress(
            (data / WCXB / "dev" / "html" / path.name.replace(".json", ".html")).read_bytes()
        )
        draft = extract(page_draft(html.decode("utf-8", "replace"), gold["url"]))
        if isinstance(draft, DeadLetter):
            values.append(0.0)
            continue
        accepted += 1
        printed = [claim.value for claim in draft.standfirsts if claim.evidence.startswith("html")]
        text = "\n".join([*printed, *(block.text for block in draft.blocks or ())])
        values.append(overlap(text, gold["ground_truth"]["main_content"])[2])
    count = len(values)
    published = {"trafilatura": 0.926, "rs-trafilatura": 0.932, "Readability": 0.825}
    yield Figure(
        dataset=WCXB, name="body word F1", value=sum(values) / count, items=count, published=published
    )
    yield Figure(dataset=WCXB, name="articles accepted", value=accepted / count, items=count)


def _seconds(work: Any) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
