"""newspaper4k with its `nlp()`: text, metadata, keywords and a summary. It recognises no names.

Its `nlp()` cuts sentences with NLTK's Punkt, whose trained tables are a download; where they are missing,
they are trained here on newswire (unsupervised, as the published ones were) and kept in the cache.
"""

import os
from pathlib import Path
from typing import cast

import newspaper
import nltk
from nltk.tokenize.punkt import PunktTokenizer, PunktTrainer, save_punkt_params

from tests.bench.whole_job.pipelines import Found, Raw
from tests.conftest import DATA
from tests.eval.score_dedup import worldwide


class Newspaper:
    """Parse, then keywords and summary."""

    name = "newspaper4k"
    does = "extraction with metadata, keywords, summary"
    settings = (
        "`fetch_images=False`, `download(input_html=…)`, `parse()`, `nlp()`; of plain text `nlp()` only"
    )
    packages: tuple[str, ...] = ("newspaper4k",)

    def __init__(self) -> None:
        punkt()
        self._config = newspaper.Config()
        self._config.fetch_images = False

    def fresh(self) -> None:
        """Do nothing: it remembers no article."""

    def run(self, raw: Raw) -> newspaper.Article:
        """Return the article."""
        article = newspaper.Article("https://news.example/", language="en", config=self._config)
        if raw.content_type == "text/html":
            article.download(input_html=raw.value.decode())
            article.parse()
        else:
            article.html = article.text = raw.value.decode()
            article.download_state = newspaper.article.ArticleDownloadState.SUCCESS
            article.is_parsed = True
        article.nlp()
        return article

    def found(self, raw: Raw, result: object) -> Found:
        """Return the fields."""
        article = cast(newspaper.Article, result)
        return Found(article.title, article.text, None)


def punkt() -> None:
    """Make NLTK find tables of Punkt, its own or ours."""
    cache = os.environ.get("BENCH_CACHE") or Path.home() / ".cache" / "dateline-bench"
    folder = Path(cache) / "nltk"
    nltk.data.path.append(str(folder))
    try:
        PunktTokenizer("english")
    except LookupError:
        target = folder / "tokenizers" / "punkt_tab" / "english"
        target.mkdir(parents=True, exist_ok=True)
        trainer = PunktTrainer("\n".join(worldwide(DATA)[::2]))
        save_punkt_params(trainer.get_params(), str(target))
