"""Run inputs through the service's own pipeline, in this process, and give back plain JSON.

What comes back is what `dateline enrich` prints and writes: a record, or a dead letter with `reason`.
"""

from collections.abc import Sequence
from typing import Any

import orjson

from service.cli.chain import Chain, encoded
from service.codecs.dead_letter import encode_dead_letter
from service.model import Message
from service.record import Article, Origin
from service.settings import Settings

Record = dict[str, Any]
Input = dict[str, Any] | tuple[str | bytes, str | None]


def run(*inputs: Input) -> list[Record]:
    """Return one outcome for each item of each input, one after another in one run.

    Args:
        inputs: an envelope as a mapping, or bytes or text with the type declared for them.
    """
    chain = Chain(Settings())
    messages = [_message(given, number) for number, given in enumerate(inputs)]
    return [_plain(outcome, message) for message in messages for outcome in chain.run(message)]


def text(*paragraphs: str) -> tuple[str, str]:
    """Return a plain-text input of these paragraphs."""
    return "\n\n".join(paragraphs), "text/plain"


def alternatives(record: Record, role: str) -> list[str]:
    """Return the identifiers of a role."""
    return [alt["value"] for alt in record.get("altIds", []) if alt["role"] == role]


def bodies(records: Sequence[Record]) -> list[str]:
    """Return the text/plain bodies."""
    return [record["bodies"][0]["value"] for record in records]


def _message(given: Input, number: int) -> Message:
    value, declared = (
        (orjson.dumps(given), "application/json") if isinstance(given, dict) else (given[0], given[1])
    )
    return Message(
        value=value.encode() if isinstance(value, str) else value,
        headers=() if declared is None else (("content-type", declared.encode()),),
        origin=Origin(topic="inputs", partition=0, offset=number, item=0),
    )


def _plain(outcome: Any, message: Message) -> Record:
    if isinstance(outcome, Article):
        outcome = encoded(outcome)
        if isinstance(outcome, bytes):
            return dict(orjson.loads(outcome))
    return dict(orjson.loads(encode_dead_letter(outcome, message)))
