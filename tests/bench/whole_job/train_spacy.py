"""Train spaCy's small architecture for names on the open data that Dateline's recogniser is trained on.

    python -m tests.bench.whole_job.train_spacy [--cpu-seconds 600]

No trained model of spaCy's can be installed from a package registry, so that one is made: the same sentences
as `python -m service.taggers.training` uses, the layers of spaCy's own small English pipeline, averaged
weights, for a stated processor time or until it is interrupted (SIGTERM, Ctrl-C); either way what has been
learnt is kept, in a cache outside the repository.
"""

import argparse
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.util import minibatch

from service.taggers.training.corpora import Corpus, Labelled, english, german
from service.taggers.training.synthesis import synthetic
from service.taggers.training.variation import names_in, varied, with_headlines
from tests.conftest import DATA

SEED = 20_240
CPU_SECONDS = 600
DROPOUT, BATCH = 0.1, 96
# The layers of spaCy's small English pipeline (width, depth, rows of its tables of hashes).
TOK2VEC = {
    "@architectures": "spacy.Tok2Vec.v2",
    "embed": {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": 96,
        "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
        "rows": [5000, 1000, 2500, 2500],
        "include_static_vectors": False,
    },
    "encode": {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": 96,
        "depth": 4,
        "window_size": 1,
        "maxout_pieces": 3,
    },
}
NER = {
    "model": {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": TOK2VEC,
    }
}
Written = tuple[str, list[tuple[int, int, str]]]
"""A sentence, and its names by span and type."""

_CLOSING, _OPENING = frozenset(",.;:!?)]%…'’"), frozenset("([$£€#")


def model_folder() -> Path:
    """Return where the model is kept; `BENCH_CACHE` overrides the user's cache."""
    cache = os.environ.get("BENCH_CACHE") or Path.home() / ".cache" / "dateline-bench"
    return Path(cache) / f"spacy-{spacy.__version__}-names"


def corpus(data: Path) -> Corpus:
    """Return the sentences that Dateline's English recogniser is trained on."""
    natural, foreign = english(data, hold_out=False), german(data, hold_out=False)
    changed = [doc for turn in range(2) for doc in varied(natural, SEED + turn, foreign)]
    return natural + with_headlines(changed + synthetic("sentences_en.txt", 2_000, SEED), SEED, 0.1)


def written(sentence: Labelled) -> Written:
    """Return a sentence as it is written, and its names by span."""
    text, starts, quoted = "", [], False
    for word in sentence.words:
        glued = not text or word[0] in _CLOSING or text[-1] in _OPENING or (word == '"' and quoted)
        after_opening = text.endswith('"') and quoted
        text += "" if glued or after_opening else " "
        quoted ^= word == '"'
        starts.append(len(text))
        text += word
    names = [
        (starts[first], starts[last - 1] + len(sentence.words[last - 1]), kind)
        for first, last, kind in names_in(sentence)
    ]
    return text, names


def train(data: Path, cpu_seconds: float) -> Language:
    """Train for `cpu_seconds` of processor time at most; return the pipeline."""
    sentences = [written(sentence) for document in corpus(data) for sentence in document]
    nlp = spacy.blank("en")
    nlp.add_pipe("ner", config=NER)
    chance = random.Random(SEED)  # noqa: S311 - to shuffle, the same way each time
    chance.shuffle(sentences)
    first = [_example(nlp, *one) for one in sentences[:2_000]]
    optimizer = nlp.initialize(lambda: first)
    began, seen, told = time.process_time(), 0, list[int]()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda given, _: told.append(given))
    for batch in minibatch(_endless(sentences, chance), BATCH):
        nlp.update([_example(nlp, *one) for one in batch], drop=DROPOUT, sgd=optimizer)
        seen += len(batch)
        if told or time.process_time() - began > cpu_seconds:
            break
    spent = time.process_time() - began
    with nlp.use_params(optimizer.averages):
        averaged = nlp.to_bytes()
    nlp.from_bytes(averaged)
    nlp.meta["description"] = f"{seen:,} sentences in {spent:.0f} s of processor time"
    return nlp


def _endless(sentences: list[Written], chance: random.Random) -> Iterator[Written]:
    while True:
        yield from sentences
        chance.shuffle(sentences)


def _example(nlp: Language, text: str, names: list[tuple[int, int, str]]) -> Example:
    document = nlp.make_doc(text)
    fitting = [one for one in names if document.char_span(*one[:2]) is not None]
    return Example.from_dict(document, {"entities": fitting})


def main() -> None:
    """Train and keep the model."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.whole_job.train_spacy", description=__doc__)
    parser.add_argument("--cpu-seconds", type=float, default=CPU_SECONDS)
    seconds = parser.parse_args().cpu_seconds
    model_folder().mkdir(parents=True, exist_ok=True)  # now, rather than after all the training
    nlp = train(DATA, seconds)
    nlp.to_disk(model_folder())
    print(f"{model_folder()}: {nlp.meta['description']}")


if __name__ == "__main__":
    main()
