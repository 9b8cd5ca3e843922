"""The three stages one after the other in this process, with the state of one partition and no broker.

The functions are the worker's own (`service.worker.stages`), so a record that `dateline enrich` prints is
the one that the service would publish; unlike there, a duplicate is tagged too.
"""

from collections.abc import Callable, Iterator

import msgspec

from service.codecs.record import encode_article
from service.model import DeadLetter, Message, Publish, Reason, Remember, StageName
from service.pipeline import Stage
from service.record import Article, Fingerprint
from service.settings import Settings
from service.worker.stages import Definitions, define_stage

Wrap = Callable[[StageName, Stage], Stage]


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """How an item failed that must not be run again."""

    stage: StageName
    reason: Reason
    detail: str


def _unwrapped(_: StageName, stage: Stage) -> Stage:
    return stage


class Chain:
    """Raw messages in, articles and dead letters out, remembering what it has seen.

    Args:
        settings: of the service.
        define: gives each stage's definition.
        wrap: put around each stage's function.
    """

    def __init__(
        self, settings: Settings, *, define: Definitions = define_stage, wrap: Wrap = _unwrapped
    ) -> None:
        normalize, deduplicate, tag = (define(name, settings) for name in StageName)
        self._definitions = normalize, deduplicate, tag
        self._state = deduplicate.new_state()
        self._normalize = wrap(normalize.name, normalize.bind(normalize.new_state()))
        self._deduplicate = wrap(deduplicate.name, deduplicate.bind(self._state))
        self._tag = wrap(tag.name, tag.bind(tag.new_state()))
        self._keep: Callable[[Fingerprint], None] = self._state.add

    def warm_up(self) -> None:
        """Load all tables now instead of at the first article."""
        for definition in self._definitions:
            definition.warm_up()

    def restore(self, fingerprint: Fingerprint) -> None:
        """Remember an article of an earlier run."""
        self._state.add(fingerprint)

    def also_keep(self, keep: Callable[[Fingerprint], None]) -> None:
        """Pass every fingerprint that is remembered from now on to `keep` too."""

        def both(fingerprint: Fingerprint) -> None:
            self._state.add(fingerprint)
            keep(fingerprint)

        self._keep = both

    def run(
        self, message: Message, *, done: int = 0, failure: Failure | None = None
    ) -> Iterator[Article | DeadLetter]:
        """Yield one outcome for each item of `message`, in the order of the items.

        Args:
            message: the raw message.
            done: how many of its items have their outcome from an earlier run already.
            failure: how the next item failed then; it is not run again.
        """
        for number, outcome in enumerate(self._normalize(message)):
            match outcome:
                case _ if number < done:
                    continue
                case DeadLetter():
                    yield outcome
                case Publish(article=article) if number == done and failure is not None:
                    yield _failed(article, failure)
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
                    self._keep(fingerprint)
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


def _failed(article: Article, failure: Failure) -> DeadLetter:
    letter = DeadLetter(
        reason=failure.reason, stage=failure.stage, detail=failure.detail, origin=article.origin
    )
    return _named(letter, article)


def _named(letter: DeadLetter, article: Article) -> DeadLetter:
    """Put the envelope's id on the dead letter of a later stage, which sees the record only."""
    input_id = next((alt.value for alt in article.alt_ids if alt.role == "input"), None)
    return msgspec.structs.replace(letter, origin=article.origin, input_id=input_id)
