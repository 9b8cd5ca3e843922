"""The prepared document: paragraphs, sentences and words with offsets into the body."""

from service.taggers.document import words_among
from service.taggers.segment import words_of
from tests.eval.documents import plain_document


def test_sentences_stay_inside_paragraphs() -> None:
    """A paragraph's end ends a sentence, whatever its mark."""
    document = plain_document("First line\nSecond line. Third")
    assert [document.body[s.start : s.end] for s in document.sentences] == [
        "First line",
        "Second line.",
        "Third",
    ]
    assert [document.body[a:b] for a, b in document.paragraphs] == ["First line", "Second line. Third"]


def test_words_are_slices_of_the_body() -> None:
    """Every word's text is what its offsets say."""
    document = plain_document("Über München – “so what?”\nEnde.")
    assert all(document.body[w.start : w.end] == w.text for w in document.words)


def test_language_is_the_primary_subtag() -> None:
    """`de-AT` is German."""
    assert plain_document("Servus", "de-AT").language == "de"


def test_columns_of_the_words() -> None:
    """Offsets and texts by themselves are those of the words, and the vocabulary has each text once."""
    document = plain_document("The Moscow-based firm said the\u2003firm’s head left.  \n\t\nL'Oréal – gone .")
    assert document.starts == tuple(word.start for word in document.words)
    assert document.texts == tuple(word.text for word in document.words)
    assert document.vocabulary == set(document.texts)
    assert document.texts[:4] == ("The", "Moscow", "-", "based")


def test_paragraphs_cut_together_or_each_by_itself() -> None:
    """A paragraph's words do not depend on what stands in other paragraphs."""
    document = plain_document("It cost $4.\n5 men. U.\nS.A. l'\nami d’\nFrance rock'\ns end")
    alone = [word for start, end in document.paragraphs for word in words_of(document.body, start, end)]
    assert list(document.words) == alone


def test_words_among_a_table() -> None:
    """The words that a table knows come in order, each as often as it is printed."""
    document = plain_document("French and German and French wine.")
    found = words_among(document, {"French": 1, "German": 2, "Greek": 3})
    assert [word.text for word in found] == ["French", "German", "French"]
    assert words_among(document, {"Greek": 3}) == []
