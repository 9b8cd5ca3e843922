"""Bad-input suites of others through decoding and through the whole pipeline, with nothing lost."""

import io
import json
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import feedparser
import msgspec
import pytest

from service.cli.chain import Chain
from service.codecs import decode
from service.codecs.dead_letter import encode_dead_letter
from service.codecs.markup import visible_text
from service.codecs.payload import has_content
from service.codecs.record import decode_article, encode_article
from service.model import DeadLetter, Draft, Headers, Limits, Message, Reason
from service.record import Article, Origin
from service.settings import Settings

pytestmark = pytest.mark.shared_data

SUITES = (
    "badinput-jsontestsuite",
    "badinput-html5lib-tests",
    "feeds-feedparser",
    "feeds-miniflux",
    "newswire-agency-fixtures-superdesk",
    "newswire-dpa-digitalwires",
    "iptc-newsmlg2-examples",
    "iptc-ninjs",
    "encoding-char-dataset",
)
# Small enough for every stage; the others are decoded only.
WHOLE = ("badinput-html5lib-tests", "feeds-miniflux", "newswire-agency-fixtures-superdesk")
# Of what a suite holds of articles, the share that has to come out; the rest are pictures, packages,
# schemas and files that are broken on purpose. Found by reading the outcomes.
DRAFTS = {
    "feeds-miniflux": 260,
    "newswire-agency-fixtures-superdesk": 85,
    "newswire-dpa-digitalwires": 34,
    "iptc-newsmlg2-examples": 24,
    "iptc-ninjs": 110,
    "encoding-char-dataset": 3_300,
}


def _members(data_dir: Path, suite: str) -> Iterator[tuple[str, bytes]]:
    for archive in sorted((data_dir / suite).glob("*.tar.gz")):
        with tarfile.open(archive) as opened:
            for member in opened:
                extracted = opened.extractfile(member) if member.isfile() else None
                if extracted is not None:
                    yield member.name, extracted.read()


def _message(value: bytes, content_type: str | None = None, name: str = "input") -> Message:
    headers: Headers = () if content_type is None else (("content-type", content_type.encode()),)
    return Message(value=value, headers=headers, origin=Origin(topic=name, partition=0, offset=0, item=0))


def _decoded(value: bytes, content_type: str | None = None) -> tuple[Draft | DeadLetter, ...]:
    """Decode, and check what holds for every outcome."""
    found = decode(_message(value, content_type), Limits())
    assert [item.origin.item for item in found] == list(range(len(found)))
    for item in found:
        assert msgspec.convert(msgspec.to_builtins(item), type(item)) == item
        assert not isinstance(item, DeadLetter) or item.reason is not Reason.INTERNAL_ERROR, item
    return found


def _enriched(chain: Chain, message: Message) -> list[Article | DeadLetter]:
    """Run the pipeline, and check that every outcome can be written and read again."""
    expected = len(decode(message, Limits()))
    found = list(chain.run(message))
    assert len(found) == expected
    for item in found:
        if isinstance(item, Article):
            assert decode_article(encode_article(item)) == item
        else:
            assert item.reason is not Reason.INTERNAL_ERROR, item
            assert json.loads(encode_dead_letter(item, message))["reason"] == item.reason
    return found


@pytest.fixture(scope="module")
def chain() -> Chain:
    """Return the stages with their tables loaded."""
    return Chain(Settings())


@pytest.mark.parametrize("suite", SUITES)
def test_every_file_has_its_outcomes(data_dir: Path, suite: str) -> None:
    """No file raises, none is without an outcome, and the articles among them come out."""
    drafts = sum(
        isinstance(item, Draft) for _, value in _members(data_dir, suite) for item in _decoded(value)
    )

    assert drafts >= DRAFTS.get(suite, 0)


@pytest.mark.parametrize("suite", WHOLE)
def test_every_file_goes_through_every_stage(data_dir: Path, suite: str, chain: Chain) -> None:
    """As many outcomes come out at the end as items went in."""
    for name, value in _members(data_dir, suite):
        _enriched(chain, _message(value, name=f"{suite}/{name}"))


def test_json_is_accepted_and_refused_as_the_suite_demands(data_dir: Path) -> None:
    """y_ files are JSON, n_ files never are, declared or not."""
    never = {Reason.MALFORMED_JSON, Reason.TOO_DEEP, Reason.UNDECODABLE, Reason.EMPTY}
    seen: Counter[str] = Counter()
    for name, value in _members(data_dir, "badinput-jsontestsuite"):
        kind = Path(name).name[:2]
        (declared,) = _decoded(value, "application/json")
        (plain,) = _decoded(value)
        if kind == "y_":
            assert isinstance(declared, DeadLetter), name
            assert declared.reason is Reason.INVALID_ENVELOPE, name
        if kind == "n_":
            assert isinstance(declared, DeadLetter), name
            assert declared.reason in never, name
            reason = plain.reason if isinstance(plain, DeadLetter) else plain.format
            assert reason in never | {"text/plain"}, name
        seen[kind] += 1

    assert (seen["y_"], seen["n_"]) == (95, 188)


def test_naughty_strings_are_articles_or_empty(data_dir: Path, chain: Chain) -> None:
    """Plain text with a letter or digit is an article whatever it tries; in JSON it comes through whole."""
    strings: list[str] = json.loads((data_dir / "badinput-blns" / "blns.json").read_bytes())
    for number, text in enumerate(strings):
        (plain,) = _decoded(text.encode(), "text/plain")
        envelope = json.dumps({"id": str(number), "content_type": "text/plain", "body": text}).encode()
        (inner,) = _decoded(envelope)
        _enriched(chain, _message(envelope, name=f"blns-{number}"))
        if not has_content(text):
            assert isinstance(plain, DeadLetter), text
            assert plain.reason in {Reason.EMPTY, Reason.UNDECODABLE}, text
        elif isinstance(inner, Draft) and inner.text is not None:
            assert inner.text == text
        else:  # a page, a feed or a document that declares entities, whatever was declared
            assert text.lstrip().startswith("<"), text
        assert inner.input_id == str(number)


def test_feeds_give_every_item_that_feedparser_finds(data_dir: Path) -> None:
    """Only an item that was cut off, and feeds that are refused for their entities, may be missing."""
    for name, value in [*_members(data_dir, "feeds-feedparser"), *_members(data_dir, "feeds-miniflux")]:
        if not name.endswith(".xml") or "cdf/" in name or "base64" in name:
            continue
        found = _decoded(value)
        reasons = {item.reason for item in found if isinstance(item, DeadLetter)}
        missing = _items_with_text(value) - sum(isinstance(item, Draft) for item in found)
        allowed = 1 if Reason.MALFORMED_XML in reasons else 0
        assert missing <= allowed or Reason.UNSAFE_XML in reasons, (name, missing, reasons)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def _items_with_text(value: bytes) -> int:
    parsed = feedparser.parse(io.BytesIO(value), sanitize_html=False)
    return sum(any(has_content(visible_text(text)) for text in _texts(entry)) for entry in parsed["entries"])


def _texts(entry: feedparser.FeedParserDict) -> list[str]:
    contents = [part.get("value") or "" for part in dict.get(entry, "content", [])]
    return [dict.get(entry, "title") or "", dict.get(entry, "summary") or "", *contents]
