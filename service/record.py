"""The published record: ninjs 3.1 names and meanings where ninjs has one, our own fields otherwise.

One type serves all inner topics: a normalised record has no tags and no `dedup`, a de-duplicated one
adds `dedup`, an enriched one adds the tags. Fields that were not found are absent from the JSON
(`omit_defaults`). Reading and writing bytes is `service.codecs.record`; the JSON Schema derived from
these types is `schemas/messages/enriched-article.v1.schema.json`; the tags are `service.tags`.

Offsets are Unicode code points into the text/plain body, end exclusive. Confidences are integers
from 0 to 100. Times are RFC 3339 in UTC.
"""

import msgspec

from service.tags import (
    Event,
    Genre,
    InfoSource,
    Keyword,
    Organisation,
    Part,
    Person,
    Place,
    Product,
    Quantity,
    Quote,
    Subject,
    SummarySentence,
)


class Origin(Part, frozen=True, kw_only=True):
    """Where the raw message lies, and which item of it this is. Without a broker: file name, 0, line."""

    topic: str
    partition: int
    offset: int
    item: int


class AltId(Part, frozen=True, kw_only=True):
    """Another identifier. Roles: `input`, `guid`, `url`, `work`, `content`."""

    role: str
    value: str


class Text(Part, frozen=True, kw_only=True, rename="camel"):
    """A headline, description or body with its ninjs role."""

    role: str | None = None
    content_type: str
    char_count: int | None = None
    word_count: int | None = None
    value: str


class Dateline(Part, frozen=True, kw_only=True):
    """The dateline as a field: `raw` as printed, place as printed, date as printed, agency."""

    raw: str
    place: str | None = None
    date: str | None = None
    agency: str | None = None


class Paragraph(Part, frozen=True, kw_only=True):
    """One paragraph; `text == body[start:end]`. Kind `list_item` marks an item of a list."""

    text: str
    start: int
    end: int
    kind: str | None = None


class Section(Part, frozen=True, kw_only=True):
    """Paragraphs under one cross-head; the first section has none."""

    headline: str | None = None
    paragraphs: tuple[Paragraph, ...]


class Correction(Part, frozen=True, kw_only=True):
    """A correction, update or advisory that the text itself announces."""

    kind: str
    text: str


class Dates(Part, frozen=True, kw_only=True):
    """How the times were found. Precision: `second`, `minute`, `day`, `month`, `year`."""

    published_raw: str | None = None
    published_precision: str | None = None
    published_evidence: str | None = None
    published_confidence: int | None = None
    utc_offset: str | None = None
    modified: str | None = None
    modified_raw: str | None = None
    modified_evidence: str | None = None
    suspect: str | None = None


class Language(Part, frozen=True, kw_only=True):
    """Declared against detected language (BCP 47)."""

    declared: str | None = None
    detected: str | None = None
    confidence: int | None = None
    conflict: bool = False


class Url(Part, frozen=True, kw_only=True):
    """The article's address: as given, canonical, and the key that equal pages share."""

    original: str
    canonical: str
    normalized: str
    amp: bool = False
    is_homepage: bool = False
    is_shortened: bool = False


class Source(Part, frozen=True, kw_only=True):
    """The publisher: name, registrable domain, country (ISO 3166-1 alpha-2), feed address, type."""

    name: str | None = None
    domain: str | None = None
    country: str | None = None
    feed_uri: str | None = None
    type: str | None = None


class Flags(Part, frozen=True, kw_only=True):
    """What kind of text this is, where it shows."""

    opinion: bool = False
    paywalled: bool = False
    stub: bool = False
    press_release: bool = False


class Passage(Part, frozen=True, kw_only=True):
    """A passage shared with an earlier article, as offsets into this body."""

    start: int
    end: int


class WordRange(Part, frozen=True, kw_only=True):
    r"""A range of words (matches of `\\w+`, from 0, both ends inclusive) in the earlier article's body."""

    first: int
    last: int


class Changes(Part, frozen=True, kw_only=True):
    """What a revision changed: passages of this body, words of the earlier body, the headline."""

    added: tuple[Passage, ...] = ()
    removed: tuple[WordRange, ...] = ()
    headline: bool = False


class StoryLink(Part, frozen=True, kw_only=True):
    """Why a new article was put into a story that exists: the earlier article, the rule, the agreement."""

    of: str
    method: str
    similarity: float


