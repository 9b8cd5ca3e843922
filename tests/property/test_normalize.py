"""Properties of normalising plain text: nothing raises, nothing is lost, and once is enough."""

import re
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from service.model import Draft
from service.normalize import normalize_draft
from service.normalize.byline import split_byline
from service.normalize.dateline import read_dateline
from service.normalize.repair import repair_text
from service.record import Article
from tests.factories import ORIGIN

_WORDS = (
    "council budget tariffs harbour minister talks prices rose fell agreed Monday London said again".split()
)
_SENTENCE = st.lists(st.sampled_from(_WORDS), min_size=6, max_size=20).map(
    lambda words: f"The {' '.join(words)}."
)
_PARAGRAPH = st.lists(_SENTENCE, min_size=1, max_size=3).map(" ".join)
_HEADING = st.lists(st.sampled_from(_WORDS), min_size=2, max_size=5).map(
    lambda words: " ".join(words).capitalize()
)
_DATELINE = st.sampled_from(
    ["", "LONDON (Reuters) - ", "Cape Town – ", "KYIV, Ukraine, Oct 17 (AP) — ", "Muscat: "]
)
_BYLINE = st.sampled_from(["", "By Jane Doe", "By JOHN SMITH, Associated Press", "SIPHO EXAMPLE"])
_SIGNOFF = st.sampled_from(["", " (PW)", " - Reuters", " (ANI)"])
_PIECES = st.sampled_from(
    [*"•©[]?“”—", "LONDON", "(Reuters)", "Reuters", " - ", " – ", ": ", "By ", "Jane Doe", ", ", "\n", "\n\n",
     "Oct 17", "(PW)", "1. ", "Photo: ", "ENDS", "https://example.org/a", "Ã©", "&amp;", "\u200b",
     "The council met.", "Also read:", "UPDATE 2-", "Embargoed until", "Correction: ", "  ", "ten"]
)  # fmt: skip
_MIXTURE = st.lists(_PIECES, max_size=25).map("".join) | st.text(max_size=200)


@st.composite
def _articles(draw: st.DrawFn) -> str:
    """An article as a paper would send it, with or without each of its parts."""
    paragraphs = draw(st.lists(_PARAGRAPH, min_size=2, max_size=6, unique=True))
    paragraphs[0] = draw(_DATELINE) + paragraphs[0]
    if draw(st.booleans()):
        paragraphs.insert(draw(st.integers(1, len(paragraphs) - 1)), draw(_HEADING))
    paragraphs[-1] += draw(_SIGNOFF)
    head = [line for line in (draw(_HEADING | st.just("")), draw(_BYLINE)) if line]
    return draw(st.sampled_from(["\n", "\n\n"])).join([*head, *paragraphs])


def _normalized(text: str) -> Article | None:
    article = normalize_draft(Draft(origin=ORIGIN, format="text/plain", text=text))
    return article if isinstance(article, Article) else None


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def _kept(article: Article) -> Counter[str]:
    """Count the words of every field that holds text, removed texts included."""
    texts = [
        article.body,
        article.headline,
        article.signoff,
        article.ed_note,
        article.copyright_notice,
        article.slugline,
    ]
    texts += [text.value for text in article.descriptions]
    texts += [section.headline for section in article.sections]
    texts += [correction.text for correction in article.corrections]
    texts += [article.dateline.raw if article.dateline else None]
    texts += [entry.decision.partition(": ")[2] for entry in article.provenance if entry.decision]
    return _words(" ".join(filter(None, texts)))


@given(_MIXTURE)
def test_repairing_is_idempotent(text: str) -> None:
    """A repaired text needs no repair and can be encoded."""
    repaired = repair_text(text)
    assert repair_text(repaired) == repaired
    repaired.encode()


@given(_MIXTURE | _articles())
@settings(deadline=None)
def test_offsets_point_at_their_text_and_no_word_is_lost(text: str) -> None:
    """Paragraphs are where they say, and every word is in a field or a recorded removal."""
    article = _normalized(text)
    if article is None:
        assert not any(char.isalnum() for char in repair_text(text))
        return
    for section in article.sections:
        for paragraph in section.paragraphs:
            assert article.body[paragraph.start : paragraph.end] == paragraph.text
    assert not _words(repair_text(text)) - _kept(article)


@given(_articles())
@settings(deadline=None)
def test_normalizing_twice_is_normalizing_once(text: str) -> None:
    """The body fed back is its own body: no further headline, dateline, byline or sign-off is found in it."""
    article = _normalized(text)
    assert article is not None
    again = _normalized(article.body)
    assert again is not None
    assert again.body == article.body
    assert (again.headline, again.by, again.dateline, again.signoff) == ("", None, None, None)


@given(_articles())
@settings(deadline=None)
def test_same_input_same_record(text: str) -> None:
    """Nothing but the input decides the record."""
    assert _normalized(text) == _normalized(text)


@given(_MIXTURE)
def test_bylines_and_datelines_never_raise(text: str) -> None:
    """Any words may stand there; a dateline never reaches beyond its text."""
    split_byline(text)
    found = read_dateline(text, "example")
    assert found is None or 0 < found.end <= len(text)
