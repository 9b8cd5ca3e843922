"""The ninjs projection of our records is valid ninjs 3.1."""

import tarfile
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from service.codecs.ninjs_projection import to_ninjs
from service.codecs.record import encode_article
from tests.contract.test_examples import articles

# ninjs refers to the public GeoJSON schema; this is the part of RFC 7946 that our projection uses, so that
# the test needs no network.
GEOJSON = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://geojson.org/schema/GeoJSON.json",
    "type": "object",
    "required": ["type", "coordinates"],
    "properties": {
        "type": {"const": "Point"},
        "coordinates": {"type": "array", "minItems": 2, "maxItems": 3, "items": {"type": "number"}},
    },
}


@pytest.fixture(scope="module")
def validator(data_dir: Path) -> jsonschema.Draft202012Validator:
    """Return a validator of ninjs 3.1 with GeoJSON resolved here."""
    with tarfile.open(data_dir / "iptc-ninjs" / "ninjs.tar.gz") as files:
        member = next(m for m in files if m.name.endswith("specification/ninjs-schema_3.1.json"))
        file = files.extractfile(member)
        assert file is not None
        schema: dict[str, Any] = orjson.loads(file.read())
    geojson = Resource.from_contents(GEOJSON, default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", geojson)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(schema, registry=registry, format_checker=checker)


@pytest.mark.shared_data
def test_projections_of_all_examples_are_ninjs(validator: jsonschema.Draft202012Validator) -> None:
    """Every example article, tags and all, projects to valid ninjs."""
    for article in articles():
        validator.validate(to_ninjs(article))


@pytest.mark.shared_data
def test_the_record_itself_is_not_ninjs(validator: jsonschema.Draft202012Validator) -> None:
    """The validator does refuse our added fields, so the projection is needed and the test can fail."""
    assert all(not validator.is_valid(orjson.loads(encode_article(article))) for article in articles())


def test_what_ninjs_knows_is_kept() -> None:
    """Texts, identifiers and tags that ninjs has a name for survive with their values."""
    article = next(
        article for article in articles() if any(place.lat is not None for place in article.places)
    )
    projected = to_ninjs(article)
    assert projected["uri"] == article.uri
    assert projected["bodies"][0]["value"] == article.body
    assert projected["headlines"][0]["value"] == article.headline
    assert [person["name"] for person in projected["people"]] == [person.name for person in article.people]
    located = next(place for place in article.places if place.lat is not None)
    assert {"type": "Point", "coordinates": [located.lon, located.lat]} in [
        place.get("geoJSON") for place in projected["places"]
    ]
    assert not {"quotes", "sections", "dedup", "origin", "provenance"} & set(projected)
