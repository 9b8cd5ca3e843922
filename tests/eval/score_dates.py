"""Score the publication day of web pages against dates that people wrote down."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from service.model import DeadLetter
from service.normalize.dates import resolve_dates
from service.normalize.extract import extract
from tests.eval.figure import Figure
from tests.eval.score_html import page_draft

DATASET = "date-htmldate-eval"


def figures(data: Path) -> Iterator[Figure]:
    """Yield the share of right days among all pages, and among the pages that get a date."""
    right = dated = refused = count = 0
    for url, gold in json.loads((data / DATASET / "eval_default.json").read_text(encoding="utf-8")).items():
        path = data / gold["html_in"] if gold.get("html_in") else None
        if path is None or not path.is_file():
            continue
        count += 1
        html = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        draft = extract(page_draft(html, url))
        if isinstance(draft, DeadLetter):
            refused += 1
            continue
        result = resolve_dates(draft, None)
        raw = result.dates.published_raw if result.dates else None
        dated += result.content_created is not None
        right += (result.content_created or "").startswith(gold["date"]) or gold["date"] in (raw or "")
    published = {"htmldate extensive": 0.907, "htmldate fast": 0.861, "newspaper4k": 0.680}
    yield Figure(
        dataset=DATASET, name="right day, all pages", value=right / count, items=count, published=published
    )
    accepted = count - refused
    yield Figure(
        dataset=DATASET, name="right day, pages taken as articles", value=right / accepted, items=accepted
    )
    yield Figure(dataset=DATASET, name="right day where one is given", value=right / dated, items=dated)
