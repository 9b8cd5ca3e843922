"""The formats that we read, by media type, and what a declared type asks for.

Recognising a format by its content is `service.codecs.sniff`.
"""

from enum import StrEnum


class Format(StrEnum):
    """A format with a codec; the value is its media type."""

    PLAIN = "text/plain"
    HTML = "text/html"
    RSS = "application/rss+xml"
    ATOM = "application/atom+xml"
    JSON_FEED = "application/feed+json"
    JSON = "application/json"
    NINJS = "application/vnd.iptc.ninjs+json"
    DIGITALWIRES = "application/vnd.dpa.digitalwires+json"
    XML = "application/xml"
    NEWSML_G2 = "application/vnd.iptc.g2.newsitem+xml"
    NITF = "application/nitf+xml"
    IPTC7901 = "text/vnd.iptc.7901"
    ANPA = "text/vnd.anpa.1312"


class Family(StrEnum):
    """What a declared type leaves open: a family of formats that content then tells apart."""

    PLAIN = "plain"
    HTML = "html"
    XML = "xml"
    JSON = "json"
    WIRE = "wire"
    UNSUPPORTED = "unsupported"


FAMILY_OF = {
    Format.PLAIN: Family.PLAIN,
    Format.HTML: Family.HTML,
    Format.RSS: Family.XML,
    Format.ATOM: Family.XML,
    Format.XML: Family.XML,
    Format.NEWSML_G2: Family.XML,
    Format.NITF: Family.XML,
    Format.JSON: Family.JSON,
    Format.JSON_FEED: Family.JSON,
    Format.NINJS: Family.JSON,
    Format.DIGITALWIRES: Family.JSON,
    Format.IPTC7901: Family.WIRE,
    Format.ANPA: Family.WIRE,
}

_DECLARED = {
    "application/xhtml+xml": Family.HTML,
    "text/xml": Family.XML,
    "text/vnd.iptc.nitf": Family.XML,
    "text/vnd.iptc.newsml": Family.XML,
    "application/vnd.iptc.g2.newsmessage+xml": Family.XML,
    "application/vnd.iptc.g2.packageitem+xml": Family.XML,
    "application/rdf+xml": Family.XML,
    "text/json": Family.JSON,
    "application/ninjs+json": Family.JSON,
    "application/iptc7901": Family.WIRE,
    "text/iptc7901": Family.WIRE,
    "application/x-iptc7901": Family.WIRE,
    "text/x-iptc7901": Family.WIRE,
    "text/x-anpa": Family.WIRE,
    "message/rfc822": Family.PLAIN,  # what does not begin like a mail
} | {str(known): family for known, family in FAMILY_OF.items()}

# Types that say nothing about the content, so that the content decides.
_UNINFORMATIVE = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "application/unknown", "*/*", "content/unknown"}
)
_NO_ARTICLE_TEXT = frozenset(
    {"text/css", "text/javascript", "text/csv", "text/calendar", "text/vcard", "text/vtt", "image/svg+xml"}
)


def media_type(content_type: str | None) -> str:
    """Return the bare media type in lower case, without parameters; empty when there is none."""
    return (content_type or "").partition(";")[0].strip().lower()


def declared_family(content_type: str | None) -> Family | None:
    """Return what a declared type asks for; `None` when it is absent or says nothing."""
    name = media_type(content_type)
    if name in _UNINFORMATIVE or "/" not in name:
        return None
    if name in _DECLARED:
        return _DECLARED[name]
    if name in _NO_ARTICLE_TEXT:
        return Family.UNSUPPORTED
    if name.endswith("+json"):
        return Family.JSON
    if name.endswith("+xml"):
        return Family.XML
    return Family.PLAIN if name.startswith("text/") else Family.UNSUPPORTED
