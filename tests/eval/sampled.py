"""Articles of several sets by id, for labels of our own that hold ids and no texts.

An id is the set and the article in it: `worldwide/<file>`, `geo/<part>/<number>`, `polnear-<split>/<number>`,
`wikinews-<split>/<number>`, `ieer/<number>`, `fundus/<page>`. Numbers count from 0 in the set's order.
"""

import re
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.eval.score_html import fundus_pages
from tests.eval.score_places import articles as geo_articles
from tests.eval.score_quotes import german_wikinews, polnear

WORLDWIDE = "newswire-worldwide"


class Sampled(NamedTuple):
    """One article: its text by lines, and the headline, standfirst and address where the set has them."""

    text: str
    headline: str = ""
    standfirst: str = ""
    url: str = ""


def sampled(data: Path, ids: Iterable[str]) -> dict[str, Sampled]:
    """Return the articles of `ids`, those that are there; only the sets that are asked for are read."""
    wanted = set(ids)
    parts = {name.rpartition("/")[0] for name in wanted}
    return {name: article for part in sorted(parts) for name, article in _part(data, part) if name in wanted}


def _part(data: Path, part: str) -> Iterator[tuple[str, Sampled]]:
    kind, _, name = part.partition("/")
    if kind == "worldwide":
        yield from worldwide(data)
    elif kind == "fundus":
        yield from fundus(data)
    else:
        for number, text in enumerate(_numbered(data, kind, name)):
            yield f"{part}/{number}", Sampled(text)


def _numbered(data: Path, kind: str, name: str) -> Iterator[str]:
    base, _, split = kind.partition("-")
    if base == "geo":
        yield from (article.text for article in geo_articles(data, name))
    elif base == "polnear":
        yield from (document.text for document in polnear(data, split))
    elif base == "wikinews":
        yield from (document.text for document in german_wikinews(data, split))
    elif base == "ieer":
        yield from _ieer(data)


def worldwide(data: Path) -> Iterator[tuple[str, Sampled]]:
    """Yield the worldwide articles as they came; lines that are only an address are none of the text."""
    with tarfile.open(data / WORLDWIDE / "worldwide-newswire.tar.gz") as archive:
        for member in archive.getmembers():
            name = Path(member.name).stem
            handle = archive.extractfile(member) if "original_articles/" in member.name else None
            if handle is None or name.startswith("._"):
                continue
            lines = [line for line in handle.read().decode("utf-8", "replace").splitlines() if line.strip()]
            urls = [line.strip() for line in lines if line.startswith("http")]
            body = "\n".join(line for line in lines if not line.startswith("http"))
            yield f"worldwide/{name}", Sampled(body, url=urls[0] if urls else "")


def fundus(data: Path) -> Iterator[tuple[str, Sampled]]:
    """Yield the news pages by their gold text."""
    for gold, _ in fundus_pages(data):
        standfirst = " ".join(gold["summary"] or ())
        text = "\n".join(gold["paragraphs"])
        yield f"fundus/{gold['html']}", Sampled(text, gold["title"], standfirst, gold["url"])


def _ieer(data: Path) -> Iterator[str]:
    with zipfile.ZipFile(data / "newswire-nltk" / "ieer.zip") as archive:
        for name in sorted(archive.namelist()):
            if not name.endswith("/") and "README" not in name:
                raw = archive.read(name).decode("latin-1")
                for body in re.findall(r"<TEXT>(.*?)</TEXT>", raw, re.DOTALL):
                    yield re.sub(r"<[^>]*>", "", body)
