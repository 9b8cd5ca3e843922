"""A feeder for trying Dateline out: articles made of the samples' sentences, at a steady rate, without end.

    python feeder.py [--rate 5] [--count N] [--seed 1]     feeds
    python feeder.py --healthy                             0 if something was acknowledged a moment ago

Most are new; some come again as they were, some with a sentence changed, some as a revision, and a few are
broken on purpose, so that everything there is to see is seen. Not a benchmark: `dateline feed` sends files.
"""

import argparse
import asyncio
import datetime
import importlib.resources
import json
import random
import re
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from service.connection import client_options, connection_of
from service.settings import load_settings

HEARTBEAT = Path(tempfile.gettempdir()) / "dateline-feeder"
HEALTHY_SECONDS = 30.0
RETRY_SECONDS = 3.0
REMEMBERED = 50
BROKEN = (b'{"id": "cut-off", "body": "', b"\xff\xfe\xff\xff", b"?!?", b"<rss version='2.0'><channel/></rss>")
DESKS = ("metro.example", "coast.example", "orchard.example", "islands.example")


@dataclass(frozen=True, slots=True)
class Story:
    """One article before it is put into a format."""

    number: int
    source: str
    headline: str
    sentences: tuple[str, ...]


class Newsroom:
    """Makes raw messages; the same seed makes the same ones, but for their times."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - nothing here is a secret
        self._number = 0
        self._past: deque[Story] = deque(maxlen=REMEMBERED)
        self._groups = sample_sentences()

    def messages(self) -> Iterator[bytes]:
        """Yield raw messages without end."""
        while True:
            chance = self._random.random()
            if chance < 0.03:
                yield self._random.choice(BROKEN)
            elif chance < 0.25 and self._past:
                yield self._again(self._random.choice(self._past), chance)
            else:
                story = self._new()
                self._past.append(story)
                yield self._printed(story)

    def _new(self) -> Story:
        self._number += 1
        headlines, sentences = self._random.choice(self._groups)
        chosen = self._random.sample(sentences, min(len(sentences), self._random.randint(4, 12)))
        return Story(
            number=self._number,
            source=self._random.choice(DESKS),
            headline=self._random.choice(headlines),
            sentences=tuple(chosen),
        )

    def _again(self, story: Story, chance: float) -> bytes:
        """Return a copy by another desk, a copy with a sentence replaced, or a revision by the same desk."""
        if chance < 0.12:
            return self._printed(replace(story, source=self._random.choice(DESKS)), copy=True)
        changed = (*story.sentences[:-1], f"{self._random.randint(2, 90)} people were said to be affected.")
        return self._printed(replace(story, sentences=changed), copy=chance < 0.2)

    def _printed(self, story: Story, *, copy: bool = False) -> bytes:
        number = f"{story.number}-{self._random.randrange(10**6)}" if copy else f"{story.number}"
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        url = f"https://{story.source}/news/{number}"
        paragraphs = [" ".join(story.sentences[at : at + 2]) for at in range(0, len(story.sentences), 2)]
        body = "\n\n".join([story.headline, *paragraphs])
        kind = "text/plain"
        if story.number % 3 == 0:
            kind = "text/html"
            text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
            title = escape(story.headline)
            body = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article>"
        fields = {"id": f"{story.source}-{number}", "content_type": kind, "source": story.source, "url": url}
        # Some producers do not say when, and the service has to find it or do without.
        times = {} if story.number % 10 == 0 else {"published": now}
        return json.dumps({**fields, **times, "body": body}).encode()


def sample_sentences() -> list[tuple[list[str], list[str]]]:
    """Return headlines and sentences of the package's sample texts, those of one language together.

    Languages are told apart by a small word; articles in which none is found are left out.
    """
    groups: dict[str, tuple[list[str], list[str]]] = {}
    for file in sorted((importlib.resources.files("service") / "samples" / "text").iterdir(), key=str):
        headline, *rest = [line.strip() for line in file.read_text("utf-8").splitlines() if line.strip()]
        language = _language(" ".join(rest))
        if language is None:
            continue
        headlines, sentences = groups.setdefault(language, ([], []))
        headlines.append(headline)
        for line in rest:
            sentences += [part for part in re.split(r"(?<=[.!?]) +", line) if len(part) > 40]
    return [group for group in groups.values() if len(group[1]) >= 6]


def _language(text: str) -> str | None:
    words = f" {text.lower()} "
    marks = {"en": " the ", "fr": " les ", "de": " der ", "es": " los ", "it": " della ", "pt": " uma "}
    found = max(marks, key=lambda language: words.count(marks[language]))
    return found if marks[found] in words else None


async def feed(rate: float, count: int | None, seed: int) -> int:
    """Send until stopped or `count` were acknowledged; brokers that are away are waited for."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    messages, sent = Newsroom(seed).messages(), 0
    while not stopped.is_set() and (count is None or sent < count):
        try:
            sent += await _feed_once(messages, rate, None if count is None else count - sent, stopped)
        except (KafkaError, OSError) as error:
            sys.stderr.write(f"feeder: {type(error).__name__}: {error}; trying again\n")
            await _pause(RETRY_SECONDS, stopped)
    return sent


async def _feed_once(
    messages: Iterator[bytes], rate: float, count: int | None, stopped: asyncio.Event
) -> int:
    settings = load_settings()
    producer = AIOKafkaProducer(**client_options(connection_of(settings)), acks="all", linger_ms=20)
    sent = 0
    try:
        await producer.start()
        began = time.monotonic()
        while not stopped.is_set() and (count is None or sent < count):
            waiting = await producer.send(settings.topics.raw, next(messages))
            sent += 1
            if sent % max(1, int(rate)) == 0 or sent == count:
                await waiting
                HEARTBEAT.touch()
            await _pause(began + sent / rate - time.monotonic(), stopped)
    finally:
        await producer.stop()
    return sent


async def _pause(seconds: float, stopped: asyncio.Event) -> None:
    if seconds > 0:
        try:
            await asyncio.wait_for(stopped.wait(), seconds)
        except TimeoutError:
            return


def is_healthy() -> bool:
    """Return whether something was acknowledged a moment ago."""
    try:
        return time.time() - HEARTBEAT.stat().st_mtime < HEALTHY_SECONDS
    except OSError:
        return False


def main() -> int:
    """Feed, or tell whether it goes well."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rate", type=float, default=5.0, help="messages a second")
    parser.add_argument("--count", type=int, help="end after so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--healthy", action="store_true", help="only tell whether it goes well")
    options = parser.parse_args()
    if options.healthy:
        return 0 if is_healthy() else 1
    sys.stderr.write(f"feeder: {asyncio.run(feed(options.rate, options.count, options.seed))} sent\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
