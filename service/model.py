"""The nouns of the flow: what arrives, what a codec reads from it, and what a step may decide.

Everything here is frozen data without behaviour. The published record's own shape is in
`service.record`; how bytes become a `Draft` is `service.codecs`; who executes an outcome is
`service.worker`.
"""

from enum import StrEnum

import msgspec

from service.record import Article, Fingerprint, Origin, Provenance

Headers = tuple[tuple[str, bytes | None], ...]  # Kafka knows null as a header's value


class Struct(msgspec.Struct, frozen=True):
    """A frozen value."""


class StageName(StrEnum):
    """The three stages, in the order of the flow."""

    NORMALIZE = "normalize"
    DEDUPLICATE = "deduplicate"
    TAG = "tag"


class Reason(StrEnum):
    """Why an item became a dead letter: a closed set, used as header, metric label and filter."""

    UNDECODABLE = "undecodable"  # bytes that are no text under their binding encoding, or no text at all
    MALFORMED_JSON = "malformed_json"
    MALFORMED_XML = "malformed_xml"
    UNSAFE_XML = "unsafe_xml"  # entity declarations, which could expand without bound or reach outside
    INVALID_ENVELOPE = "invalid_envelope"  # JSON that is readable but is none of the shapes we accept
    UNSUPPORTED_FORMAT = "unsupported_format"
    OVERSIZE = "oversize"
    TOO_DEEP = "too_deep"
    EMPTY = "empty"  # nothing with a letter or a digit in it
    NO_ITEMS = "no_items"  # a feed without items
    NOT_ARTICLE = "not_article"  # a page that is no article: home page, listing, product, forum
    INVALID_RECORD = "invalid_record"  # a message on an inner topic that is not our record
    TIMEOUT = "timeout"
    INTERNAL_ERROR = "internal_error"  # a defect of ours; the detail names the exception


class Message(Struct, frozen=True, kw_only=True):
    """One Kafka message, or one input of `dateline enrich`, before anything is understood.

    Attributes:
        value: the bytes as they came; `None` is a Kafka tombstone.
        key: the Kafka key, kept for dead letters.
        headers: Kafka headers in their order; names may repeat.
        origin: where the message lies (topic, partition, offset; item 0).
        timestamp_ms: the Kafka timestamp, milliseconds since 1970 UTC; `None` without a broker.
    """

    value: bytes | None
    key: bytes | None = None
    headers: Headers = ()
    origin: Origin
    timestamp_ms: int | None = None


class Limits(Struct, frozen=True, kw_only=True):
    """Bounds on what one message may cost. Sizes in bytes, depths in levels of nesting.

    A line of plain text beyond `line_chars` (code points) is no paragraph that anybody wrote, and a text of
    more than `lines` lines is no article.
    """

    message_bytes: int = 10 * 1024 * 1024
    items: int = 5_000
    depth: int = 200
    line_chars: int = 200_000
    lines: int = 100_000


class Claim(Struct, frozen=True, kw_only=True):
    """A value that the input states, and where it states it (`header:url`, `rss:pubDate`, `json-ld`)."""

    value: str
    evidence: str


class Block(Struct, frozen=True, kw_only=True):
    """One block of an article's text in reading order.

    Attributes:
        kind: `paragraph`, `crosshead` (the headline of the section that follows) or `list_item`.
        text: the block's text, without line breaks.
    """

    kind: str
    text: str


class Draft(Struct, frozen=True, kw_only=True):
    """One item as its codec read it: claims by field, most trusted first, nothing interpreted yet.

    Exactly one of `text` (plain text whose structure is to be found), `html` (a page or fragment to
    be extracted) and `blocks` (text whose structure the format itself states) is set; a feed item
    with neither summary nor content has `blocks=()`.

    Attributes:
        format: the media type found, whatever was declared.
        is_page: `html` is a whole page, so that boilerplate must go and it may be no article at all.
        input_id: the envelope's id.
        guid: the feed item's or news item's own identifier.
        bylines: as printed, not yet split into persons, agencies and roles.
        agencies: credited agencies or copyright holders that the format states as such.
        categories: subjects that the input declares, as printed or as a code.
        pub_status: ninjs `usable`, `withheld` or `canceled`.
        received_ms: Kafka timestamp of the raw message.
    """

    origin: Origin
    format: str
    text: str | None = None
    html: str | None = None
    is_page: bool = False
    blocks: tuple[Block, ...] | None = None
    input_id: str | None = None
    guid: str | None = None
    titles: tuple[Claim, ...] = ()
    standfirsts: tuple[Claim, ...] = ()
    bylines: tuple[Claim, ...] = ()
    agencies: tuple[Claim, ...] = ()
    published: tuple[Claim, ...] = ()
    modified: tuple[Claim, ...] = ()
    embargoed: tuple[Claim, ...] = ()
    urls: tuple[Claim, ...] = ()
    languages: tuple[Claim, ...] = ()
    sources: tuple[Claim, ...] = ()
    locations: tuple[Claim, ...] = ()
    categories: tuple[Claim, ...] = ()
    feed_uri: str | None = None
    ed_note: str | None = None
    slugline: str | None = None
    copyright_notice: str | None = None
    pub_status: str | None = None
    version: str | None = None
    received_ms: int | None = None
    provenance: tuple[Provenance, ...] = ()


class Publish(Struct, frozen=True, kw_only=True):
    """Outcome: put this record on these topics under this key.

    Attributes:
        routing: version of the rules that chose among the topics, where rules did.
    """

    topics: tuple[str, ...]
    key: bytes
    article: Article
    routing: str = ""


class Remember(Struct, frozen=True, kw_only=True):
    """Outcome: add this fingerprint to the durable state of the partition that is being read."""

    fingerprint: Fingerprint


class DeadLetter(Struct, frozen=True, kw_only=True):
    """Outcome: keep the message it came from, with the reason.

    Attributes:
        reason: from the closed set.
        stage: where it was found out.
        detail: one line for a person; never used as a label.
        origin: coordinates of the raw message and the item in it.
        input_id: the envelope's id, when it could be read.
        content_type: the format declared or found, when known.
        uri: of the article that could not be published, when there was one.
    """

    reason: Reason
    stage: StageName
    detail: str
    origin: Origin
    input_id: str | None = None
    content_type: str | None = None
    uri: str | None = None


Outcome = Publish | Remember | DeadLetter


class Topics(Struct, frozen=True, kw_only=True):
    """The names of the topics; one prefix, so that several installations can share a cluster."""

    raw: str = "articles.raw"
    normalized: str = "articles.normalized"
    unique: str = "articles.unique"
    duplicates: str = "articles.duplicates"
    fingerprints: str = "articles.fingerprints"
    enriched: str = "articles.enriched"
    dead_letter: str = "articles.dead-letter"


def topics_with_prefix(prefix: str) -> Topics:
    """Return the topic names under `prefix` (default `articles`)."""
    names = {
        field: name.replace("articles", prefix, 1) for field, name in msgspec.structs.asdict(Topics()).items()
    }
    return Topics(**names)
