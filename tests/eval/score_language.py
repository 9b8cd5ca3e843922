"""Score language identification on sentences and word pairs, without any declaration (even lines only)."""

import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

from service.normalize.language import identify
from tests.eval.figure import Figure

DATASET = "langid-lingua-testdata"
NEWS_LANGUAGES = frozenset("ar cs de en es fi fr hi id it ja ko pl pt ru sv th tr zh".split())
_LINES = 300  # even lines of each language that are scored
_SAME = {"nb": "no", "nn": "no", "bs": "hr", "ms": "id"}  # not told apart by a sentence
_PUBLISHED = {"lingua": 0.960, "CLD2": 0.939, "CLD3": 0.931, "langid": 0.902}


def figures(data: Path) -> Iterator[Figure]:
    """Yield accuracies for both lengths, for the languages of most news and for all."""
    for kind, published in (("sentences", _PUBLISHED), ("word-pairs", {"lingua": 0.889, "CLD2": 0.678})):
        right = dict.fromkeys((True, False), 0)
        total = dict.fromkeys((True, False), 0)
        started = time.process_time()
        for language, line in _lines(data, kind):
            is_news = language in NEWS_LANGUAGES
            total[is_news] += 1
            found = identify(line, ())[0]
            right[is_news] += _SAME.get(found, found) == _SAME.get(language, language)
        spent = time.process_time() - started
        name = f"{DATASET} {kind}"
        yield Figure(
            dataset=name, name="accuracy, 19 languages", value=right[True] / total[True], items=total[True]
        )
        count = sum(total.values())
        accuracy = sum(right.values()) / count
        yield Figure(
            dataset=name, name="accuracy, 75 languages", value=accuracy, items=count, published=published
        )
        yield Figure(dataset=name, name="µs a text", value=1e6 * spent / count, items=count, is_held=False)


def _lines(data: Path, kind: str) -> Iterator[tuple[str, str]]:
    with tarfile.open(data / DATASET / "lingua-testdata.tar.gz") as archive:
        for member in archive.getmembers():
            path = Path(member.name)
            file = archive.extractfile(member) if path.suffix == ".txt" and path.parent.name == kind else None
            if file is None:
                continue
            lines = file.read().decode("utf-8").split("\n")
            for line in [text for text in lines[1::2] if text.strip()][:_LINES]:
                yield path.stem, line
