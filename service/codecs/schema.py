"""The published JSON Schemas (draft 2020-12), derived from the types that write the messages.

    python -m service.codecs.schema schemas/messages

Types give the fields and which are required; `schema_notes.yaml` describes each field and
`schema_rules.yaml` adds ranges, formats and closed lists. One schema serves every topic that carries
articles, because one type does: what a stage has not found yet is absent. `duplicate-article` narrows
it to records whose verdict names an earlier article. The envelope is what we accept rather than what we
write, so it is stated here by hand and stays open to unknown fields. The committed files are compared with
what this module makes; `service.codecs.schema_diff` compares them with those of the last release.
"""

import sys
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import orjson
import yaml

import service.record
import service.tags
from service.codecs.dead_letter import LetterOrigin, LetterRecord
from service.record import Article, Fingerprint

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_COPIES = ["exact", "near", "syndicated"]
_NULL = {"type": "null"}


def schemas() -> dict[str, Schema]:
    """Return every published schema by the name of its file, without the ending."""
    return {
        "raw-envelope.v1": _envelope(),
        "enriched-article.v1": _document("enriched-article.v1", "Article on any topic of ours", Article),
        "duplicate-article.v1": _duplicate(),
        "fingerprint.v1": _document("fingerprint.v1", "State of de-duplication", Fingerprint),
        "dead-letter.v1": _document("dead-letter.v1", "Dead letter as JSON", LetterRecord),
    }


def encode_schema(schema: Schema) -> bytes:
    """Return the file's bytes."""
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _document(name: str, title: str, root: type[msgspec.Struct]) -> Schema:
    _, components = msgspec.json.schema_components((root,), ref_template="#/$defs/{name}")
    definitions = {part: _definition(part, components[part]) for part in sorted(components)}
    own = definitions.pop(root.__name__)
    return _head(name, title) | own | {"title": title} | ({"$defs": definitions} if definitions else {})


def _head(name: str, title: str) -> Schema:
    return {"$schema": DIALECT, "$id": f"urn:dateline:schema:{name}", "title": title}


def _definition(name: str, schema: Schema) -> Schema:
    described = {**schema, "description": _summary(schema.get("description", ""))}
    if "properties" not in schema:
        return described
    may_be_null = name == LetterRecord.__name__  # there every field is present, and null when unknown
    described["properties"] = {
        field: _field(name, field, value if may_be_null else _without_null(value))
        for field, value in schema["properties"].items()
    }
    described["additionalProperties"] = False
    return described | _VERDICT if name == "Dedup" else described


def _summary(docstring: str) -> str:
    """Return the docstring up to its list of attributes, on one line."""
    return " ".join(docstring.partition("Attributes:")[0].split())


def _field(owner: str, field: str, schema: Schema) -> Schema:
    kept = {keyword: value for keyword, value in schema.items() if keyword != "default" or value is False}
    return kept | {"description": description(owner, field)} | _rules(owner, field)


def _without_null(schema: Schema) -> Schema:
    """Drop null, which our writer never writes for a field that is absent, and fold number with integer."""
    if "anyOf" not in schema:
        return schema
    choices = [choice for choice in schema["anyOf"] if choice != _NULL]
    if {"type": "number"} in choices:
        choices = [choice for choice in choices if choice != {"type": "integer"}]
    return choices[0] if len(choices) == 1 else {"anyOf": choices}


def description(owner: str, field: str) -> str:
    """Return the description of a field, looked up in its type and then in those it inherits from.

    Raises:
        LookupError: nobody has described it.
    """
    for name in _ancestry(owner):
        if found := _table("schema_notes.yaml").get(name, {}).get(field):
            return str(found)
    raise LookupError(f"{owner}.{field} has no description in schema_notes.yaml")


def _rules(owner: str, field: str) -> Schema:
    table = _table("schema_rules.yaml")
    for name in (*_ancestry(owner), "any"):
        if found := table.get(name, {}).get(field):
            return dict(found)
    return {}


def _ancestry(owner: str) -> list[str]:
    types = {type_.__name__: type_ for type_ in (LetterOrigin, LetterRecord)}
    type_ = types.get(owner) or {**vars(service.tags), **vars(service.record)}[owner]
    return [ancestor.__name__ for ancestor in type_.__mro__]


@cache
def _table(name: str) -> dict[str, dict[str, Any]]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    table: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return table


# A verdict other than new names the article it is about; a revision and a syndicated copy also say how
# much of this text was there before.
_VERDICT: Schema = {
    "if": {"properties": {"status": {"const": "new"}}},
    "then": {"properties": {"of": False, "similarity": False}},
    "else": {
        "required": ["of", "similarity", "method", "story"],
        "if": {"properties": {"status": {"enum": ["revision", "syndicated"]}}},
        "then": {"required": ["containment"]},
    },
}


def _duplicate() -> Schema:
    name, title = "duplicate-article.v1", "Article that copies an earlier one"
    schema = _document(name, title, Article)
    schema["required"] = [*schema["required"], "dedup"]
    schema["$defs"]["Dedup"]["properties"]["status"]["enum"] = _COPIES
    return schema


def _envelope() -> Schema:
    text = {"type": ["string", "null"]}
    properties = {
        "id": text | {"description": "the producer's own identifier; returned in altIds with role input"},
        "content_type": text | {"description": "media type of the body; detected when absent"},
        "url": text | {"description": "address of the article"},
        "source": text | {"description": "the publisher"},
        "published": text | {"description": "publication time; RFC 3339 is best"},
        "language": text | {"description": "language of the text, BCP 47"},
        "body": text | {"description": "the article in any supported format, as text"},
        "body_base64": text | {"description": "the same as bytes", "contentEncoding": "base64"},
    }
    return _head("raw-envelope.v1", "Raw article in the JSON envelope") | {
        "description": "One raw article on the raw topic; only a body is required, others are ignored.",
        "type": "object",
        "properties": properties,
        "oneOf": [_only("body", "body_base64"), _only("body_base64", "body")],
    }


def _only(given: str, other: str) -> Schema:
    return {"required": [given], "properties": {given: {"type": "string", "minLength": 1}, other: _NULL}}


def main(folder: Path) -> None:
    """Write every schema into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        (folder / f"{name}.schema.json").write_bytes(encode_schema(schema))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "schemas/messages"))
