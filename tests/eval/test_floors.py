"""Quality does not fall: a quick part of every scorer against its own floors (`quick_floors.json`).

The whole is `make eval`. Here each scorer sees a part that is chosen by position, so that it takes a
minute at most; its floors were set a little below what was measured.
"""

import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from service.model import DeadLetter
from service.normalize import normalize_draft
from service.normalize.extract import extract
from service.normalize.language import identify
from tests.eval import score_places
from tests.eval.figure import overlap, plain
from tests.eval.negatives import Story, negatives
from tests.eval.score_entities import ieer as newswire
from tests.eval.score_entities import score as score_names
from tests.eval.score_html import fundus_pages, page_draft
from tests.eval.score_language import NEWS_LANGUAGES, _lines
from tests.eval.score_quantities import agreement, quantulum
from tests.eval.score_quotes import polnear
from tests.eval.score_quotes import score as score_quotations
from tests.eval.score_topics import labelled
from tests.eval.score_topics import score as score_subjects

pytestmark = pytest.mark.shared_data

FLOORS: dict[str, float] = json.loads(Path(__file__).with_name("quick_floors.json").read_text())


def _pages(data: Path) -> Iterator[tuple[str, float]]:
    pages = list(islice(fundus_pages(data), 0, None, 6))
    bodies = titles = 0.0
    for gold, html in pages:
        article = normalize_draft(page_draft(html))
        if not isinstance(article, DeadLetter):
            bodies += overlap(article.body, "\n".join(gold["paragraphs"]))[2]
            titles += plain(article.headline) == plain(gold["title"])
    yield "body word F1", bodies / len(pages)
    yield "headline exact", titles / len(pages)


def _other_pages(data: Path) -> Iterator[tuple[str, float]]:
    news = list(islice(fundus_pages(data), 0, None, 20))
    stories = [Story(gold["title"], tuple(gold["paragraphs"])) for gold, _ in news]
    pages = list(negatives([html for _, html in news], stories))
    refused = sum(isinstance(extract(page_draft(page.html, page.url)), DeadLetter) for page in pages)
    yield "other pages refused", refused / len(pages)


def _languages(data: Path) -> Iterator[tuple[str, float]]:
    lines = [pair for pair in _lines(data, "sentences") if pair[0] in NEWS_LANGUAGES][::6]
    right = sum(identify(line, ())[0] == language for language, line in lines)
    yield "language of sentences", right / len(lines)


def _tags(data: Path) -> Iterator[tuple[str, float]]:
    yield "main topic first", score_subjects(islice(labelled(data), 0, None, 3)).first
    quotes = score_quotations(islice(polnear(data, "dev"), 0, None, 4))
    yield "quotation content, overlap F1", quotes["Content"].overlap_f1()
    measured = agreement(list(quantulum(data))[::2])
    yield "value of quantities", measured.values / measured.gold
    yield "names, exact F1", score_names(islice(newswire(data), 0, None, 6)).figures("all")[2]
    places = score_places.score(list(score_places.articles(data, "TR-News"))[::3], adjectives=True)
    yield "places within 161 km", places.near / places.located


@pytest.mark.parametrize("measure", [_pages, _other_pages, _languages, _tags])
def test_no_figure_falls(measure: Callable[[Path], Iterator[tuple[str, float]]], data_dir: Path) -> None:
    """Every figure of the quick part is at its floor or above it."""
    fallen = {name: value for name, value in measure(data_dir) if value < FLOORS[name]}
    assert not fallen, fallen