class Dedup(Part, frozen=True, kw_only=True):
    """The verdict: which earlier article this repeats, how alike (true Jaccard), by which method."""

    status: str
    of: str | None = None
    similarity: float | None = None
    containment: float | None = None
    method: str | None = None
    evidence: tuple[Passage, ...] = ()
    story: str | None = None
    story_link: StoryLink | None = None
    merges: tuple[str, ...] = ()
    notice: str | None = None
    changes: Changes | None = None


class Provenance(Part, frozen=True, kw_only=True):
    """One decision on the way: the field it settled, the rule that fired, and how sure it is."""

    stage: str
    method: str
    version: str | None = None
    field: str | None = None
    decision: str | None = None
    confidence: int | None = None


class Standard(Part, frozen=True, kw_only=True):
    """The standard this record follows."""

    name: str
    version: str
    schema: str


class Article(Part, frozen=True, kw_only=True):
    """One article. The order of the fields is the order in the JSON."""

    uri: str
    standard: Standard
    schema_version: str
    processing_version: str
    ruleset_version: str
    type: str
    representation_type: str = msgspec.field(name="representationType")
    version: str
    pub_status: str = msgspec.field(name="pubStatus")
    alt_ids: tuple[AltId, ...] = msgspec.field(default=(), name="altIds")
    version_created: str | None = msgspec.field(default=None, name="versionCreated")
    content_created: str | None = msgspec.field(default=None, name="contentCreated")
    embargoed_until: str | None = msgspec.field(default=None, name="embargoedUntil")
    received_at: str | None = None
    dates: Dates | None = None
    language: str
    lang: Language | None = None
    title: str | None = None
    slugline: str | None = None
    headlines: tuple[Text, ...] = ()
    descriptions: tuple[Text, ...] = ()
    by: str | None = None
    located: str | None = None
    dateline: Dateline | None = None
    bodies: tuple[Text, ...]
    sections: tuple[Section, ...] = ()
    signoff: str | None = None
    ed_note: str | None = msgspec.field(default=None, name="edNote")
    corrections: tuple[Correction, ...] = ()
    url: Url | None = None
    source: Source | None = None
    copyright_notice: str | None = msgspec.field(default=None, name="copyrightNotice")
    people: tuple[Person, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    places: tuple[Place, ...] = ()
    events: tuple[Event, ...] = ()
    objects: tuple[Product, ...] = ()
    subjects: tuple[Subject, ...] = ()
    genres: tuple[Genre, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    summary: tuple[SummarySentence, ...] = ()
    quotes: tuple[Quote, ...] = ()
    info_sources: tuple[InfoSource, ...] = msgspec.field(default=(), name="infoSources")
    quantities: tuple[Quantity, ...] = ()
    flags: Flags | None = None
    dedup: Dedup | None = None
    provenance: tuple[Provenance, ...] = ()
    origin: Origin

    @property
    def body(self) -> str:
        """The text/plain body that all offsets refer to."""
        return self.bodies[0].value

    @property
    def headline(self) -> str:
        """The main headline, or an empty string."""
        return self.headlines[0].value if self.headlines else ""

    @property
    def work(self) -> str:
        """The identity that stays over revisions: the Kafka key of enriched records."""
        return next(alt.value for alt in self.alt_ids if alt.role == "work")


class Fingerprint(Part, frozen=True, kw_only=True):
    """What de-duplication remembers of an article; the value on the fingerprint topic.

    Attributes:
        uri: the article.
        work: its identity without the content.
        url_key: `url.normalized`, absent without an address.
        content: hash of the folded body; of a short body, with the headline (and address) in it.
        edition: hash of what makes a new revision although the body is the same: headline and status.
        source: the publisher, by domain or name.
        agencies: the news agencies that it credits, folded.
        shingles: the 64-bit hashes of its 5-word shingles in the order of the text, little-endian, packed.
        headline_key: hash of the folded headline.
        headline_words: hashes of the headline's telling words, by which stories are found, packed.
        lead_words: the same of the body's first words.
        language: BCP 47; only articles of one language are compared.
        event_ms: event time, milliseconds since 1970 UTC; absent when nothing is known.
        origin: coordinates, by which an article recognises its own earlier fingerprint.
        story: the story it was put into.
        status: the verdict that was given.
        dedup: the whole verdict, so that it is given again after a crash.
        version: the revision number that was given.
    """

    uri: str
    work: str
    url_key: str | None = None
    content: str
    edition: str = ""
    source: str | None = None
    agencies: tuple[str, ...] = ()
    shingles: bytes
    headline_key: str = ""
    headline_words: bytes = b""
    lead_words: bytes = b""
    language: str
    event_ms: int | None = None
    origin: Origin
    story: str
    dedup: Dedup
    version: str
