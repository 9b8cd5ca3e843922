"""Sets on which de-duplication is scored beside derived copies of English newswire.

    python -m tests.eval.dedup_sets

- Derived copies of news in other languages, by the same edits.
- Articles that nobody copied: local newswire of many countries, campaign news of 2016 by eight publishers on
  the same events, and German Wikinews. Every pair is compared by plain sets, so that what is put together
  although it has less than .1 in common shows, and what is alike and not found.
- An agency's text inside another publisher's longer article, by its share of it; and, beside it, articles of
  two publishers with one official's statement in both, or with the same lines at their ends.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from msgspec.structs import replace

from service.dedup import Index
from service.record import Article
from service.tags import InfoSource
from tests.articles import plain_article
from tests.conftest import DATA
from tests.eval.copies import derive, shingle_set
from tests.eval.figure import Figure
from tests.eval.score_dedup import HORIZON_MS, judge_all, score_copies, worldwide
from tests.eval.score_html import fundus_pages
from tests.eval.score_quotes import german_wikinews, polnear

LANGUAGES = {
    "German": ("de", ("de", "at", "ch", "li")),
    "French": ("fr", ("fr",)),
    "Spanish": ("es", ("es", "mx", "ar", "cl", "bo")),
    "Chinese and Japanese": ("zh", ("cn", "jp", "tw", "hk")),
}
"""Country folders by language; Chinese and Japanese are compared by the same rules."""
FLOOR, ALIKE = 0.1, 0.3
SHARES = ((0.03, 0.1), (0.1, 0.3), (0.3, 0.8))
EMBEDDED = 240


def figures(data: Path) -> Iterator[Figure]:
    """Yield a figure for each language, each set of independent articles and each share of a host."""
    yield from _languages(data)
    yield from _independent(data)
    yield from _inside(data)


def _languages(data: Path) -> Iterator[Figure]:
    pages = [(gold["country"], "\n\n".join(gold["paragraphs"] or ())) for gold, _ in fundus_pages(data)]
    for name, (language, countries) in LANGUAGES.items():
        texts = [text for country, text in pages if country in countries and len(text) > 400]
        if language == "de":
            texts += [one.text for one in german_wikinews(data, "dev")][:40]
        copies = f"derived copies, {name}"
        score = score_copies(texts, derive(texts, seed=1), language=language)
        for band in (0.8, 0.5, 0.3):
            key = f"band: Jaccard >= {band}"
            if total := score.total[key]:
                value = score.found[key] / total
                yield Figure(
                    dataset=copies,
                    name=f"found, Jaccard >= {band}",
                    value=value,
                    items=total,
                )
        judged = sum(score.total.values()) // 2  # each counts in a band and in an edit
        right = 1 - score.false_merges / judged
        yield Figure(dataset=copies, name="without false merge", value=right, items=judged)


def _independent(data: Path) -> Iterator[Figure]:
    sets = {
        "newswire of many countries": ("en", worldwide(data)),
        "campaign news on the same events": ("en", [one.text for one in polnear(data, "train")]),
        "German Wikinews": ("de", [one.text for one in german_wikinews(data, "train")]),
    }
    for name, (language, texts) in sets.items():
        articles = [plain_article(number, text, language=language) for number, text in enumerate(texts)]
        number_of = {article.uri: number for number, article in enumerate(articles)}
        verdicts = judge_all(articles, Index(HORIZON_MS, len(texts)))
        pairs = similar_pairs(texts)
        put = [(number_of[v.of], n) for n, v in enumerate(verdicts) if v.status != "new" and v.of]
        false = sum(pairs.get(pair, 0.0) < FLOOR for pair in put)
        yield Figure(dataset=name, name="without false merge", value=1 - false / len(texts), items=len(texts))
        alike = {later for (_, later), similarity in pairs.items() if similarity >= ALIKE}
        if alike:
            found = sum(verdicts[later].status != "new" for later in alike)
            yield Figure(
                dataset=name, name="found, Jaccard >= 0.3", value=found / len(alike), items=len(alike)
            )


def similar_pairs(texts: list[str]) -> dict[tuple[int, int], float]:
    """Return the Jaccard index of every two texts that share a shingle, by plain sets."""
    sets = [shingle_set(text) for text in texts]
    bearers: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, shingles in enumerate(sets):
        for shingle in shingles:
            bearers[shingle].append(number)
    shared = Counter(pair for numbers in bearers.values() for pair in combinations(numbers, 2))
    return {
        (one, two): count / (len(sets[one]) + len(sets[two]) - count) for (one, two), count in shared.items()
    }


def _inside(data: Path) -> Iterator[Figure]:
    """Yield how many agency texts are found inside other publishers' articles, and what else is taken so."""
    texts, chance = worldwide(data), random.Random(3)  # noqa: S311 - repeatable on purpose
    for low, high in SHARES:
        pairs = [_embedded(texts, chance, low, high) for _ in range(EMBEDDED)]
        found = _judged_pairs(pairs)
        name = f"agency's text that makes {low:.0%} to {high:.0%} of its host"
        yield Figure(
            dataset="derived hosts", name=name, items=len(found),
            value=sum(status == "syndicated" for status in found) / len(found),
        )  # fmt: skip
    for name, make in (("the same statement", _statement), ("the same last lines", _footer)):
        found = _judged_pairs([make(texts, chance) for _ in range(EMBEDDED)])
        yield Figure(
            dataset="derived hosts", name=f"{name} in independent articles, left new", items=len(found),
            value=sum(status == "new" for status in found) / len(found),
        )  # fmt: skip


