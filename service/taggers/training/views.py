"""Cut an article's columns into sentences, whose features training writes as strings."""

import numpy as np

from service.taggers.entities_columns import Booleans, Columns, Integers, columns_of, gazetteer_column
from service.taggers.entities_features import SHAPE, View
from service.taggers.entities_forms import FLAGS_OF, SHAPE_OF, TIE, Forms
from service.taggers.gazetteer import find_known
from service.taggers.training.corpora import Labelled


def views_of(document: list[Labelled], forms: Forms) -> list[View]:
    """Return one view for each sentence of a document."""
    words = [word for sentence in document for word in sentence.words]
    known = [column for sentence in document for column in _known(sentence.words)]
    lengths = [len(sentence.words) for sentence in document]
    columns = columns_of(words, lengths, known, forms)
    columns = columns._replace(is_open=_learned(columns, forms.table[columns.forms]))
    views = []
    at = 0
    for length in lengths:
        views.append(_view(words[at : at + length], at, columns, forms))
        at += length
    return views


def _known(words: tuple[str, ...]) -> list[int]:
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word) + 1
    known: list[int] = gazetteer_column(starts, find_known(" ".join(words))).tolist()
    return known


_AROUND = 2  # words on either side of a name that training looks at too


def _learned(columns: Columns, properties: Integers) -> Booleans:
    """Say which words are trained on: those that may be in a name, and marks and ties around names.

    Tagging looks at fewer; what stands around names teaches where they end.
    """
    first, last = (np.unique(role[role > 0]) for role in columns.roles[4:])
    steps = np.zeros(len(properties) + 1, np.int64)
    np.add.at(steps, first - _AROUND, 1)
    np.add.at(steps, last + 1 + _AROUND, -1)
    shapes = properties[:, SHAPE_OF]
    is_small = (shapes == SHAPE["lower"]) & (properties[:, TIE] == 0)
    learned: Booleans = (steps.cumsum()[:-1] > 0) & (shapes > 0) & ~is_small
    return learned


def _view(words: list[str], at: int, columns: Columns, forms: Forms) -> View:
    rows = columns.rows[at : at + len(words)]
    first = int(rows[0])
    properties = forms.table[columns.forms[rows]]
    return View(
        words,
        properties[:, SHAPE_OF].tolist(),
        properties[:, FLAGS_OF].tolist(),
        columns.gazetteer[rows].tolist(),
        columns.document[rows].tolist(),
        columns.run[rows].tolist(),
        columns.is_open[rows].tolist(),
        [[int(row) - first if row else -1 for row in role[rows]] for role in columns.roles],
    )
