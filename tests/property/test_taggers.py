"""Laws of tagging that hold for any text."""

from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.taggers import tag_article
from service.taggers.entities_acronyms import stands_for
from service.taggers.segment import sentences_of, words_of
from tests.contract.test_taggers import spans
from tests.eval.documents import plain_article, plain_document

NEWS_WORDS = st.sampled_from(
    "Kyiv Moscow Washington Trump Zelensky Putin Paris Texas UN (UN) said, “We he told 5,000 km $3 the of "
    "Ministry Health "
    "Smith Anna 's ’s - – . ? \n in Bank World warned Russian Dr. U.S. president The % against".split(" ")
)
SENTENCES = st.lists(NEWS_WORDS, max_size=60).map(" ".join)
TEXTS = st.text(max_size=400) | SENTENCES
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(TEXTS)
def test_offsets_point_at_surfaces(text: str) -> None:
    """Every mention, quote, quantity and keyword is the slice of the body that its offsets name."""
    tagged = tag_article(plain_article(text))
    fields = (
        getattr(tagged, name) for name in ("people", "organisations", "places", "events", "objects", "quotes")
    )
    for tags in (*fields, tagged.quantities, tagged.keywords):
        for path, start, end, words in spans(tags):
            assert 0 <= start < end <= len(text), path
            assert words is None or text[start:end] == words, path


@quick
@given(TEXTS)
def test_entities_do_not_overlap(text: str) -> None:
    """One stretch of text names at most one person, body, place, event or object."""
    tagged = tag_article(plain_article(text))
    groups = (tagged.people, tagged.organisations, tagged.places, tagged.events, tagged.objects)
    mentions = sorted((m.start, m.end) for group in groups for tag in group for m in tag.mentions)
    assert all(before[1] <= after[0] for before, after in pairwise(mentions))


@quick
@given(TEXTS)
def test_tagging_twice_is_tagging_once(text: str) -> None:
    """Names, places and quantities of an earlier run have no influence on a later one."""
    once = tag_article(plain_article(text))
    twice = tag_article(once)
    for field in ("people", "organisations", "places", "events", "objects", "quantities", "subjects"):
        assert getattr(twice, field) == getattr(once, field)


@quick
@given(TEXTS)
def test_identifiers_are_unique(text: str) -> None:
    """No two people, organisations or places of an article share an identifier."""
    tagged = tag_article(plain_article(text))
    for group in (tagged.people, tagged.organisations, tagged.places):
        uris = [tag.uri for tag in group if tag.uri]
        assert len(uris) == len(set(uris))


@given(st.text(max_size=300))
def test_words_and_sentences_are_slices_in_order(text: str) -> None:
    """Words and sentences lie inside the text, in order, without overlap."""
    words = [(word.start, word.end) for word in words_of(text, 0, len(text))]
    sentences = [(sentence.start, sentence.end) for sentence in sentences_of(text, 0, len(text))]
    for pieces in (words, sentences):
        ends = [0, *(end for _, end in pieces)]
        assert all(ends[i] <= start < end <= len(text) for i, (start, end) in enumerate(pieces))
    assert all(text[w.start : w.end] == w.text for w in words_of(text, 0, len(text)))


@given(st.text(max_size=200))
def test_every_printed_letter_is_in_a_word(text: str) -> None:
    """No letter or digit of a paragraph is lost between the words."""
    document = plain_document(text)
    covered = {i for word in document.words for i in range(word.start, word.end)}
    inside = (i for start, end in document.paragraphs for i in range(start, end))
    assert all(i in covered for i in inside if text[i].isalnum())


@given(st.lists(st.from_regex(r"[A-Z][a-z]{2,6}", fullmatch=True), min_size=2, max_size=6))
def test_initials_stand_for_their_name(words: list[str]) -> None:
    """The initials of all words are an acronym of the name."""
    assert stands_for("".join(word[0] for word in words), " ".join(words))
