"""The whole flow on one screen: three pure functions from a message to its outcomes.

    bytes ─ decode ─▶ Draft ─ normalize ─▶ Article ─ judge ─▶ Article + verdict ─ tag ─▶ Article + tags

Nothing here reads a clock, a network or a random number, or writes anything: an outcome says what
should be done and `service.worker` (or `dateline enrich`) does it. Whatever goes wrong becomes a
`DeadLetter`, so that every item of every message has exactly one outcome besides `Remember`.

A process runs one stage. Each function imports its rooms itself, so that no process loads the code and the
tables of the other two (half a second and 60 MB).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from service.codecs.record import InvalidRecord, decode_article
from service.model import DeadLetter, Limits, Message, Outcome, Publish, Reason, Remember, StageName, Topics

if TYPE_CHECKING:
    from service.dedup import Index
    from service.routing import Routes
    from service.taggers.document import Tagger

# ruff: noqa: PLC0415 - see above
Stage = Callable[[Message], tuple[Outcome, ...]]


def normalize(message: Message, *, topics: Topics, limits: Limits) -> tuple[Outcome, ...]:
    """Turn a raw message into normalised articles, one per item, keyed by language.

    The language is the key because near copies exist only inside one language: one partition then
    sees all of them in order. Its primary subtag, so that a copy which declares `zh-Hant` meets one
    that declares nothing.
    """
    from service.codecs.decoder import decode
    from service.normalize import normalize_draft
    from service.normalize.identity import numbered

    outcomes: list[Outcome] = []
    works: Counter[str] = Counter()
    for draft in decode(message, limits):
        article = draft if isinstance(draft, DeadLetter) else normalize_draft(draft)
        if isinstance(article, DeadLetter):
            outcomes.append(article)
        else:
            works[article.work] += 1
            article = numbered(article, works[article.work] - 1)
            key = article.language.partition("-")[0].encode()
            outcomes.append(Publish(topics=(topics.normalized,), key=key, article=article))
    return tuple(outcomes)


def deduplicate(message: Message, *, topics: Topics, index: "Index") -> tuple[Outcome, ...]:
    """Judge a normalised article against `index`, the fingerprints of the same partition."""
    from service.dedup import judge

    article, fingerprint = judge(decode_article(message.value), index)
    is_new = article.dedup is None or article.dedup.status in {"new", "revision"}
    topic = topics.unique if is_new else topics.duplicates
    return (
        Publish(topics=(topic,), key=article.work.encode(), article=article),
        Remember(fingerprint=fingerprint),
    )


def tag(
    message: Message, *, topics: Topics, routes: "Routes", others: "Sequence[Tagger]" = ()
) -> tuple[Outcome, ...]:
    """Tag a unique article, by our taggers and the user's `others`, and name the topics it belongs on."""
    from service.taggers import tag_article

    article = tag_article(decode_article(message.value), others)
    destinations = (topics.enriched, *routes.destinations(article))
    key = article.work.encode()
    return (Publish(topics=destinations, key=key, article=article, routing=routes.version),)


def guarded(stage: Stage, name: StageName) -> Stage:
    """Wrap `stage` so that a defect becomes a dead letter instead of stopping the partition."""

    def run(message: Message) -> tuple[Outcome, ...]:
        try:
            return stage(message)
        except InvalidRecord as error:
            return (_dead_letter(message, name, Reason.INVALID_RECORD, str(error)),)
        except Exception as error:
            detail = f"{type(error).__name__}: {error}"
            return (_dead_letter(message, name, Reason.INTERNAL_ERROR, detail),)

    return run


def _dead_letter(message: Message, stage: StageName, reason: Reason, detail: str) -> DeadLetter:
    return DeadLetter(reason=reason, stage=stage, detail=detail[:500], origin=message.origin)
