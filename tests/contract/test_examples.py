"""The examples beside the schemas: valid, readable by our own code, and true in their offsets."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import orjson
import pytest
import yaml

from service.codecs import decode
from service.codecs.dead_letter import LetterRecord
from service.codecs.record import decode_article, decode_fingerprint, encode_article, encode_fingerprint
from service.codecs.schema import schemas
from service.dedup.folding import words_of
from service.dedup.shingle import shingle_hashes, unpack
from service.model import DeadLetter, Limits, Message
from service.record import Article, Origin
from tests.conftest import ROOT
from tests.contract.example_records import example_records, file_content

EXAMPLES = ROOT / "schemas" / "examples"
FILES = sorted(EXAMPLES.glob("*/v1/*.json"))
TOPICS = sorted(file.stem for file in (ROOT / "schemas" / "topics").glob("*.yaml"))
ARTICLES = [file for file in FILES if file.parts[-3] in {"normalized", "unique", "duplicates", "enriched"}]
SCHEMA_OF = {"duplicates": "duplicate-article.v1", "dead-letter": "dead-letter.v1"}


def name_of(file: Path) -> str:
    """Return the test's name for a file."""
    return file.relative_to(EXAMPLES).as_posix()


def schema_of(topic: str) -> str:
    """Return the schema of a topic's values, as its own file states it where ours is not narrower."""
    stated = yaml.safe_load((ROOT / "schemas" / "topics" / f"{topic}.yaml").read_text(encoding="utf-8"))
    return SCHEMA_OF.get(topic) or str(stated["value"])


def articles() -> list[Article]:
    """Return every example that is an article."""
    return [decode_article(file.read_bytes()) for file in ARTICLES]


def test_every_topic_has_at_least_two() -> None:
    """Each topic has two examples or more, and no folder belongs to none."""
    counts = {topic: len(list((EXAMPLES / topic / "v1").glob("*.json"))) for topic in TOPICS}
    assert all(count >= 2 for count in counts.values()), counts
    assert sorted(folder.name for folder in EXAMPLES.iterdir() if folder.is_dir()) == TOPICS


def test_examples_are_what_the_stages_make_today() -> None:
    """Every example but the raw ones equals what it becomes; `make schemas` writes them anew."""
    made = {f"{name}.json": file_content(value) for name, value in example_records()}
    stale = [name for name, content in made.items() if (EXAMPLES / name).read_bytes() != content]
    assert stale == [], "make schemas"
    assert set(made) == {name_of(file) for file in FILES if file.parts[-3] != "raw"}


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_an_example_is_valid(file: Path) -> None:
    """Each example is valid by its topic's schema."""
    schema = schemas()[schema_of(file.parts[-3])]
    jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ).validate(orjson.loads(file.read_bytes()))


@pytest.mark.parametrize("file", [f for f in FILES if f.parts[-3] == "raw"], ids=name_of)
def test_a_raw_example_is_decoded(file: Path) -> None:
    """Our decoder reads each envelope, whatever format is inside, without a dead letter."""
    message = Message(
        value=file.read_bytes(), origin=Origin(topic="articles.raw", partition=0, offset=1, item=0)
    )
    drafts = decode(message, Limits())
    assert drafts
    assert not [draft for draft in drafts if isinstance(draft, DeadLetter)]


@pytest.mark.parametrize("file", ARTICLES, ids=name_of)
def test_an_article_is_read_and_written_without_loss(file: Path) -> None:
    """Our codec reads each record and writes the same JSON again, fields in the same order."""
    data = file.read_bytes()
    assert encode_article(decode_article(data)) == orjson.dumps(orjson.loads(data))


def test_fingerprints_are_read_and_written_without_loss() -> None:
    """The state is read back as it was, with the shingles of its article's body in the order of the text."""
    texts = {article.uri: article.bodies[0].value for article in articles()}
    for file in (EXAMPLES / "fingerprints" / "v1").glob("*.json"):
        fingerprint = decode_fingerprint(file.read_bytes())
        assert encode_fingerprint(fingerprint) == orjson.dumps(orjson.loads(file.read_bytes()))
        shingles = unpack(fingerprint.shingles).tolist()
        assert len(shingles) > 30
        assert shingles == shingle_hashes(words_of(texts[fingerprint.uri])).tolist()


def test_dead_letters_are_records_of_ours() -> None:
    """Each dead letter converts to the type that writes them."""
    for file in (EXAMPLES / "dead-letter" / "v1").glob("*.json"):
        assert msgspec.convert(orjson.loads(file.read_bytes()), LetterRecord).reason


@pytest.mark.parametrize("file", ARTICLES, ids=name_of)
def test_offsets_point_at_what_they_claim(file: Path) -> None:
    """Surfaces, quotations and paragraphs equal their stretch of the body."""
    record = orjson.loads(file.read_bytes())
    body = record["bodies"][0]["value"]
    pointed = list(_pointed(record))
    assert pointed
    for text, start, end in pointed:
        assert body[start:end] == text


def test_duplicates_name_articles_among_the_examples() -> None:
    """The examples belong together: what a verdict names is there, in the same story."""
    story_of = {article.uri: article.dedup.story for article in articles() if article.dedup}
    copies = [article.dedup for article in articles() if article.dedup and article.dedup.of]
    assert len(copies) >= 3
    assert all(copy.of and story_of[copy.of] == copy.story for copy in copies)


def _pointed(part: Any) -> Iterator[tuple[str, int, int]]:
    if isinstance(part, list):
        for item in part:
            yield from _pointed(item)
    if isinstance(part, dict):
        text = part.get("text", part.get("surface"))
        if text is not None and "start" in part:
            yield text, part["start"], part["end"]
        for value in part.values():
            yield from _pointed(value)
