"""The published schemas are those of the types, complete and well formed."""

from pathlib import Path

import jsonschema
import msgspec
import orjson
import pytest
import yaml

import service.record
import service.tags
from service.codecs import schema as generator
from service.codecs.dead_letter import LetterOrigin, LetterRecord
from service.codecs.schema import DIALECT, Schema, encode_schema, schemas
from service.codecs.schema_diff import types
from service.tags import Part
from tests.articles import plain_article
from tests.conftest import ROOT

MESSAGES = ROOT / "schemas" / "messages"
NAMES = sorted(schemas())


def structs() -> dict[str, type[msgspec.Struct]]:
    """Return every type that a schema is made from."""
    own = {
        name: value
        for name, value in (vars(service.record) | vars(service.tags)).items()
        if isinstance(value, type) and issubclass(value, Part) and value is not Part
    }
    return {**own, "LetterOrigin": LetterOrigin, "LetterRecord": LetterRecord}


def test_the_committed_files_are_those_of_the_types() -> None:
    """Whoever changes a type runs `make schemas`."""
    committed = {file.name: file.read_bytes() for file in MESSAGES.glob("*.json")}
    assert committed == {f"{name}.schema.json": encode_schema(schema) for name, schema in schemas().items()}


def test_the_generator_writes_them(tmp_path: Path) -> None:
    """The command that `make schemas` calls writes every schema."""
    generator.main(tmp_path / "new")
    assert sorted(file.name for file in (tmp_path / "new").iterdir()) == [
        f"{name}.schema.json" for name in NAMES
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_valid_and_self_contained(name: str) -> None:
    """Each names its dialect and itself, is valid by the dialect, and refers to nothing outside it."""
    schema = schemas()[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == DIALECT
    assert schema["$id"] == f"urn:dateline:schema:{name}"
    assert schema["title"]
    assert schema["description"]
    references = [part["$ref"] for part in _parts(schema) if "$ref" in part]
    assert all(reference.removeprefix("#/$defs/") in schema["$defs"] for reference in references)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "raw-envelope.v1"])
def test_what_we_write_is_closed_and_described(name: str) -> None:
    """Every object with fields is closed, and every field has a description and a type."""
    schema = schemas()[name]
    for part in _definitions(schema):
        assert part["additionalProperties"] is False
        for field, value in part["properties"].items():
            assert value["description"], field
            assert types(value, schema), field


def test_descriptions_and_rules_name_existing_fields_only() -> None:
    """Nothing is left over in the tables when a field is renamed."""
    for table in ("schema_notes.yaml", "schema_rules.yaml"):
        stated = yaml.safe_load((Path(generator.__file__).parent / table).read_text(encoding="utf-8"))
        stated.pop("any", None)
        for owner, fields in stated.items():
            assert set(fields) <= set(structs()[owner].__struct_encode_fields__), owner


def test_every_confidence_is_a_percentage() -> None:
    """Wherever a confidence stands, it is an integer from 0 to 100."""
    document = schemas()["enriched-article.v1"]
    found = [
        part["properties"]["confidence"]
        for part in _definitions(document)
        if "confidence" in part["properties"]
    ]
    assert len(found) > 8
    assert all((part["type"], part["minimum"], part["maximum"]) == ("integer", 0, 100) for part in found)


def test_an_undescribed_field_stops_the_generator() -> None:
    """A field that nobody described is an error and not a gap."""
    with pytest.raises(LookupError, match=r"Article\.nonsense"):
        generator.description("Article", "nonsense")


def _article(**changes: object) -> dict[str, object]:
    record: dict[str, object] = orjson.loads(
        orjson.dumps(msgspec.to_builtins(plain_article(1, "Some text here.")))
    )
    return {**record, **changes}


@pytest.mark.parametrize(
    ("schema", "record", "problem"),
    [
        ("enriched-article.v1", _article(), None),
        ("enriched-article.v1", _article(nonsense=1), "nonsense"),
        ("enriched-article.v1", _article(uri=None), "None"),
        ("enriched-article.v1", _article(bodies=[]), "non-empty"),
        ("enriched-article.v1", _article(contentCreated="yesterday"), "date-time"),
        ("enriched-article.v1", _article(version="0"), "does not match"),
        ("enriched-article.v1", _article(genres=[{"name": "x", "confidence": 101, "creator": "g/1"}]), "101"),
        ("enriched-article.v1", _article(dedup={"status": "new", "of": "urn:x:y"}), "urn:x:y"),
        ("enriched-article.v1", _article(dedup={"status": "near"}), "'of' is a required property"),
        ("duplicate-article.v1", _article(), "'dedup' is a required property"),
        ("duplicate-article.v1", _article(dedup={"status": "new"}), "'new' is not one of"),
        ("raw-envelope.v1", {"body": "text"}, None),
        ("raw-envelope.v1", {"body": "text", "body_base64": None, "id": None, "more": 1}, None),
        ("raw-envelope.v1", {"body": "text", "body_base64": "eA=="}, "not valid"),
        ("raw-envelope.v1", {"id": "x"}, "not valid"),
        ("raw-envelope.v1", {"body": "text", "url": 5}, "5 is not of type"),
        ("dead-letter.v1", {"reason": "boredom"}, "'boredom' is not one of"),
    ],
)
def test_schemas_refuse_what_is_wrong(schema: str, record: dict[str, object], problem: str | None) -> None:
    """A right record passes, and each mistake is found."""
    validator = jsonschema.Draft202012Validator(
        schemas()[schema], format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    messages = [error.message for error in validator.iter_errors(record)]
    if problem is None:
        assert messages == []
    else:
        assert any(problem in message for message in messages), messages


def _definitions(schema: Schema) -> list[Schema]:
    return [part for part in (schema, *schema.get("$defs", {}).values()) if "properties" in part]


def _parts(schema: object) -> list[Schema]:
    if isinstance(schema, dict):
        return [schema, *(part for value in schema.values() for part in _parts(value))]
    return [part for value in schema for part in _parts(value)] if isinstance(schema, list) else []
