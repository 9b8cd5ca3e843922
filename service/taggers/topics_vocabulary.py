"""IPTC Media Topics, reduced to what tagging needs, and the command that reduces them.

    python -m service.taggers.topics_vocabulary <folder with the IPTC files>

merges the multi-language JSON of 2019-04-06 (`cptall-x-all.json`) with the rows of the spreadsheet of
2023-10-24 (`iptc_mapping.json`): labels in English, hierarchy and retirements are those of 2023, the
other languages those of 2019. The result is `data/media_topics.json`, one topic a line. Which words
point to a topic is `service.taggers.topics_lexicon`.

The vocabulary is © International Press Telecommunications Council, CC BY 4.0.
"""

import functools
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
import orjson

SCHEME = "http://cv.iptc.org/newscodes/mediatopic/"
_PREFIX = "medtop:"
_FILE = "media_topics.json"
_LEVELS = range(1, 7)
# IPTC's file names two languages by their country.
_LANGUAGES = {"en-GB": "en", "se": "sv", "dk": "da"}


class MediaTopic(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One topic: eight digits, its parent's, its names by language tag, and whether it is retired."""

    code: str
    parent: str | None = None
    names: dict[str, str]
    retired: bool = False


class _File(msgspec.Struct, frozen=True, kw_only=True):
    """The reduced file."""

    source: str
    topics: tuple[MediaTopic, ...]


@functools.cache
def media_topics() -> dict[str, MediaTopic]:
    """Return all topics by code, retired ones included."""
    data = resources.files("service.taggers").joinpath("data", _FILE).read_bytes()
    return {topic.code: topic for topic in msgspec.json.decode(data, type=_File).topics}


@functools.cache
def ancestors(code: str) -> tuple[str, ...]:
    """Return the codes above `code`, nearest first; empty for a top-level topic."""
    parent = media_topics()[code].parent
    return () if parent is None else (parent, *ancestors(parent))


@functools.cache
def top_level(code: str) -> str:
    """Return the top-level topic that `code` belongs to, which may be itself."""
    return (code, *ancestors(code))[-1]


def uri_of(code: str) -> str:
    """Return the topic's URI."""
    return f"{SCHEME}{code}"


def reduce_vocabulary(rows: dict[str, dict[str, Any]], concepts: list[dict[str, Any]]) -> list[MediaTopic]:
    """Merge the rows of 2023 with the labels of 2019.

    Args:
        rows: qcode → columns of the spreadsheet.
        concepts: the members of `conceptSet`.

    Returns:
        The topics in the order of their codes.
    """
    older = {concept["qcode"]: concept for concept in concepts}
    topics = [_reduced(qcode, row, older.get(qcode, {})) for qcode, row in rows.items()]
    return sorted(topics, key=lambda topic: topic.code)


def _reduced(qcode: str, row: dict[str, Any], older: dict[str, Any]) -> MediaTopic:
    labels = older.get("prefLabel", {})
    names = {_LANGUAGES.get(tag, tag): label.strip() for tag, label in labels.items() if label}
    names["en"] = str(row["Name (en-GB)"]).strip()
    levels = [row[f"Level{n}/NewsCode"] for n in _LEVELS]
    path = [str(level).removeprefix(_PREFIX) for level in levels if isinstance(level, str)]
    return MediaTopic(
        code=qcode.removeprefix(_PREFIX),
        parent=path[-2] if len(path) > 1 else None,
        names=dict(sorted(names.items())),
        retired=isinstance(row["RetiredDate"], str) or "retired" in older,
    )


def _write(folder: Path, target: Path) -> int:
    rows = orjson.loads((folder / "iptc_mapping.json").read_bytes().replace(b"NaN", b"null"))
    concepts = orjson.loads((folder / "cptall-x-all.json").read_bytes())["conceptSet"]
    topics = reduce_vocabulary(rows, concepts)
    lines = ",\n".join(orjson.dumps(msgspec.to_builtins(topic)).decode() for topic in topics)
    source = (
        "IPTC Media Topic NewsCodes (2019-04-06 and 2023-10-24), (c) International Press "
        "Telecommunications Council, www.iptc.org, CC BY 4.0; reduced to codes, parents and names"
    )
    head = orjson.dumps(source).decode()
    target.write_text(f'{{"source": {head}, "topics": [\n{lines}\n]}}\n', encoding="utf-8")
    return len(topics)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m service.taggers.topics_vocabulary FOLDER")
    destination = Path(__file__).parent / "data" / _FILE
    sys.stderr.write(f"{_write(Path(sys.argv[1]), destination)} topics written to {destination}\n")
