"""Score de-duplication on derived copies of real articles and on real near-duplicate sets.

    python -m tests.eval.score_dedup

Reported for derived copies: the share found by true Jaccard band and by edit, false merges (a verdict
other than `new` against an article with less than .1 in common), and the largest difference between the
published similarity and one computed by plain sets.
"""

import json
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from service.dedup import Index, judge
from service.record import Article, Dedup
from tests.articles import plain_article
from tests.conftest import DATA
from tests.eval import notices
from tests.eval.copies import Copy, derive, true_jaccard
from tests.eval.figure import Figure

HORIZON_MS = 72 * 3_600_000
BANDS = (0.8, 0.5, 0.3, 0.1)
FLOOR = 0.1
BY_CONTENT = {"upper case, other punctuation", "lookalike letters"}
"""Edits after which the plain definition of similarity no longer sees the same words."""


class Score(NamedTuple):
    """Counts over one stream of articles."""

    found: Counter[str]
    total: Counter[str]
    false_merges: int
    largest_error: float

    def rows(self) -> Iterator[tuple[str, int, float]]:
        """Yield (what, number of copies, share found)."""
        for name, total in sorted(self.total.items()):
            yield name, total, self.found[name] / total


def judge_all(articles: Iterable[Article], index: Index) -> list[Dedup]:
    """Judge a stream, remembering each article, and return the verdicts."""
    verdicts = []
    for article in articles:
        judged, fingerprint = judge(article, index)
        index.add(fingerprint)
        assert judged.dedup is not None
        verdicts.append(judged.dedup)
    return verdicts


def worldwide(data: Path) -> list[str]:
    """Return the raw newswire articles without the address on their first line, long enough to copy."""
    archive = data / "newswire-worldwide" / "worldwide-newswire.tar.gz"
    with tarfile.open(archive) as files:
        members = [m for m in files if m.name.startswith("original_articles/") and m.name.endswith(".txt")]
        read = [files.extractfile(member) for member in sorted(members, key=lambda member: member.name)]
        raw = [file.read().decode("utf-8", "replace") for file in read if file is not None]
    texts = [text.replace("\r\n", "\n").partition("\n")[2].strip() for text in raw]
    return list(dict.fromkeys(text for text in texts if len(text.split()) >= 50))


def score_copies(originals: list[str], copies: list[Copy], *, language: str = "en") -> Score:
    """Judge all originals and then all copies as one stream."""
    texts = [*originals, *(copy.text for copy in copies)]
    articles = [plain_article(number, text, language=language) for number, text in enumerate(texts)]
    verdicts = judge_all(articles, Index(HORIZON_MS, len(texts)))
    number_of = {article.uri: number for number, article in enumerate(articles)}
    found: Counter[str] = Counter()
    total: Counter[str] = Counter()
    false_merges, largest_error = 0, 0.0
    for number, verdict in enumerate(verdicts):
        copy = copies[number - len(originals)] if number >= len(originals) else None
        disguised = copy is not None and copy.edit in BY_CONTENT
        if copy is not None:
            similarity = 1.0 if disguised else true_jaccard(originals[copy.source], copy.text)
            for name in (band_of(similarity), f"edit: {copy.edit}"):
                total[name] += 1
                found[name] += verdict.status != "new"
        if verdict.of is not None and verdict.similarity is not None and not disguised:
            truth = true_jaccard(texts[number], texts[number_of[verdict.of]])
            if "lookalike" not in _edit_of(copies, number_of[verdict.of] - len(originals)):
                largest_error = max(largest_error, abs(truth - verdict.similarity))
                false_merges += truth < FLOOR
    return Score(found, total, false_merges, largest_error)


def _edit_of(copies: list[Copy], number: int) -> str:
    return copies[number].edit if number >= 0 else ""


def band_of(similarity: float) -> str:
    """Return the name of the Jaccard band."""
    bound = next((bound for bound in BANDS if similarity >= bound), 0.0)
    return f"band: Jaccard >= {bound}"


def stories_of(verdicts: list[Dedup]) -> list[str]:
    """Return each article's story as a reader sees it in the end: merged stories taken together."""
    kept: dict[str, str] = {}

    def last(story: str) -> str:
        while story in kept:
            story = kept[story]
        return story

    for verdict in verdicts:
        for merged in verdict.merges:
            one, other = last(merged), last(verdict.story or "")
            if one != other:
                kept[one] = other
    return [last(verdict.story or "") for verdict in verdicts]


