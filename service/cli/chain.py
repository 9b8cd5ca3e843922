"""The three stages one after the other in this process, with the state of one partition and no broker.

The functions are the worker's own (`service.worker.stages`), so a record that `dateline enrich` prints is
the one that the service would publish; unlike there, a duplicate is tagged too.
"""

from collections.abc import Iterator

import msgspec

from service.codecs.record import encode_article
from service.model import DeadLetter, Message, Publish, Reason, Remember, StageName
from service.record import Article
from service.settings import Settings
from service.worker.stages import define_stage


class Chain:
    """Raw messages in, articles and dead letters out, remembering what it has seen."""

    def __init__(self, settings: Settings) -> None:
        """Load the tables and start with nothing remembered."""
        normalize, deduplicate, tag = (define_stage(name, settings) for name in StageName)
        self._state = deduplicate.new_state()
        self._normalize = normalize.bind(normalize.new_state())
        self._deduplicate = deduplicate.bind(self._state)
        self._tag = tag.bind(tag.new_state())

    def run(self, message: Message) -> Iterator[Article | DeadLetter]:
        """Yield one outcome for each item of `message`, in the order of the items."""
        for outcome in self._normalize(message):
            match outcome:
                case DeadLetter():
                    yield outcome
                case Publish(article=article):
                    yield self._judged(article)

    def _judged(self, article: Article) -> Article | DeadLetter:
        message = _inner(article)
        if isinstance(message, DeadLetter):
            return message
        result: Article | DeadLetter = article
        for outcome in self._deduplicate(message):
            match outcome:
                case Remember(fingerprint=fingerprint):
                    self._state.add(fingerprint)
                case DeadLetter():
                    result = _named(outcome, article)
                case Publish(article=judged):
                    result = judged
        return result if isinstance(result, DeadLetter) else self._tagged(result)

    def _tagged(self, article: Article) -> Article | DeadLetter:
        message = _inner(article)
        if isinstance(message, DeadLetter):
            return message
        (outcome,) = self._tag(message)
        if isinstance(outcome, DeadLetter):
            return _named(outcome, article)
        return outcome.article if isinstance(outcome, Publish) else article


def encoded(article: Article, stage: StageName = StageName.TAG) -> bytes | DeadLetter:
    """Return the record's bytes; a value that JSON cannot hold is a defect of the stage that made it."""
    try:
        return encode_article(article)
    except (TypeError, ValueError, RecursionError) as error:
        detail = f"{type(error).__name__}: {error}"
        letter = DeadLetter(
            reason=Reason.INTERNAL_ERROR, stage=stage, detail=detail[:500], origin=article.origin
        )
        return _named(letter, article)


def _inner(article: Article) -> Message | DeadLetter:
    """Return the message that the next stage would read from its topic."""
    value = encoded(article, StageName.NORMALIZE if article.dedup is None else StageName.DEDUPLICATE)
    return value if isinstance(value, DeadLetter) else Message(value=value, origin=article.origin)


def _named(letter: DeadLetter, article: Article) -> DeadLetter:
    """Put the envelope's id on the dead letter of a later stage, which sees the record only."""
    input_id = next((alt.value for alt in article.alt_ids if alt.role == "input"), None)
    return msgspec.structs.replace(letter, origin=article.origin, input_id=input_id)
