"""What was released stays readable: today's schemas against the last release's, and the rules' own tests."""

import copy
from pathlib import Path
from typing import Any

import orjson
import pytest

from service.codecs.schema import schemas
from service.codecs.schema_diff import Direction, Schema, breaking_changes, compare_folders, main
from tests.conftest import ROOT

RELEASED = ROOT / "schemas" / "released"
MESSAGES = ROOT / "schemas" / "messages"

BASE: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["uri", "part"],
    "properties": {
        "uri": {"type": "string", "format": "uri"},
        "by": {"type": "string"},
        "score": {"type": "number", "minimum": 0, "maximum": 1},
        "count": {"type": "integer", "minimum": 0},
        "status": {"type": "string", "enum": ["new", "near"]},
        "tags": {"type": "array", "items": {"$ref": "#/$defs/Tag"}},
        "value": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "part": {"$ref": "#/$defs/Part"},
        "headers": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "$defs": {
        "Tag": {
            "type": "object",
            "additionalProperties": False,
            "required": ["name"],
            "properties": {"name": {"type": "string"}, "kind": {"type": "string", "pattern": "^[a-z]+$"}},
        },
        "Part": {
            "type": "object",
            "properties": {"self": {"$ref": "#/$defs/Part"}, "text": {"type": "string"}},
        },
    },
}

OUT, IN, BOTH, NOBODY = Direction.OUTPUT, Direction.INPUT, Direction.BOTH, Direction(0)


def changed(path: str, value: Any) -> Schema:
    """Return the base with the value at `path` replaced, or removed where it is `None`."""
    schema = copy.deepcopy(BASE)
    *parents, last = path.split(".")
    place = schema
    for parent in parents:
        place = place[parent]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return schema


@pytest.mark.parametrize(
    ("path", "value", "breaks", "message"),
    [
        ("properties.by", None, BOTH, "/: field 'by' is gone"),
        ("$defs.Tag.properties.kind", None, BOTH, "/tags/*: field 'kind' is gone"),
        ("$defs.Part.properties.text", None, BOTH, "/part: field 'text' is gone"),
        ("properties.by.type", "integer", BOTH, "/by: may n"),
        ("properties.count.type", "number", OUT, "/count: may now be number"),
        ("properties.score.type", "integer", IN, "/score: may no longer be number"),
        ("properties.value", {"type": "string"}, IN, "/value: may no longer be null"),
        ("properties.by.type", ["string", "null"], OUT, "/by: may now be null"),
        ("properties.tags.items", {"type": "string"}, BOTH, "/tags/*: may n"),
        ("properties.headers.additionalProperties.type", "integer", BOTH, "/headers/*: may n"),
        ("required", ["uri", "part", "by"], IN, "/: field 'by' is now required"),
        ("required", ["uri"], OUT, "/: field 'part' is no longer required"),
        ("$defs.Tag.required", ["name", "kind"], IN, "/tags/*: field 'kind' is now required"),
        ("properties.status.enum", ["new"], BOTH, "/status: values are gone: near"),
        ("properties.status.enum", ["new", "near", "far"], NOBODY, ""),
        ("properties.by.enum", ["one"], IN, "/by: only these values are allowed now: one"),
        ("properties.status.enum", None, OUT, "/status: the list of values is gone"),
        ("properties.uri.format", None, OUT, "/uri: format changed"),
        ("properties.uri.format", "uuid", BOTH, "/uri: format changed"),
        ("properties.by.pattern", "^x", IN, "/by: pattern changed"),
        ("properties.score.maximum", 100, OUT, "/score: maximum changed from 1 to 100"),
        ("properties.score.maximum", 0.5, IN, "/score: maximum changed"),
        ("properties.score.minimum", -1, OUT, "/score: minimum changed"),
        ("properties.score.minimum", None, OUT, "/score: minimum changed"),
        ("properties.by.minLength", 3, IN, "/by: minLength changed"),
        ("$defs.Part.additionalProperties", False, IN, "/part: unknown fields are now refused"),
        ("properties.extra", {"type": "string"}, NOBODY, ""),
        ("properties.by.description", "who wrote it", NOBODY, ""),
    ],
)
def test_each_kind_of_change_breaks_whom_it_breaks(
    path: str, value: Any, breaks: Direction, message: str
) -> None:
    """A change is reported for those it breaks, with its place, and for nobody else."""
    new = changed(path, value)
    for direction in (OUT, IN):
        found = breaking_changes(BASE, new, direction)
        assert bool(found) == (direction in breaks and breaks is not NOBODY), (direction, found)
        assert not found or found[0].startswith(message)


def test_a_renamed_field_is_a_field_that_is_gone() -> None:
    """Renaming breaks both sides."""
    new = copy.deepcopy(BASE)
    new["properties"]["author"] = new["properties"].pop("by")
    assert breaking_changes(BASE, new, OUT) == ["/: field 'by' is gone"]


def test_no_change_breaks_nobody() -> None:
    """Every schema of ours is compatible with itself, references and recursion included."""
    for schema in (BASE, *schemas().values()):
        assert breaking_changes(schema, copy.deepcopy(schema), BOTH) == []


def test_every_field_of_ours_is_watched() -> None:
    """Removing any one field of any of our schemas is found."""
    for name, schema in schemas().items():
        for owner, definition in (("", schema), *schema.get("$defs", {}).items()):
            for field in definition.get("properties", {}):
                new = copy.deepcopy(schema)
                place = new["$defs"][owner] if owner else new
                del place["properties"][field]
                found = breaking_changes(schema, new, OUT)
                assert any(f"field {field!r} is gone" in line for line in found), (name, owner, field)


def test_todays_schemas_keep_what_was_released() -> None:
    """A breaking change needs a new version of the schema beside the old one."""
    assert sorted(RELEASED.glob("*.schema.json"))
    assert compare_folders(RELEASED, MESSAGES) == []


def test_the_command_reports_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A schema that is gone or broken is printed and ends with status 1; nothing broken with 0."""
    for file in MESSAGES.glob("*.json"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert main(RELEASED, tmp_path) == 0
    (tmp_path / "dead-letter.v1.schema.json").unlink()
    envelope = orjson.loads((tmp_path / "raw-envelope.v1.schema.json").read_bytes())
    envelope["required"] = ["id"]
    (tmp_path / "raw-envelope.v1.schema.json").write_bytes(orjson.dumps(envelope))
    assert main(RELEASED, tmp_path) == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("dead-letter.v1: the schema is gone")
    assert printed[1] == "raw-envelope.v1/: field 'id' is now required"
