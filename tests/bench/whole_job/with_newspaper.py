"""newspaper4k with its `nlp()`: text, metadata, keywords and a summary. It recognises no names.

Its `nlp()` cuts sentences with NLTK's Punkt, whose trained tables are a download. Here they are trained on
newswire instead, without labels, as the published ones were.
"""

import importlib
from typing import Any, cast

import newspaper
from nltk.tokenize.punkt import PunktSentenceTokenizer, PunktTrainer

from tests.bench.whole_job.pipelines import Found, Raw
from tests.conftest import DATA
from tests.eval.score_dedup import worldwide

TRAINED_ON = 200  # articles
_ADDRESS = "https://news.example/"


class Newspaper:
    """Parse, then keywords and summary."""

    name = "newspaper4k"
    does = "extraction with metadata, keywords, summary"
    settings = "`fetch_images=False`, `download(input_html=…)`, `parse()`, `nlp()`; of plain text the last"
    packages: tuple[str, ...] = ("newspaper4k",)

    def __init__(self) -> None:
        trainer = PunktTrainer("\n".join(worldwide(DATA)[:TRAINED_ON]))
        cut: Any = importlib.import_module("newspaper.nlp").split_sentences
        cut._tokenizer = PunktSentenceTokenizer(trainer.get_params())  # where it keeps what it would load
        self._states: Any = importlib.import_module("newspaper.article").ArticleDownloadState
        self._config = newspaper.Config()
        self._config.fetch_images = False

    def fresh(self) -> None:
        """Do nothing: it remembers no article."""

    def run(self, raw: Raw) -> newspaper.Article:
        """Return the article; in a language that it has no words of, as if it were English."""
        try:
            return self._run(raw, newspaper.Article(_ADDRESS, config=self._config))
        except (ImportError, LookupError):  # a further package, or tables, for that language
            return self._run(raw, newspaper.Article(_ADDRESS, language="en", config=self._config))

    def _run(self, raw: Raw, article: newspaper.Article) -> newspaper.Article:
        if raw.content_type == "text/html":
            article.download(input_html=raw.value.decode())
            article.parse()
        else:
            article.html = article.text = raw.value.decode()
            article.download_state = self._states.SUCCESS
            article.is_parsed = True
        article.nlp()
        return article

    def found(self, raw: Raw, result: object) -> Found:
        """Return the fields."""
        article = cast(newspaper.Article, result)
        return Found(article.title, article.text, None)