def adjusted_rand(one: list[str], other: list[str]) -> float:
    """Return the adjusted Rand index of two groupings (Hubert and Arabie 1985)."""

    def pairs(counts: Iterable[int]) -> int:
        return sum(count * (count - 1) // 2 for count in counts)

    both = pairs(Counter(zip(one, other, strict=True)).values())
    first, second = pairs(Counter(one).values()), pairs(Counter(other).values())
    expected = first * second / pairs([len(one)])
    most = (first + second) / 2
    return (both - expected) / (most - expected) if most != expected else 1.0


def pairs_score(wanted: set[frozenset[int]], verdicts: list[Dedup]) -> tuple[float, float]:
    """Return precision and recall over pairs of articles in one story."""
    return pairs_of_groups(wanted, stories_of(verdicts))


def pairs_of_groups(wanted: set[frozenset[int]], group_of: list[str]) -> tuple[float, float]:
    """Return precision and recall over pairs of articles in one group."""
    groups: dict[str, list[int]] = defaultdict(list)
    for number, group in enumerate(group_of):
        groups[group].append(number)
    got = {
        frozenset((one, two))
        for members in groups.values()
        for place, one in enumerate(members)
        for two in members[place + 1 :]
    }
    right = len(wanted & got)
    return right / len(got) if got else 1.0, right / len(wanted) if wanted else 1.0


def minhash_articles(data: Path, size: int) -> tuple[list[str], set[frozenset[int]]]:
    """Return the set of `size` documents and its planted pairs."""
    with tarfile.open(data / "neardup-minhash-articles" / "minhash-articles.tar.gz") as files:
        lines = _lines(files, f"articles_{size}.train")
        truth = [line.split() for line in _lines(files, f"articles_{size}.truth") if line.strip()]
    names, bodies = zip(*(line.partition(" ")[::2] for line in lines if line.strip()), strict=True)
    number_of = {name: number for number, name in enumerate(names)}
    return list(bodies), {frozenset((number_of[one], number_of[two])) for one, two in truth}


def score_minhash_articles(data: Path, size: int) -> tuple[float, float]:
    """Return precision and recall on the set with planted copies of `size` documents."""
    bodies, wanted = minhash_articles(data, size)
    verdicts = judge_all(map(plain_article, range(len(bodies)), bodies), Index(HORIZON_MS, len(bodies)))
    return pairs_score(wanted, verdicts)


def score_scoop(data: Path) -> tuple[float, float, float, Counter[str]]:
    """Return precision, recall and ARI on items of real feeds by story, and the verdicts' counts."""
    with tarfile.open(data / "neardup-scoop-rss" / "scoop-dedup-gt.tar.gz") as files:
        lines = _lines(files, "testdata/ground_truth/dedup_ground_truth_items.jsonl")
        gold = [json.loads(line) for line in lines if line.strip()]
        items = [json.loads("\n".join(_lines(files, row["file"]))) for row in gold]
    articles = [
        plain_article(
            number,
            item.get("body_text") or "",
            headline=item["title"],
            url=item["canonical_url"],
            domain=item.get("source_domain"),
            published=item.get("published_at"),
        )
        for number, item in enumerate(items)
    ]
    verdicts = judge_all(articles, Index(HORIZON_MS, len(articles)))
    stories: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(gold):
        stories[row["story_gt_id"]].append(number)
    wanted = {
        frozenset((one, two))
        for members in stories.values()
        for place, one in enumerate(members)
        for two in members[place + 1 :]
    }
    ari = adjusted_rand([row["story_gt_id"] for row in gold], stories_of(verdicts))
    return (*pairs_score(wanted, verdicts), ari, Counter(verdict.status for verdict in verdicts))


def _lines(files: tarfile.TarFile, name: str) -> list[str]:
    file = files.extractfile(name)
    assert file is not None, name
    return file.read().decode("utf-8", "replace").split("\n")


_EVERY = 3  # of the articles one is copied, by every edit


def figures(data: Path) -> Iterator[Figure]:
    """Yield the share of copies found by true similarity, precision and recall on planted and real pairs."""
    originals = worldwide(data)[::_EVERY]
    result = score_copies(originals, derive(originals, seed=1))
    copies, judged = "derived copies, every 3rd article", sum(result.total.values()) // 2
    for name, count, share in result.rows():
        if name.startswith("band") and "0.1" not in name and "0.0" not in name:
            yield Figure(dataset=copies, name=f"found, {name.partition(': ')[2]}", value=share, items=count)
    right = 1 - result.false_merges / judged
    yield Figure(dataset=copies, name="without false merge", value=right, items=judged)
    precision, recall = score_minhash_articles(data, 1_000)
    for name, value in (("precision", precision), ("recall", recall)):
        yield Figure(
            dataset="neardup-minhash-articles", name=name, value=value, items=1_000,
            published={"exhaustive Jaccard": 1.0},
        )  # fmt: skip
    precision, recall, ari, statuses = score_scoop(data)
    published = {
        "precision": {"same URL": 1.0, "same title": 1.0},
        "recall": {"same URL": 0.97, "same title": 0.856},
    }
    for name, value in (("precision", precision), ("recall", recall), ("ARI", ari)):
        yield Figure(
            dataset="neardup-scoop-rss", name=name, value=value, items=sum(statuses.values()),
            published=published.get(name, {}),
        )  # fmt: skip
    yield from notices.figures(data)


def main(data: Path = DATA) -> None:
    """Print every score."""
    originals = worldwide(data)
    score = score_copies(originals, derive(originals, seed=1))
    for name, count, share in score.rows():
        print(f"{name:<40} {count:>6} copies  found {share:.4f}")
    print(f"false merges {score.false_merges}; largest error of a similarity {score.largest_error:.1e}")
    for size in (1_000, 2_500):
        precision, recall = score_minhash_articles(data, size)
        print(f"minhash-articles {size}: precision {precision:.3f} recall {recall:.3f}")
    precision, recall, ari, statuses = score_scoop(data)
    f1 = 2 * precision * recall / (precision + recall)
    print(
        f"scoop-rss: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f} ARI {ari:.3f} {dict(statuses)}"
    )


if __name__ == "__main__":
    main()
