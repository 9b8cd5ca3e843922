"""The columns that the recogniser reads, and that training reads the same ones."""

import pytest

from service.taggers.entities_columns import columns_of, gazetteer_column
from service.taggers.entities_features import GAZETTEER, SHAPE
from service.taggers.entities_forms import SHAPE_OF, Forms
from service.taggers.gazetteer import Hit
from service.taggers.training.corpora import Labelled
from service.taggers.training.views import views_of

SENTENCES = [
    "Yesterday the Ministry of Health said so .".split(),
    "The ministry and Ada Obi of Kano agreed , Obi said .".split(),
]
WORDS = [word for sentence in SENTENCES for word in sentence]
LENGTHS = [len(sentence) for sentence in SENTENCES]


def columns() -> tuple[dict[str, list[int]], Forms]:
    """Return run, document and openness of the words of both sentences."""
    forms = Forms(frozenset({"yesterday", "the"}))
    found = columns_of(WORDS, LENGTHS, [0] * len(WORDS), forms)
    rows = found.rows
    return {
        "run": found.run[rows].tolist(),
        "document": found.document[rows].tolist(),
        "open": found.is_open[rows].astype(int).tolist(),
        "first": found.first[rows].tolist(),
    }, forms


def test_sentences_are_kept_apart_by_empty_rows() -> None:
    """No word of one sentence stands within two rows of a word of another."""
    found = columns_of(WORDS, LENGTHS, [0] * len(WORDS), Forms(frozenset()))
    gaps = (found.rows[1:] - found.rows[:-1]).tolist()
    assert gaps[LENGTHS[0] - 1] == 3
    assert gaps.count(1) == len(WORDS) - 2
    assert columns()[0]["first"].count(1) == 2


def test_runs_count_their_words_and_places() -> None:
    """A run's column tells its length and the word's place in it; words outside have none."""
    run = dict(zip(range(len(WORDS)), columns()[0]["run"], strict=True))
    ada, obi = WORDS.index("Ada"), WORDS.index("Obi")
    assert (run[ada], run[obi]) == (2 * 7, 2 * 7 + 1)
    assert run[WORDS.index("said")] == 0


def test_small_words_are_open_only_beside_names() -> None:
    """A word in lower case can be in a name when it ties two, and not otherwise."""
    opened = columns()[0]["open"]
    assert opened[WORDS.index("of")] == 1
    assert opened[WORDS.index("said")] == 0
    assert opened[LENGTHS[0] - 1] == 0


@pytest.mark.parametrize(
    ("sentence", "opened"),
    [
        ("He sued Acme , Inc . in May", "Acme , Inc . May"),
        ("Ada Obi , Kano and Lagos agreed", "Ada Obi Kano and Lagos"),
        ("the Ministry of Sport , Youth and Culture", "Ministry of Sport , Youth and Culture"),
        ("in Washington , D.C. , and Fife", "Washington , D.C. Fife"),
        ("Wendy 's sold Channel 4 .", "Wendy 's Channel 4"),
        ("the goals of Lashkar - Toiba", "Lashkar - Toiba"),
        ("said van Dijk of the club", "van Dijk"),
    ],
)
def test_marks_and_small_words_beside_names(sentence: str, opened: str) -> None:
    """Stops, clitics, numbers, links, particles beside a name are open; commas only before a legal form."""
    words = sentence.split()
    found = columns_of(words, [len(words)], [0] * len(words), Forms(frozenset()))
    is_open = found.is_open[found.rows].tolist()
    ours = [word for word, yes in zip(words, is_open, strict=True) if yes and word != "He"]
    assert ours == opened.split()


def test_the_article_tells_how_it_writes_a_word_elsewhere() -> None:
    """Bit 1 is for a capital inside another sentence, bit 2 for lower case somewhere."""
    document = columns()[0]["document"]
    assert document[WORDS.index("Ministry")] == 2
    assert document[WORDS.index("Obi")] == 1
    assert document[WORDS.index("Ada")] == 0
    assert document[WORDS.index("The")] == 2


def test_known_names_mark_their_words() -> None:
    """The first word of a known name gets B, the others I; a hit inside a word is passed over."""
    hits = [Hit(0, 8, "LOC", None), Hit(10, 12, "ORG", None), Hit(14, 17, "EVENT", None)]
    column = gazetteer_column([0, 4, 9, 14], hits)
    assert [GAZETTEER[value] for value in column.tolist()] == ["B-LOC", "I-LOC", "none", "B-MISC"]


def test_forms_keep_their_numbers_and_small_forms() -> None:
    """A form has one number; number 0 is nobody's."""
    forms = Forms(frozenset())
    first = forms.numbers_of(["Kano", "said", "Kano", ""]).tolist()
    assert first[0] == first[2] != first[1]
    assert first[3] == 0 not in first[:3]
    assert forms.table[first[0], SHAPE_OF] == SHAPE["Title"]
    many = [f"word{number}" for number in range(5000)]
    assert len(set(forms.numbers_of(many).tolist())) == 5000
    assert forms.numbers_of(["Kano"]).tolist() == first[:1]


def test_training_sees_what_tagging_sees() -> None:
    """The views of training hold the columns of tagging, sentence by sentence."""
    document = [Labelled(tuple(words), tuple("O" for _ in words)) for words in SENTENCES]
    views = views_of(document, Forms(frozenset({"yesterday", "the"})))
    expected, _ = columns()
    assert [value for view in views for value in view.runs] == expected["run"]
    assert [value for view in views for value in view.document] == expected["document"]
    learned = [int(value) for view in views for value in view.is_open]
    assert all(ours <= theirs for ours, theirs in zip(expected["open"], learned, strict=True))
    assert learned[LENGTHS[0] - 1] == 0, "what stands far from every name is not trained on either"
    assert learned[WORDS.index(",")] == 1, "a mark after a name teaches where the name ends"
    second = views[1]
    ada = second.words.index("Ada")
    first, last, before, after, wide_first, wide_last = (role[ada] for role in second.roles)
    assert (second.words[first], second.words[last]) == ("Ada", "Obi")
    assert (second.words[before], second.words[after]) == ("and", "of")
    assert (second.words[wide_first], second.words[wide_last]) == ("Ada", "Kano")
