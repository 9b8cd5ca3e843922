"""Score the summary against publishers' standfirsts, and salience against their own tags.

    python -m tests.eval summary
    python -m tests.eval.score_summary [DATA] [--show]

Summary: overlap of words (recall and F1 of multisets) between our two sentences and the standfirst that the
publisher wrote, which the tagger does not see; beside it the same for the article's first two sentences.
Salience: whether the entity we call the most salient is among the publisher's own tags; articles none of
whose entities are among the tags are left out. Beside it the same for the entity that is named most often.
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import msgspec

from service.record import Article
from service.taggers import tag_article
from service.taggers.document import document_of
from service.tags import Entity
from tests.conftest import DATA
from tests.eval.documents import plain_article
from tests.eval.figure import Figure, overlap, plain
from tests.eval.score_html import fundus_pages

DATASET = "extract-fundus-testdata"
_LANGUAGES = {
    "de": "de", "at": "de", "ch": "de", "li": "de", "fr": "fr", "es": "es", "uk": "en", "us": "en",
    "ca": "en", "au": "en", "za": "en", "pt": "en", "dk": "da", "no": "no", "se": "sv", "id": "id",
}  # fmt: skip


class Page(NamedTuple):
    """One tagged page with its publisher's standfirst and tags."""

    name: str
    article: Article
    standfirst: str
    topics: tuple[str, ...]


def pages(data: Path) -> Iterator[Page]:
    """Yield the tagged pages; neither standfirst nor tags are in the article."""
    for gold, _ in fundus_pages(data):
        language = _LANGUAGES.get(gold["country"])
        text = "\n".join(gold["paragraphs"])
        if language is not None and len(text) > 600:
            article = tag_article(plain_article(text, language, headline=gold["title"]))
            yield Page(gold["html"], article, " ".join(gold["summary"] or ()), tuple(gold["topics"] or ()))


class Overlap(NamedTuple):
    """Recall and F1 of words of ours and of the first two sentences, against one standfirst."""

    ours: tuple[float, float]
    lead: tuple[float, float]


def overlaps(page: Page) -> Overlap:
    """Compare our summary and the lead with the standfirst."""
    body, sentences = page.article.body, document_of(page.article).sentences[:2]
    lead = overlap(" ".join(body[s.start : s.end] for s in sentences), page.standfirst)
    ours = overlap(" ".join(s.text for s in page.article.summary), page.standfirst)
    return Overlap(ours[1:], lead[1:])


def _entities(article: Article) -> list[Entity]:
    return [*article.people, *article.organisations, *article.places, *article.events, *article.objects]


def most_salient(page: Page) -> tuple[bool, bool] | None:
    """Say whether the most salient and the most often named entity are among the publisher's tags."""
    topics = [plain(topic) for topic in page.topics]
    entities = _entities(page.article)
    among = [entity for entity in entities if _is_among(entity, topics)]
    if not among:
        return None
    best = max(entities, key=lambda entity: (entity.salience or 0, -_first(entity)))
    often = max(entities, key=lambda entity: (len(entity.mentions), -_first(entity)))
    return best in among, often in among


def _first(entity: Entity) -> int:
    """Return where an entity is named first; one that only a metonym means has no mention of its own."""
    return entity.mentions[0].start if entity.mentions else 0


def _is_among(entity: Entity, topics: list[str]) -> bool:
    names = {plain(entity.name), *(plain(mention.surface) for mention in entity.mentions)}
    patterns = [rf"\b{re.escape(name)}\b" for name in names if len(name) > 2]
    return any(re.search(pattern, topic) for pattern in patterns for topic in topics)


def figures(data: Path) -> Iterator[Figure]:
    """Yield the overlap with standfirsts beside the lead's, and the share of right most salient entities."""
    tagged = list(pages(data))
    found = [overlaps(page) for page in tagged if len(page.standfirst) > 40]
    count = len(found)
    for index, name in enumerate(("recall", "F1")):
        yield Figure(
            dataset=DATASET, name=f"summary against standfirst, word {name}",
            value=mean(item.ours[index] for item in found), items=count,
            published={"first two sentences": round(mean(item.lead[index] for item in found), 3)},
        )  # fmt: skip
    salient = [pair for pair in map(most_salient, tagged) if pair is not None]
    yield Figure(
        dataset=DATASET, name="most salient entity among publisher's tags",
        value=mean(first for first, _ in salient), items=len(salient),
        published={"most often named": round(mean(second for _, second in salient), 3)},
    )  # fmt: skip


def main() -> None:
    """Print the figures, and with --show each summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    for figure in figures(arguments.data):
        print(msgspec.to_builtins(figure))
    for page in pages(arguments.data) if arguments.show else ():
        print(f"\n{page.name} {page.article.headline}\n  = {page.standfirst[:300]}")
        for sentence in page.article.summary:
            print(f"  {sentence.start:5} {sentence.text}")


if __name__ == "__main__":
    main()
