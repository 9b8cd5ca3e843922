"""Fit one conditional random field and write its weights for `service.taggers.entities_model`.

Fitting is CRFsuite's (L-BFGS with L1 and L2 terms); it is deterministic for the same input.
"""

import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pycrfsuite

from service.taggers.entities_features import LABELS, View, position_features
from service.taggers.entities_forms import Forms
from service.taggers.training.corpora import Corpus
from service.taggers.training.views import views_of

_C1, _C2 = 0.05, 0.05  # strengths of the L1 and L2 terms
_SMALLEST = 0.01  # weights below this are left out of the file


def ordinary_words(corpus: Corpus, least: int = 2) -> frozenset[str]:
    """Return the words that the text writes in lower case, `least` times and mostly."""
    small: Counter[str] = Counter()
    large: Counter[str] = Counter()
    for document in corpus:
        for sentence in document:
            for word, label in zip(sentence.words, sentence.labels, strict=True):
                if word.islower() and label == "O":
                    small[word] += 1
                elif word[0].isupper() and label != "O":
                    large[word.lower()] += 1
    return frozenset(w for w, n in small.items() if n >= least and n > large[w])


def fit(corpus: Corpus, target: Path, *, iterations: int) -> int:
    """Train on `corpus` and write the weights to `target`; return the number of features kept."""
    ordinary = ordinary_words(corpus)
    forms = Forms(ordinary)
    trainer = pycrfsuite.Trainer(verbose=False)
    for document in corpus:
        for view, sentence in zip(views_of(document, forms), document, strict=True):
            trainer.append(_features(view), _repaired(sentence.labels, view))
    trainer.set_params({"c1": _C1, "c2": _C2, "max_iterations": iterations, "feature.minfreq": 2})
    with tempfile.TemporaryDirectory() as folder:
        model = str(Path(folder) / "model")
        trainer.train(model)
        tagger = pycrfsuite.Tagger()
        tagger.open(model)
        info = tagger.info()
    return _write(info, ordinary, target)


def _features(view: View) -> list[list[str]]:
    """Return the features of each word; words that cannot be a part of a name need none."""
    return [position_features(view, at) if view.is_open[at] else ["closed"] for at in range(len(view.words))]


def _repaired(labels: tuple[str, ...], view: View) -> list[str]:
    """Let every name begin with B, also where it lost its beginning, and no closed word be in one."""
    fixed: list[str] = []
    for given, is_open in zip(labels, view.is_open, strict=True):
        label = given if is_open else "O"
        before = fixed[-1] if fixed else "O"
        broken = label[0] == "I" and before[2:] != label[2:]
        fixed.append(f"B{label[1:]}" if broken else label)
    return fixed


def _write(info: object, ordinary: frozenset[str], target: Path) -> int:
    column = {label: index for index, label in enumerate(LABELS)}
    rows: dict[str, np.ndarray] = {}
    for (feature, label), weight in info.state_features.items():  # type: ignore[attr-defined]
        if abs(weight) >= _SMALLEST:
            rows.setdefault(feature, np.zeros(len(LABELS), np.float32))[column[label]] = weight
    transitions = np.zeros((len(LABELS), len(LABELS)), np.float32)
    for (left, right), weight in info.transitions.items():  # type: ignore[attr-defined]
        transitions[column[left], column[right]] = weight
    names = sorted(rows)
    np.savez_compressed(
        target,
        names=np.frombuffer("\n".join(names).encode(), np.uint8),
        weights=np.array([rows[name] for name in names], np.float16),
        transitions=transitions,
        ordinary=np.frombuffer("\n".join(sorted(ordinary)).encode(), np.uint8),
    )
    return len(names)
