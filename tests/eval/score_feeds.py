"""Score feeds that other parsers test themselves on: whether any item is lost.

An item counts as there if feedparser, run as its own project runs it, finds a title, a summary or a content
in it that is not blank. Bytes go through the whole of normalising, so that refusals behind the codec count.
"""

import io
import tarfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import feedparser

from service.model import Limits, Message, Publish, Topics
from service.pipeline import normalize
from service.record import Origin
from tests.eval.figure import Figure

SETS = ("feeds-feedparser", "feeds-miniflux")


def feed_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each fixture in the archives of a set."""
    for archive in sorted(folder.glob("*.tar.gz")):
        with tarfile.open(archive) as members:
            for member in members:
                stream = members.extractfile(member) if member.isfile() else None
                if stream is not None:
                    yield member.name, stream.read()


def expected_items(content: bytes) -> int:
    """Return how many items with a title, summary or content feedparser finds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            entries = feedparser.parse(io.BytesIO(content), sanitize_html=False)["entries"]
        except Exception:  # feedparser lets errors of its converters out
            return 0
    return sum(_is_item(entry) for entry in entries)


def _is_item(entry: feedparser.FeedParserDict) -> bool:
    values = [dict.get(entry, "title"), dict.get(entry, "summary")]
    values += [part.get("value") for part in dict.get(entry, "content", [])]
    return any(isinstance(value, str) and value.strip() for value in values)


def articles_of(content: bytes) -> int:
    """Return how many articles a fixture gives."""
    origin = Origin(topic="eval", partition=0, offset=0, item=0)
    outcomes = normalize(Message(value=content, origin=origin), topics=Topics(), limits=Limits())
    return sum(isinstance(outcome, Publish) for outcome in outcomes)


def figures(data: Path) -> Iterator[Figure]:
    """Yield for each set the share of items that come out as articles."""
    for name in SETS:
        folder = data / name
        if not folder.is_dir():
            raise FileNotFoundError(2, "no such set", str(folder))
        wanted = found = 0
        for _, content in feed_files(folder):
            expected = expected_items(content)
            wanted += expected
            found += min(expected, articles_of(content))
        yield Figure(dataset=name, name="items kept", value=found / max(1, wanted), items=wanted)
