"""Stages for tests of the time budget: one article a line, and words that make a stage hang or crash."""

import dataclasses
import os
import re
import signal

import msgspec

from service.codecs.record import decode_article
from service.model import Message, Outcome, Publish, StageName
from service.pipeline import guarded
from service.settings import Settings
from service.worker.stages import StageDefinition
from tests.integration.simple_stages import define_simple, make_simple_article

_ENDLESS = re.compile("(a+)+$")


def define_hanging(name: StageName, settings: Settings) -> StageDefinition:
    """Return a simple stage in which a message or an item may hang in a C call, or end the process."""
    simple = define_simple(name, settings)
    if name is StageName.DEDUPLICATE:
        return simple
    run = _one_a_line if name is StageName.NORMALIZE else _pass
    return dataclasses.replace(simple, bind=lambda _: guarded(run, name))


def _one_a_line(message: Message) -> tuple[Outcome, ...]:
    text = (message.value or b"").decode()
    if text.startswith("whole"):
        _hang()
    return tuple(
        Publish(
            topics=("normalized",),
            key=b"en",
            article=make_simple_article(_item(message, number), line),
        )
        for number, line in enumerate(text.splitlines())
    )


def _pass(message: Message) -> tuple[Outcome, ...]:
    article = decode_article(message.value)
    if "hang" in article.body:
        _hang()
    if "crash" in article.body:
        os.kill(os.getpid(), signal.SIGKILL)
    return (Publish(topics=("enriched",), key=b"key", article=article),)


def _hang() -> None:
    _ENDLESS.match("a" * 60 + "b")


def _item(message: Message, number: int) -> Message:
    return msgspec.structs.replace(message, origin=msgspec.structs.replace(message.origin, item=number))