def _embedded(texts: list[str], chance: random.Random, low: float, high: float) -> tuple[str, str]:
    """Return an agency's text of 40 to 160 words, and a host of which it makes such a share, its end cut."""
    wire = _first_words(chance.choice(texts), chance.randrange(40, 160))
    room = round(len(wire) / chance.uniform(low, high)) - len(wire)
    host: list[str] = []
    while len(host) < room:
        host += chance.choice(texts).split(" ")
    at = chance.randrange(room)
    kept = wire[: round(len(wire) * chance.uniform(0.9, 1.0))]
    return " ".join(wire), " ".join([*host[:at], *kept, *host[at:room]])


def _statement(texts: list[str], chance: random.Random) -> tuple[str, str]:
    """Return a report that is mostly an official's statement, and another's article that quotes it."""
    words = _first_words(re.sub(r"[\"“”]", "", chance.choice(texts)), 60)
    quoted = "“" + " ".join(words) + "”"
    lead = " ".join(_first_words(chance.choice(texts), 12))
    host = chance.choice(texts)
    at = host.find(". ") + 1
    return f"{lead} {quoted}", f"{host[:at]} {quoted}, the ministry said.{host[at:]}"


def _footer(texts: list[str], chance: random.Random) -> tuple[str, str]:
    """Return two publishers' articles with one agency's lines at their ends."""
    one, two = chance.sample([text for text in texts if len(text.split()) > 250], 2)
    return f"{one}\n\n{_FOOTER}", f"{two}\n\n{_FOOTER}"


_FOOTER = (
    "The agency's editors chose this report for its members. Its text may not be sold on, broadcast or "
    "written anew without leave. Members find pictures and graphics to it on the agency's pages, and "
    "the desk can be reached by telephone at all hours of the day."
)


def _first_words(text: str, count: int) -> list[str]:
    return text.split()[:count]


def _judged_pairs(pairs: list[tuple[str, str]]) -> list[str]:
    """Return the verdicts on second texts, each after the first text of its pair."""
    statuses = []
    for first, second in pairs:
        articles = [_credited(0, first, "agency.example"), _credited(1, second, "paper.example")]
        statuses.append(judge_all(articles, Index(HORIZON_MS, 10))[1].status)
    return statuses


def _credited(number: int, text: str, domain: str) -> Article:
    credit = InfoSource(name="Agency", role="agency", confidence=90, creator="test")
    return replace(plain_article(number, text, domain=domain), info_sources=(credit,))


def main() -> None:
    """Print every figure."""
    for figure in figures(DATA):
        print(f"{figure.dataset:40} {figure.name:70} {figure.value:.3f} {figure.items}", flush=True)


if __name__ == "__main__":
    main()
