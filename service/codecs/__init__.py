"""Bytes ↔ model. `decode` reads a raw message into drafts; one file per format.

Records and fingerprints of the inner topics are `service.codecs.record`, dead letters
`service.codecs.dead_letter`. What a draft means is found out by `service.normalize`.

Whoever only reads or writes records (every stage after the first) does not load the formats.
"""

from service.model import DeadLetter, Draft, Limits, Message


def decode(message: Message, limits: Limits) -> tuple[Draft | DeadLetter, ...]:
    """Return one draft or dead letter for each item of a raw message, as `service.codecs.decoder` does."""
    from service.codecs.decoder import decode as decode_message  # noqa: PLC0415

    return decode_message(message, limits)
