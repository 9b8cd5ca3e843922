"""The parts of a record that say what an article is about: entities, subjects, quotations, quantities.

Names and meanings are those of ninjs 3.1 where it has one. The record that holds them is
`service.record`; who gives the tags is `service.taggers`. Offsets are Unicode code points into the
text/plain body, end exclusive; confidences are integers from 0 to 100.
"""

import msgspec


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A frozen part of the record; a field that equals its default is absent from the JSON."""


class Span(Part, frozen=True, kw_only=True):
    """A stretch of the body that is evidence for a tag."""

    start: int
    end: int


class Mention(Part, frozen=True, kw_only=True):
    """A name in the body: `surface == body[start:end]`. A metonym stands for an organisation's uri."""

    start: int
    end: int
    surface: str
    metonym: bool = False
    stands_for: str | None = None


class Symbol(Part, frozen=True, kw_only=True, rename="camel"):
    """A stock symbol, as ninjs has it."""

    exchange: str | None = None
    symbol_type: str | None = None
    symbol: str


class Entity(Part, frozen=True, kw_only=True):
    """A named thing. `uri` is absent when it is unknown which one is meant; `literal` as printed."""

    name: str
    uri: str | None = None
    literal: str | None = None
    mentions: tuple[Mention, ...] = ()
    corefs: tuple[Mention, ...] = ()
    salience: int | None = None
    confidence: int
    creator: str


class Person(Entity, frozen=True, kw_only=True):
    """A person."""


class Organisation(Entity, frozen=True, kw_only=True):
    """A company, government, agency, party, club or other body."""

    symbols: tuple[Symbol, ...] = ()
    lei: str | None = None


class Place(Entity, frozen=True, kw_only=True):
    """A place with ISO codes, GeoNames id, feature code and WGS84 degrees. `focus`: rank, 1 is first."""

    geonames_id: int | None = None
    iso_3166_1: str | None = None
    iso_3166_2: str | None = None
    feature_code: str | None = None
    lat: float | None = None
    lon: float | None = None
    focus: int | None = None


class Event(Entity, frozen=True, kw_only=True):
    """A named event."""


class Product(Entity, frozen=True, kw_only=True):
    """A named product, weapon or work (ninjs `objects`)."""


class Subject(Part, frozen=True, kw_only=True):
    """A subject, normally an IPTC Media Topic, with the words that led to it.

    `name` is English; `names` holds the topic's name in the article's language where IPTC has one.
    """

    name: str
    names: dict[str, str] = {}
    rel: str | None = None
    uri: str | None = None
    literal: str | None = None
    relevance: int | None = None
    confidence: int
    creator: str
    evidence: tuple[Span, ...] = ()


class Genre(Part, frozen=True, kw_only=True):
    """A genre from IPTC's genre vocabulary."""

    name: str
    uri: str | None = None
    confidence: int
    creator: str


class Keyword(Part, frozen=True, kw_only=True):
    """A keyword with its weight (0–1 within the article) and where it stands."""

    value: str
    score: float
    mentions: tuple[Mention, ...] = ()
    confidence: int
    creator: str


class SummarySentence(Part, frozen=True, kw_only=True):
    """One of the sentences that sum the article up. `text == body[start:end]`."""

    text: str
    start: int
    end: int
    confidence: int
    creator: str


class Speaker(Part, frozen=True, kw_only=True):
    """Who says it: the words that name the speaker, their offsets, and the entity if it is known."""

    surface: str
    uri: str | None = None
    start: int | None = None
    end: int | None = None


class Quote(Part, frozen=True, kw_only=True):
    """A quotation. `text == body[start:end]`; kind `direct`, `indirect` or `mixed`."""

    text: str
    kind: str
    speaker: Speaker | None = None
    cue: str | None = None
    cue_start: int | None = None
    cue_end: int | None = None
    start: int
    end: int
    confidence: int
    creator: str


class InfoSource(Part, frozen=True, kw_only=True):
    """To whom the facts are attributed.

    `role` is `attributed` (named in the text), `agency`, `document` or `byline`; `named` is false for
    "two officials". Sources from the byline or dateline lie outside the body and have no offsets.
    """

    name: str
    role: str
    uri: str | None = None
    literal: str | None = None
    named: bool | None = None
    start: int | None = None
    end: int | None = None
    confidence: int
    creator: str


class Quantity(Part, frozen=True, kw_only=True):
    """A quantity: `value`, or `min` and `max`; unit by UCUM or `%`, or currency by ISO 4217.

    `change` says that something rose or fell by it, `level` that it is what something changed `from` or `to`.
    Of kind `date`, `date` is the ISO 8601 date (two with a slash for a range) as exact as `precision`, and
    the numbers are the same in the basic form: 20240503.
    """

    value: float | int | None = None
    min: float | int | None = None
    max: float | int | None = None
    unit: str | None = None
    currency: str | None = None
    kind: str
    approximate: bool = False
    measured: str | None = None
    change: str | None = None
    level: str | None = None
    date: str | None = None
    precision: str | None = None
    surface: str
    start: int
    end: int
    confidence: int
    creator: str
