"""The prepared document: paragraphs, sentences and words with offsets into the body."""

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
