"""What judging and remembering an article costs, against the size of the index.

`pytest tests/bench/test_dedup.py --benchmark-only` also runs the large index. Figures are of articles of
about 520 words, all of them new, which is the dearer case: every look-up misses.
"""

from collections.abc import Iterator
from itertools import count, cycle
from typing import Any

import msgspec
import numpy as np
import pytest

from service.codecs.record import decode_fingerprint
from service.dedup import Index, judge
from service.dedup.shingle import pack
from service.record import Dedup, Fingerprint, Origin
from service.worker.local_store import PLACE_BYTES
from tests.articles import plain_article
from tests.bench.document import put_in
from tests.bench.fingerprints import encoded
from tests.bench.growth import DOCUMENT, Point, table

HORIZON_MS = 72 * 3_600_000
WORDS = 520
LOOKUP_BYTES = 400
"""The bound on memory per remembered article."""


def fingerprints() -> Iterator[Fingerprint]:
    """Yield fingerprints of unrelated articles without end."""
    chance = np.random.default_rng(1)
    for number in count():
        name = f"{number:032x}"
        hashes = np.sort(chance.integers(0, 2**64, WORDS - 4, dtype=np.uint64))
        story = f"urn:dateline:story:{name}"
        yield Fingerprint(
            uri=f"urn:dateline:article:{name}",
            work=f"urn:dateline:work:{name}",
            url_key=f"https://example.com/{number}",
            content=name,
            edition=name,
            source="example.com",
            shingles=pack(hashes),
            language="en",
            event_ms=1_700_000_000_000 + number,
            origin=Origin(topic="articles.raw", partition=1, offset=number, item=0),
            story=story,
            dedup=Dedup(status="new", method="shingle-jaccard/1", story=story),
            version="1",
        )


def filled(size: int) -> Index:
    """Return an index that remembers `size` articles."""
    index = Index(HORIZON_MS, size + 10_000)
    for _, fingerprint in zip(range(size), fingerprints(), strict=False):
        index.add(fingerprint)
    return index


@pytest.mark.parametrize("size", [1_000, 10_000, 100_000])
def test_judge(benchmark: Any, request: pytest.FixtureRequest, size: int) -> None:
    """Judge new articles against an index of `size`."""
    if size > 10_000 and not request.config.getoption("benchmark_only"):
        pytest.skip("the large index takes half a gigabyte; run with --benchmark-only")
    index = filled(size)
    chance = np.random.default_rng(2)
    vocabulary = np.array([f"word{number}" for number in range(5_000)])
    articles = cycle(
        [
            plain_article(n, " ".join(chance.choice(vocabulary, WORDS)), url=f"https://b.example/{n}")
            for n in range(50)
        ]
    )
    article, _ = benchmark(lambda: judge(next(articles), index))
    assert article.dedup.status == "new"
    benchmark.extra_info["articles"] = len(index)


def test_add(benchmark: Any) -> None:
    """Remember an article, as every restore does for each."""
    index, source = filled(1_000), fingerprints()
    for _ in range(1_000):
        next(source)
    benchmark(lambda: index.add(next(source)))
    assert len(index) > 1_000


def test_look_up_memory_stays_within_its_bound() -> None:
    """Tables and store take at most 400 bytes for each article, however many are remembered."""
    index, source = Index(HORIZON_MS, 1_000_000, store=(store := _Places())), fingerprints()
    for size in range(5_000, 20_001, 1_000):
        while len(index) < size:
            index.add(next(source))
        assert index.nbytes + store.nbytes <= LOOKUP_BYTES * size
    full = Index(HORIZON_MS, 5_000, store=(store := _Places()))
    for _ in range(12_000):
        full.add(next(source))
    assert full.nbytes + store.nbytes <= LOOKUP_BYTES * 5_000


def test_the_table_of_growth_has_its_place() -> None:
    """What the growth bench measures is put between the marks of the document, a row for each size."""
    fields = dict.fromkeys(Point.__struct_fields__, 1.5) | {"articles": 10_000}
    found = table([msgspec.convert(fields, Point)] * 2)
    assert found.count("| 10,000 |") == 2
    assert found in put_in(DOCUMENT.read_text(encoding="utf-8"), {"growth": found})


def test_generated_fingerprints_are_remembered_one_by_one() -> None:
    """As many as asked for are made, all different, the real ones last, and each encodes and decodes."""
    known = [f"The harbour of town {n} was closed on day {n} after ship {n} ran aground" for n in range(3)]
    made = [decode_fingerprint(data) for data in encoded(20, known, ["Nothing like it was seen before here"])]
    index = Index(HORIZON_MS, 100)
    index.add_all(made)
    assert len(index) == len({one.uri for one in made}) == 20
    assert [one.uri for one in made[-3:]] == [f"urn:article:{number}" for number in range(3)]


class _Places(dict[int, bytes]):
    """A store that counts what the local store takes of memory."""

    @property
    def nbytes(self) -> int:
        return PLACE_BYTES * len(self)
