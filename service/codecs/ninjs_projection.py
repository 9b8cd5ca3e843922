"""The part of a record that ninjs 3.1 defines: our added fields dropped, places given as GeoJSON.

ninjs closes its inner objects to further fields, so a record with ours in it is not ninjs, although it
uses the names of ninjs. Reading ninjs is `service.codecs.ninjs`.
"""

from typing import Any

import msgspec

from service.record import Article

_SCALARS = (
    "uri", "type", "representationType", "version", "pubStatus", "versionCreated", "contentCreated",
    "embargoedUntil", "language", "title", "slugline", "by", "located", "edNote", "copyrightNotice",
)  # fmt: skip
_NAMED = ("name", "rel", "uri", "literal")
_TEXT = ("role", "contentType", "value")

# The parts of ninjs that are lists of objects, with the fields that ninjs allows in each.
_LISTS: dict[str, tuple[str, ...]] = {
    "altIds": ("role", "value"),
    "headlines": _TEXT,
    "descriptions": _TEXT,
    "bodies": (*_TEXT, "charCount", "wordCount"),
    "people": _NAMED,
    "organisations": (*_NAMED, "symbols"),
    "places": (*_NAMED, "geoJSON"),
    "events": _NAMED,
    "objects": _NAMED,
    "subjects": (*_NAMED, "creator", "relevance", "confidence"),
    "genres": ("name", "uri", "literal"),
    "infoSources": ("name", "role", "uri", "literal"),
}


def to_ninjs(article: Article) -> dict[str, Any]:
    """Return the article as a ninjs 3.1 object, in the order of our record's fields.

    Source: IPTC ninjs 3.1, https://iptc.org/std/ninjs/.
    """
    record = msgspec.to_builtins(article)
    for place in record.get("places", ()):
        if "lat" in place and "lon" in place:
            place["geoJSON"] = {"type": "Point", "coordinates": [place["lon"], place["lat"]]}
    return {field: _projected(field, value) for field, value in record.items() if _is_ninjs(field)}


def _is_ninjs(field: str) -> bool:
    return field in _SCALARS or field in _LISTS or field == "standard"


def _projected(field: str, value: Any) -> Any:
    if field not in _LISTS:
        return value
    allowed = _LISTS[field]
    return [{name: part[name] for name in allowed if name in part} for part in value]
