"""Dateline's own three functions, one after the other, as its workers call them: from bytes to bytes.

A record is written and read again between the stages, as over Kafka; de-duplication remembers each article.
"""

from typing import cast

from service import __version__
from service.codecs.record import decode_article, encode_article
from service.model import DeadLetter, Message, Outcome, Publish, Remember, StageName
from service.pipeline import Stage
from service.record import Article
from service.settings import load_settings
from service.worker.stages import State, define_stage
from tests.bench.functions import message
from tests.bench.whole_job.pipelines import Found, Raw
from tests.eval.score_entities import Span

GROUPS = (("people", "PER"), ("organisations", "ORG"), ("places", "LOC"))


class Dateline:
    """Normalise, de-duplicate, tag."""

    name = f"Dateline {__version__}"
    does = "everything below, and quotations, sources, topics, genres, places' coordinates, summary, offsets"
    settings = "as shipped"
    packages: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._normalize, _ = _stage(StageName.NORMALIZE)
        self._tag, _ = _stage(StageName.TAG)
        self.fresh()

    def fresh(self) -> None:
        """Forget the articles seen."""
        self._judge, self._index = _stage(StageName.DEDUPLICATE)

    def run(self, raw: Raw) -> tuple[bytes, ...]:
        """Return the enriched records of a message, empty when it is refused."""
        given = message(raw.value, raw.content_type, raw.number)
        return tuple(
            encode_article(tagged.article)
            for first in self._normalize(given)
            for judged in _published(self._judged, first, given)
            for tagged in _published(self._tag, judged, given)
            if isinstance(tagged, Publish)
        )

    def _judged(self, one: Message) -> tuple[Outcome, ...]:
        outcomes = self._judge(one)
        for outcome in outcomes:
            if isinstance(outcome, Remember):
                self._index.add(outcome.fingerprint)
        return outcomes

    def found(self, raw: Raw, result: object) -> Found:
        """Return the fields of the first record; names by their place in the text that came."""
        records = cast(tuple[bytes, ...], result)
        if not records:
            return Found("", "", frozenset())
        article = decode_article(records[0])
        body = "\n".join(part.text for section in article.sections for part in section.paragraphs)
        printed = raw.value.decode() if raw.content_type == "text/plain" else ""
        return Found(article.headline, body, _names(article, printed))


def _stage(name: StageName) -> tuple[Stage, State]:
    definition = define_stage(name, load_settings())
    definition.warm_up()
    state = definition.new_state()
    return definition.bind(state), state


def _published(stage: Stage, before: Outcome, given: Message) -> tuple[Outcome, ...]:
    """Return what a stage makes of what the one before it published."""
    if not isinstance(before, Publish):
        return ()
    value = encode_article(before.article)
    outcomes = stage(Message(value=value, headers=(), origin=given.origin, timestamp_ms=given.timestamp_ms))
    if refused := [one for one in outcomes if isinstance(one, DeadLetter)]:
        raise ValueError(refused[0].detail)
    return outcomes


def _names(article: Article, printed: str) -> frozenset[Span]:
    """Return the names with their offsets in the printed text: the body is a part of it, line by line."""
    body = article.bodies[0].value
    places: dict[int, int] = {}
    at = 0
    for section in article.sections:
        for part in section.paragraphs:
            start = printed.find(part.text, at)
            if start >= 0:
                places |= {part.start + offset: start + offset for offset in range(len(part.text))}
                at = start + len(part.text)
    return frozenset(
        (places[one.start], places[one.start] + len(one.surface), kind)
        for group, kind in GROUPS
        for tag in getattr(article, group)
        for one in tag.mentions
        if one.start in places and body[one.start : one.end] == one.surface
    )
