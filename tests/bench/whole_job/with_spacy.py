"""Trafilatura and spaCy, each as its documentation recommends for speed: text, metadata, names.

Without the other parts of a whole job: no repair, language, de-duplication, places, topics, quotations.
"""

from typing import Any, cast

import spacy
import trafilatura

from tests.bench.whole_job.pipelines import KINDS, Found, Raw
from tests.bench.whole_job.train_spacy import model_folder


class TrafilaturaSpacy:
    """Extract, then recognise names."""

    name = "Trafilatura + spaCy"
    does = "extraction with metadata, names"
    packages: tuple[str, ...] = ("trafilatura", "spacy")

    def __init__(self) -> None:
        self._nlp = spacy.load(model_folder())
        self.settings = (
            "`bare_extraction(fast=True, include_comments=False, with_metadata=True)`; spaCy's small layers, "
            f"names only, trained on the data of Dateline's recogniser ({self._nlp.meta['description']})"
        )

    def fresh(self) -> None:
        """Do nothing: it remembers no article."""

    def run(self, raw: Raw) -> tuple[str | None, str, object]:
        """Return title, text and spaCy's document."""
        title, text = extracted(raw)
        return title, text, self._nlp(text)

    def found(self, raw: Raw, result: object) -> Found:
        """Return the fields."""
        title, text, document = cast(tuple[str | None, str, spacy.tokens.Doc], result)
        return Found(title, text, names_of(document))


def extracted(raw: Raw) -> tuple[str | None, str]:
    """Return a page's title and text by Trafilatura; a plain text as it is."""
    text = raw.value.decode()
    if raw.content_type == "text/plain":
        return None, text
    page: Any = trafilatura.bare_extraction(text, fast=True, include_comments=False, with_metadata=True)
    return (page.title, page.text or "") if page else (None, "")


def names_of(document: "spacy.tokens.Doc") -> frozenset[tuple[int, int, str]]:
    """Return spaCy's names."""
    return frozenset(
        (one.start_char, one.end_char, KINDS[one.label_]) for one in document.ents if one.label_ in KINDS
    )
