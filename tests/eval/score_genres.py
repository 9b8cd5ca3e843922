"""Score genres on the articles of `topic_sample.tsv` (`genre_labels.tsv`) and on opinion sections.

    python -m tests.eval genres
    python -m tests.eval.score_genres [DATA] [--misses]

Right: of the articles to which we give a genre other than current news, those for which it is right. Found:
of those labelled so, the ones to which we give it. The tagger sees text and headline, not the address.
"""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from service.record import Article
from service.taggers.document import Tags, document_of
from service.taggers.genres import tag_genres
from tests.eval.command import print_figures
from tests.eval.documents import plain_article
from tests.eval.figure import Figure
from tests.eval.sampled import sampled, worldwide
from tests.eval.score_topics import label_rows

_OPINION_SECTIONS = frozenset("opinion opinions opinion-and-analysis views comment editorials".split())
_CURRENT = "Current"


def genre_of(article: Article) -> str:
    """Return the code of the surest genre."""
    genres = tag_genres(document_of(article), Tags()).genres
    return (genres[0].uri or "").rsplit("/", 1)[-1]


def score(data: Path, *, misses: bool = False) -> Counter[str]:
    """Tag the sample and count."""
    labels = {name: genres for name, *genres in label_rows("genre_labels.tsv")}
    languages = {row[0]: row[1] for row in label_rows("topic_sample.tsv")}
    counts: Counter[str] = Counter()
    for name, item in sampled(data, languages).items():
        given = genre_of(plain_article(item.text, languages[name], headline=item.headline))
        right = labels.get(name, [_CURRENT])
        counts.update(articles=1, given=given != _CURRENT, right=given != _CURRENT and given in right)
        counts.update(wanted=_CURRENT not in right, found=_CURRENT not in right and given in right)
        if misses and given not in right:
            print(f"   {name}: {given} wanted {right}")
    return counts


def sections(data: Path) -> list[bool]:
    """Return for each article of an opinion section whether it is given as opinion."""
    found = []
    for _, item in worldwide(data):
        if _OPINION_SECTIONS & set(item.url.lower().split("/")[3:-1]):
            found.append(genre_of(plain_article(item.text)) == "Opinion")
    return found


def figures(data: Path) -> Iterator[Figure]:
    """Yield how many special genres are right and how many are found."""
    counts = score(data)
    dataset = "several sets, drawn at random"
    for name, of, total in (("right", "right", "given"), ("found", "found", "wanted")):
        value = counts[of] / max(counts[total], 1)
        yield Figure(dataset=dataset, name=f"genres but news, {name}", value=value, items=counts[total])
    opinions = sections(data)
    yield Figure(
        dataset="publishers' opinion sections", name="opinion, by its text alone",
        value=sum(opinions) / max(len(opinions), 1), items=len(opinions),
    )  # fmt: skip


if __name__ == "__main__":
    print_figures(__doc__, figures, partial(score, misses=True))
