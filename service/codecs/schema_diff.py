"""Compare two versions of a JSON Schema and name the changes that would break somebody.

    python -m service.codecs.schema_diff schemas/released schemas/messages

Who writes `output` messages is us and who reads them is others: nothing they rely on may go, change its
type, become optional or leave its bounds. With `input` it is the other way round: nothing they send may
become refused. Adding an optional field breaks nobody, since readers pass over what they do not know. What
we write and read again ourselves, over a rolling upgrade, is held to both. Only the keywords that
`service.codecs.schema` uses are understood; the schemas of a release are copied to `schemas/released`.
"""

import sys
from collections.abc import Iterator
from enum import Flag, auto
from pathlib import Path
from typing import Any, NamedTuple

import orjson

Schema = dict[str, Any]

_TEXT_RULES = ("format", "pattern", "contentEncoding", "const")
_LOWER = ("minimum", "minLength", "minItems")
_UPPER = ("maximum", "maxLength", "maxItems")


class Direction(Flag):
    """Who would be broken: readers of what we write, writers of what we read, or both."""

    OUTPUT = auto()
    INPUT = auto()
    BOTH = OUTPUT | INPUT


DIRECTIONS = {"raw-envelope": Direction.INPUT, "fingerprint": Direction.BOTH}


class _Pair(NamedTuple):
    """One place in both versions, with the documents that their references point into."""

    path: str
    old: Schema
    new: Schema
    old_root: Schema
    new_root: Schema


def breaking_changes(old: Schema, new: Schema, direction: Direction) -> list[str]:
    """Return one line for each change that would break `direction`, in the order of the old schema."""
    pending = [_Pair("", old, new, old, new)]
    seen: set[tuple[int, int]] = set()
    found: list[str] = []
    while pending:
        pair = _resolved(pending.pop(0))
        if (id(pair.old), id(pair.new)) in seen:
            continue
        seen.add((id(pair.old), id(pair.new)))
        found.extend(f"{pair.path or '/'}: {change}" for change in _changes(pair, direction))
        pending.extend(_children(pair))
    return found


def _resolved(pair: _Pair) -> _Pair:
    return pair._replace(old=_target(pair.old, pair.old_root), new=_target(pair.new, pair.new_root))


def _target(schema: Schema, root: Schema) -> Schema:
    reference = schema.get("$ref", "")
    name = reference.removeprefix("#/$defs/")
    return root["$defs"][name] if reference else schema


def _changes(pair: _Pair, direction: Direction) -> Iterator[str]:
    yield from _type_changes(pair, direction)
    yield from _enum_changes(pair, direction)
    yield from _field_changes(pair, direction)
    yield from _bound_changes(pair, direction)
    for keyword in _TEXT_RULES:
        before, after = pair.old.get(keyword), pair.new.get(keyword)
        gone, come = before is not None and after is None, before is None and after is not None
        harmless = (gone and direction is Direction.INPUT) or (come and direction is Direction.OUTPUT)
        if before != after and not harmless:
            yield f"{keyword} changed from {before!r} to {after!r}"


def _type_changes(pair: _Pair, direction: Direction) -> Iterator[str]:
    before, after = types(pair.old, pair.old_root), types(pair.new, pair.new_root)
    if Direction.OUTPUT in direction and not after <= before:
        yield f"may now be {_listed(after - before)}"
    if Direction.INPUT in direction and not before <= after:
        yield f"may no longer be {_listed(before - after)}"


def types(schema: Schema, root: Schema) -> set[str]:
    """Return the JSON types that a schema allows; every number is a `number`, an integer is both."""
    schema = _target(schema, root)
    if "anyOf" in schema:
        return set().union(*(types(choice, root) for choice in schema["anyOf"]))
    stated = schema.get("type", "string" if "enum" in schema else [])
    names = {stated} if isinstance(stated, str) else set(stated)
    return names | {"integer"} if "number" in names else names


def _enum_changes(pair: _Pair, direction: Direction) -> Iterator[str]:
    before, after = pair.old.get("enum"), pair.new.get("enum")
    if before is not None and after is None and Direction.OUTPUT in direction:
        yield "the list of values is gone"
    if before is None and after is not None and Direction.INPUT in direction:
        yield f"only these values are allowed now: {_listed(after)}"
    if (
        before is not None
        and after is not None
        and (gone := [value for value in before if value not in after])
    ):
        yield f"values are gone: {_listed(gone)}"


def _field_changes(pair: _Pair, direction: Direction) -> Iterator[str]:
    before, after = pair.old.get("properties", {}), pair.new.get("properties", {})
    for field in before:
        if field not in after:
            yield f"field {field!r} is gone"
    was, is_now = set(pair.old.get("required", [])), set(pair.new.get("required", []))
    if Direction.OUTPUT in direction:
        yield from (f"field {field!r} is no longer required" for field in sorted((was - is_now) & set(after)))
    if Direction.INPUT in direction:
        yield from (f"field {field!r} is now required" for field in sorted(is_now - was))
        if (
            pair.old.get("additionalProperties") is not False
            and pair.new.get("additionalProperties") is False
        ):
            yield "unknown fields are now refused"


def _bound_changes(pair: _Pair, direction: Direction) -> Iterator[str]:
    for keyword in (*_LOWER, *_UPPER):
        before, after = pair.old.get(keyword), pair.new.get(keyword)
        if before == after:
            continue
        wider = after is None or (before is not None and (after < before) == (keyword in _LOWER))
        if (Direction.OUTPUT if wider else Direction.INPUT) in direction:
            yield f"{keyword} changed from {before} to {after}"


def _children(pair: _Pair) -> Iterator[_Pair]:
    before, after = pair.old.get("properties", {}), pair.new.get("properties", {})
    for field, schema in before.items():
        if isinstance(schema, dict) and isinstance(after.get(field), dict):
            yield pair._replace(path=f"{pair.path}/{field}", old=schema, new=after[field])
    for keyword in ("items", "additionalProperties"):
        if isinstance(pair.old.get(keyword), dict) and isinstance(pair.new.get(keyword), dict):
            yield pair._replace(path=f"{pair.path}/*", old=pair.old[keyword], new=pair.new[keyword])
    yield from _choices(pair)


def _choices(pair: _Pair) -> Iterator[_Pair]:
    """Pair the choices of `anyOf` by their type."""
    for schema in pair.old.get("anyOf", []):
        kind = types(schema, pair.old_root)
        for candidate in pair.new.get("anyOf", [pair.new]):
            if types(candidate, pair.new_root) == kind:
                yield pair._replace(old=schema, new=candidate)


def _listed(values: set[str] | list[Any]) -> str:
    return ", ".join(sorted(map(str, values)))


def compare_folders(released: Path, current: Path) -> list[str]:
    """Return the breaking changes of every schema in `released`, each line led by the schema's name."""
    found = []
    for file in sorted(released.glob("*.schema.json")):
        name = file.name.removesuffix(".schema.json")
        successor = current / file.name
        if not successor.exists():
            found.append(f"{name}: the schema is gone; keep it, or publish the next version beside it")
            continue
        direction = DIRECTIONS.get(name.partition(".")[0], Direction.OUTPUT)
        old, new = orjson.loads(file.read_bytes()), orjson.loads(successor.read_bytes())
        found.extend(f"{name}{change}" for change in breaking_changes(old, new, direction))
    return found


def main(released: Path, current: Path) -> int:
    """Print the breaking changes; return 1 when there are any."""
    found = compare_folders(released, current)
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), Path(sys.argv[2])))
