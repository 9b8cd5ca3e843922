"""A library for every part of the job that one can be installed for, as their documentation calls them.

Repair, extraction, language, near copies, names, keywords and quantities. No library here finds quotations
with speakers, Media Topics or places' coordinates, so that Dateline still does more.
"""

from typing import cast

import ftfy
import py3langid
import spacy
import yake
from datasketch import MinHash, MinHashLSH
from quantulum3 import parser

from tests.bench.whole_job.pipelines import Found, Raw
from tests.bench.whole_job.train_spacy import model_folder
from tests.bench.whole_job.with_spacy import extracted, names_of

PERMUTATIONS, THRESHOLD, WORDS = 128, 0.5, 5


class Libraries:
    """One library after the other."""

    name = "a library for each part"
    does = "repair, extraction with metadata, language, near copies, names, keywords, quantities"
    settings = (
        "ftfy, Trafilatura and spaCy as above, py3langid, datasketch with 128 permutations of 5-word "
        "shingles, YAKE and quantulum3 as they come"
    )
    packages: tuple[str, ...] = (
        "ftfy",
        "trafilatura",
        "py3langid",
        "datasketch",
        "spacy",
        "yake",
        "quantulum3",
    )

    def __init__(self) -> None:
        self._nlp = spacy.load(model_folder())
        self._keywords = yake.KeywordExtractor(lan="en", top=10)
        self.fresh()

    def fresh(self) -> None:
        """Forget the articles seen."""
        self._seen = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)

    def run(self, raw: Raw) -> tuple[object, ...]:
        """Return everything that was found; title, text and names lead."""
        title, text = extracted(raw)
        text = ftfy.fix_text(text, uncurl_quotes=False, fix_line_breaks=False)  # places of names stay
        language = py3langid.classify(text)
        sketch = _sketch(text)
        copies = self._seen.query(sketch)
        self._seen.insert(raw.number, sketch)
        document = self._nlp(text)
        keywords = self._keywords.extract_keywords(text)
        return title, text, document, keywords, parser.parse(text), language, copies

    def found(self, raw: Raw, result: object) -> Found:
        """Return the fields."""
        title, text, document, *_ = cast(tuple[object, ...], result)
        return Found(cast(str | None, title), cast(str, text), names_of(document))


def _sketch(text: str) -> MinHash:
    words = text.lower().split()
    shingles = {" ".join(words[at : at + WORDS]).encode() for at in range(max(1, len(words) - WORDS + 1))}
    sketch = MinHash(num_perm=PERMUTATIONS)
    sketch.update_batch(list(shingles))
    return sketch
