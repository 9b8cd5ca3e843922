"""Laws of de-duplication that hold for any stream of texts."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from service.codecs.record import decode_fingerprint, encode_article, encode_fingerprint
from service.dedup import Index, judge
from service.dedup.folding import fold_word, words_of
from service.dedup.shingle import shingle_hashes, word_spans
from service.record import Article, Fingerprint
from service.worker.local_store import LocalStore
from tests.articles import plain_article
from tests.conftest import ROOT
from tests.eval.copies import WORD, true_jaccard

HORIZON_MS = 72 * 3_600_000
WORDS = "council vote storm ferry price tram said on the of to and İzmir Straße 3,5 “quay” москва".split()

texts = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)
streams = st.lists(
    st.tuples(
        texts,
        st.sampled_from([None, "https://a.example/1", "https://a.example/2"]),
        st.sampled_from("en de".split()),
    ),
    min_size=1,
    max_size=25,
)


def run(articles: list[Article], index: Index) -> list[tuple[Article, Fingerprint]]:
    """Judge and remember a stream."""
    results = []
    for article in articles:
        result = judge(article, index)
        index.add(result[1])
        results.append(result)
    return results


def articles_of(stream: list[tuple[str, str | None, str]]) -> list[Article]:
    """Return the stream's articles."""
    return [
        plain_article(number, text, headline=text[:9], url=url, language=language)
        for number, (text, url, language) in enumerate(stream)
    ]


@given(st.text(max_size=300))
def test_words_and_spans_agree_on_any_text(text: str) -> None:
    """There is one span for each word, in bounds and in order, and words are those of the definition."""
    words, spans = words_of(text), word_spans(text).tolist()
    assert len(words) == len(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    assert words == [fold_word(word) for word in WORD.findall(text.lower())]
    assert len(shingle_hashes(words)) == (max(1, len(words) - 4) if words else 0)


@settings(max_examples=60)
@given(streams)
def test_verdicts_are_true_and_point_backwards(stream: list[tuple[str, str | None, str]]) -> None:
    """`of` is an earlier article of one language, and the similarity is that of plain sets."""
    articles = articles_of(stream)
    results = run(articles, Index(HORIZON_MS, 100))
    number_of = {article.uri: number for number, article in enumerate(articles)}
    for number, (article, fingerprint) in enumerate(results):
        verdict = fingerprint.dedup
        if verdict.status == "new":
            assert verdict.of is None
            continue
        assert verdict.of is not None
        assert verdict.similarity is not None
        earlier = articles[number_of[verdict.of]]
        assert number_of[verdict.of] < number
        assert earlier.language == article.language
        assert verdict.story == results[number_of[verdict.of]][1].story
        if verdict.status == "near":
            assert abs(verdict.similarity - true_jaccard(earlier.body, article.body)) < 1e-6
            assert verdict.similarity >= 0.1
        if verdict.status == "exact":
            assert words_of(earlier.body) == words_of(article.body)


@settings(max_examples=60)
@given(streams, st.integers(1, 8))
def test_a_repeated_stream_repeats_its_verdicts(stream: list[tuple[str, str | None, str]], most: int) -> None:
    """The same stream gives the same fingerprints, also when every article is delivered twice in a row."""
    articles = articles_of(stream)
    once = run(articles, Index(HORIZON_MS, most))
    twice = run([article for article in articles for _ in range(2)], Index(HORIZON_MS, most))
    assert twice[::2] == once
    assert twice[1::2] == once


@settings(max_examples=25, deadline=None)
@given(streams, st.lists(st.integers(0, 25), max_size=4), st.integers(3, 100))
def test_crashes_do_not_change_a_byte(
    stream: list[tuple[str, str | None, str]], crashes: list[int], most: int
) -> None:
    """State rebuilt from what was committed, at any points, gives the bytes of a run without crashes.

    After the last crash the whole partition is judged again with everything remembered, as when its
    offsets are put back: each article that is still remembered gets the same bytes once more.
    """
    articles = articles_of(stream)
    results = run(articles, Index(HORIZON_MS, most))
    whole = [(encode_article(one), encode_fingerprint(two)) for one, two in results]
    topic: list[bytes] = []
    index = Index(HORIZON_MS, most)
    for number, article in enumerate(articles):
        if number in crashes:  # what was not committed is lost, and the local store with it
            with tempfile.TemporaryDirectory() as folder:
                index = Index(HORIZON_MS, most, store=LocalStore(Path(folder)))
            for data in topic:
                index.add(decode_fingerprint(data))
        judged, fingerprint = judge(article, index)
        index.add(fingerprint)
        topic.append(encode_fingerprint(fingerprint))
        assert (encode_article(judged), topic[-1]) == whole[number]
    for number in range(max(0, len(articles) - len(index)), len(articles)):
        assert encode_article(judge(articles[number], index)[0]) == whole[number][0]


@settings(max_examples=60)
@given(streams)
def test_an_identical_article_is_never_new(stream: list[tuple[str, str | None, str]]) -> None:
    """Whatever came before, an article with the same text, headline and address as one of them is no news."""
    articles = articles_of(stream)
    again = [
        plain_article(100 + number, article.body, headline=article.headline, url=url, language=language)
        for number, (article, (_, url, language)) in enumerate(zip(articles, stream, strict=True))
    ]
    results = run(articles + again, Index(HORIZON_MS, 1_000))
    assert all(fingerprint.dedup.status == "exact" for _, fingerprint in results[len(articles) :])


def test_fingerprints_are_the_same_in_every_process() -> None:
    """Python's randomised hashing of text does not reach the state."""
    program = (
        "from tests.property.test_dedup import *\n"
        "index = Index(HORIZON_MS, 50)\n"
        "from service.codecs.record import encode_fingerprint\n"
        "articles = articles_of([(' '.join(WORDS[n % 5:] * 3), None, 'en') for n in range(9)])\n"
        "print(b''.join(encode_fingerprint(f) for _, f in run(articles, index)))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            cwd=ROOT,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
