import numpy as np

from service.dedup import Index
from service.dedup.likeness import compare, furniture, longest, without
from service.dedup.reading import read
from tests.articles import plain_article
from tests.unit.dedup.test_verdict import HOUR, judged

FOOTER = (
    "The Skarv Courier has told the islands' stories since 1871 and depends on its readers. If you value "
    "independent local news please become a member today, tell a friend, or write to us with what you have "
    "seen and heard. Our newsroom answers every letter and protects every source who asks for it."
)
BRIEFS = [
    "The library in Holm opens an hour earlier on Saturdays from May.",
    "A brown dog was found near the lighthouse and waits at the police station.",
    "Choir practice moves to the school hall while the church roof is mended.",
    "The ferry office sells its old lifebuoys on Friday at noon.",
    "Rain is expected on both islands until the middle of the week.",
    "Two boats collided in the fog off Holm; nobody was hurt.",
]


def test_what_a_publisher_repeats_does_not_make_copies() -> None:
    """Short articles over a long footer are new once the footer has been seen in three stories."""
    articles = [
        plain_article(number, f"{brief} {FOOTER}", domain="courier.example")
        for number, brief in enumerate(BRIEFS)
    ]
    statuses = [verdict.status for verdict in judged(Index(72 * HOUR, 100), *articles)]
    assert statuses[3:] == ["new"] * 3


def test_a_copy_between_footers_is_found() -> None:
    """A real copy stays one although the footer is passed over."""
    articles = [
        plain_article(number, f"{brief} {FOOTER}", domain="courier.example")
        for number, brief in enumerate(BRIEFS[:4])
    ]
    again = plain_article(9, f"{BRIEFS[3]} Bring cash. {FOOTER}", domain="courier.example")
    verdict = judged(Index(72 * HOUR, 100), *articles, again)[-1]
    assert (verdict.status, verdict.of) == ("near", "urn:article:3")


def test_furniture_is_what_unlike_articles_share() -> None:
    """A shingle counts as furniture in three articles with nothing else in common."""
    reading = read(plain_article(1, f"{BRIEFS[0]} {FOOTER}", domain="courier.example"))
    index = Index(72 * HOUR, 100)
    for number, brief in enumerate(BRIEFS):
        judged(index, plain_article(number + 2, f"{brief} {FOOTER}", domain="courier.example"))
    likenesses = [compare(reading.shingles, earlier) for earlier in index.candidates(reading.shingles, 12)]
    repeated = furniture(reading, likenesses)
    assert 0 < len(repeated) < len(reading.shingles)
    assert not len(furniture(reading, likenesses[:2]))
    same = [compare(reading.shingles, likenesses[0].earlier)] * 4
    assert not len(furniture(reading, same))
    rest = without(likenesses[1], reading.shingles, repeated)
    assert rest.jaccard < 0.1 < likenesses[1].jaccard
    assert without(likenesses[0], reading.shingles, np.empty(0, dtype=np.uint64)) is likenesses[0]


def test_the_longest_runs_are_kept_in_order() -> None:
    """Of many runs the longest are kept, in the order of the text."""
    runs = [(start, start + start % 7) for start in range(0, 1_000, 10)]
    kept = longest(runs)
    assert kept == sorted(kept)
    assert min(last - first for first, last in kept) >= 4
