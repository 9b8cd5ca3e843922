"""The work that is counted: the pure functions on the package's own samples, and a reference beside them.

Each job has inputs to warm up with and others to count, so that caches are as full as in a process that has
run for a while and new articles still miss them now and then.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from service.codecs.record import decode_article, encode_article
from service.model import Message, Outcome, StageName
from service.settings import load_settings
from service.worker.outcomes import OutcomeRecords, Stamp
from service.worker.stages import define_stage
from service.worker.transaction import MAX_RECORD_BYTES
from tests.bench.functions import message, published, stage_of
from tests.conftest import ROOT

SAMPLES = ROOT / "service" / "samples"
REFERENCE = "reference"
OPENING = 400
_FOLDERS = (("text", "text/plain"), ("pages", "text/html"), ("feeds", "application/rss+xml"))
_WORD = re.compile(r"\w+")


class Job(NamedTuple):
    """Work on one input, the inputs that warm it up, and those that are counted."""

    name: str
    work: Callable[[object], object]
    warm_up: Sequence[object]
    inputs: Sequence[object]


def fingerprint() -> str:
    """Return a digest of all inputs: ratios of other inputs cannot be compared."""
    digest = hashlib.sha256()
    for folder, _ in _FOLDERS:
        for file in sorted((SAMPLES / folder).iterdir()):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def jobs() -> Iterator[Job]:
    """Yield the reference, and then each job; tables are loaded on the way."""
    texts = _raw("text", "text/plain")
    yield _halved(REFERENCE, _reference, [one.value.decode() for one in texts if one.value])
    normalize = stage_of(StageName.NORMALIZE)
    for folder, content_type in _FOLDERS:
        yield _halved(f"normalize {folder}", normalize, _raw(folder, content_type))
    articles = [found for one in texts for found in published(normalize, one)]
    yield _halved("deduplicate", stage_of(StageName.DEDUPLICATE), articles)
    tag = _halved("tag", stage_of(StageName.TAG), articles)
    openings = [found for one in texts for found in published(normalize, _opening(one))]
    yield tag._replace(warm_up=[*openings, *tag.warm_up])
    yield _halved("record: read and write", lambda one: encode_article(decode_article(one.value)), articles)
    yield _halved("outcomes to records", _encoding(), [(one, normalize(one)) for one in texts])


def _halved(name: str, work: Callable[..., object], inputs: Sequence[object]) -> Job:
    return Job(name, work, inputs[::2], inputs[1::2])


def _opening(text: Message) -> Message:
    """Return the first words only: every language's tables are loaded by them."""
    return msgspec.structs.replace(text, value=(text.value or b"")[:OPENING])


def _raw(folder: str, content_type: str) -> list[Message]:
    files = sorted((SAMPLES / folder).iterdir())
    return [message(file.read_bytes(), content_type, number) for number, file in enumerate(files)]


def _encoding() -> Callable[[tuple[Message, tuple[Outcome, ...]]], object]:
    topics = define_stage(StageName.NORMALIZE, load_settings()).topics
    encoder = OutcomeRecords(topics=topics, stage=StageName.NORMALIZE, max_bytes=MAX_RECORD_BYTES)
    return lambda given: encoder.encode(*given, Stamp(1_767_225_600_000))


def _reference(text: object) -> object:
    """Do what such programs are made of, with the standard library only: it must never change."""
    words = _WORD.findall(str(text))
    counted = Counter(word.casefold() for word in words)
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    rows = [{"word": word, "count": count, "parts": [word[:2], word[2:]]} for word, count in ranked]
    read = json.loads(json.dumps(rows, ensure_ascii=False))
    joined = " ".join(row["word"].title() for row in read if row["count"] < 9)
    return hashlib.sha256(re.sub(r"[aeiou]+", "", joined).encode()).hexdigest()
