"""The recogniser's sums are those that training adds up feature by feature."""

import numpy as np

from service.taggers.entities_columns import columns_of
from service.taggers.entities_features import LABELS, position_features
from service.taggers.entities_forms import Forms
from service.taggers.entities_model import Recognizer
from service.taggers.training.corpora import Labelled
from service.taggers.training.views import views_of

SENTENCES = [
    "Yesterday the Ministry of Health in Kano said so .".split(),
    "Ada Obi , of Acme , Inc . , met al - Qaeda 's J. Smith in the U.S. , Obi said .".split(),
    "the ministry said nothing".split(),
    "RIO DE JANEIRO - Channel 4 & Sons".split(),
]
WORDS = [word for sentence in SENTENCES for word in sentence]
LENGTHS = [len(sentence) for sentence in SENTENCES]
ORDINARY = frozenset({"yesterday", "the", "ministry"})


def made_up(seed: int) -> tuple[Recognizer, list[list[str]]]:
    """Return a recogniser with a made-up weight for every feature, and the features of each word."""
    document = [Labelled(tuple(words), ("O",) * len(words)) for words in SENTENCES]
    views = views_of(document, Forms(ORDINARY))
    features = [position_features(view, at) for view in views for at in range(len(view.words))]
    names = sorted({name for of_word in features for name in of_word})
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(len(names), len(LABELS))).astype(np.float32)
    transitions = rng.normal(size=(len(LABELS), len(LABELS))).astype(np.float32)
    return Recognizer(names, rows, transitions, ORDINARY), features


def known_column() -> list[int]:
    """Return what the views' known names say, which the recogniser is told from outside."""
    views = views_of([Labelled(tuple(w), ("O",) * len(w)) for w in SENTENCES], Forms(ORDINARY))
    return [value for view in views for value in view.gazetteer]


def weights(recognizer: Recognizer, features: list[str], index: dict[str, int]) -> np.ndarray:
    """Add up the weights of some features, one by one."""
    total = np.zeros(len(LABELS))
    for name in features:
        total += recognizer._lent._weights[index[name]]
    return total


def test_scores_are_the_sums_of_the_features_that_training_writes() -> None:
    """For every open word the gathered score is the sum of its features' weights."""
    recognizer, features = made_up(1)
    index = {name: at for at, name in enumerate(sorted({n for of_word in features for n in of_word}))}
    for _ in range(2):  # the second time all word forms are known
        columns = columns_of(WORDS, LENGTHS, known_column(), recognizer.forms)
        at, scores = recognizer.scores(columns)
        words = np.searchsorted(columns.rows, at).tolist()
        assert len(words) > 15
        for word, score in zip(words, scores, strict=True):
            expected = weights(recognizer, features[word], index)
            assert np.allclose(score, expected, atol=1e-4), WORDS[word]


def test_an_article_without_capitals_has_no_names() -> None:
    """Where no word can be a part of a name there is nothing to score."""
    recognizer, _ = made_up(5)
    words = "nothing is said here .".split()
    columns = columns_of(words, [len(words)], [0] * len(words), recognizer.forms)
    assert len(recognizer.scores(columns)[0]) == 0
    assert recognizer.decode(columns) == []


def test_the_labels_are_the_best_path() -> None:
    """What is decoded for a piece has the highest score of all label sequences."""
    recognizer, _ = made_up(2)
    rng = np.random.default_rng(3)
    emission = rng.normal(size=(7, len(LABELS))).astype(np.float32)
    starts = np.array([0, 3, 4])
    labels = recognizer._best(emission, starts).tolist()
    moves = recognizer._transitions
    for first, last in ((0, 3), (3, 4), (4, 7)):
        paths = np.stack(np.meshgrid(*[range(len(LABELS))] * (last - first), indexing="ij"), -1)
        paths = paths.reshape(-1, last - first)
        score = moves[0, paths[:, 0]] + moves[paths[:, -1], 0]
        for step in range(last - first):
            score = score + emission[first + step, paths[:, step]]
            if step:
                score = score + moves[paths[:, step - 1], paths[:, step]]
        assert labels[first:last] == paths[score.argmax()].tolist()


def test_forgetting_changes_no_score() -> None:
    """Word forms are learned anew after the memory was emptied, with the same sums."""
    recognizer, _ = made_up(4)
    columns = columns_of(WORDS, LENGTHS, known_column(), recognizer.forms)
    _, before = recognizer.scores(columns)
    many = [f"Name{number}" for number in range(31_000)]
    recognizer.forms.numbers_of(many)
    recognizer.refresh()
    assert len(recognizer.forms.words) == 1
    columns = columns_of(WORDS, LENGTHS, known_column(), recognizer.forms)
    assert np.array_equal(recognizer.scores(columns)[1], before)
