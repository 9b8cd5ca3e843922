"""Text → JSON value, bounded in depth, and typed access to its members.

What the value means is told by the codecs of the envelope, ninjs and JSON Feed.
"""

from collections.abc import Iterable

import orjson

from service.codecs.payload import Refused
from service.model import Claim, Reason

JsonObject = dict[str, object]


def parse_json(text: str, max_depth: int) -> object:
    """Parse `text`; of members with one name the last counts.

    Raises:
        Refused: too_deep, or malformed_json with the place.
    """
    try:
        value: object = orjson.loads(text.removeprefix("\ufeff"))
    except orjson.JSONDecodeError as error:
        too_deep = "depth" in str(error) or "ecursion" in str(error)
        raise Refused(Reason.TOO_DEEP if too_deep else Reason.MALFORMED_JSON, str(error)) from error
    _check_depth(value, max_depth)
    return value


def text_of(record: JsonObject, *names: str) -> str:
    """Return the first of the named members that is a string with something in it, else ''."""
    for name in names:
        value = record.get(name)
        if isinstance(value, str) and value.strip():
            return value
    return ""


def objects_of(record: JsonObject, name: str) -> list[JsonObject]:
    """Return the named member's objects, whether it is a list of them or one alone."""
    value = record.get(name)
    members = value if isinstance(value, list) else [value]
    return [member for member in members if isinstance(member, dict)]


def strings_of(record: JsonObject, name: str) -> list[str]:
    """Return the named member's strings, whether it is a list of them or one alone."""
    value = record.get(name)
    members = value if isinstance(value, list) else [value]
    return [member for member in members if isinstance(member, str) and member.strip()]


def claims(evidence: str, *values: str) -> tuple[Claim, ...]:
    """Return a claim for each value that says something, with runs of white space made one space."""
    return tuple(Claim(value=" ".join(value.split()), evidence=evidence) for value in values if value.strip())


def distinct(found: Iterable[Claim]) -> tuple[Claim, ...]:
    """Keep the first claim of each value."""
    first: dict[str, Claim] = {}
    for claim in found:
        first.setdefault(claim.value, claim)
    return tuple(first.values())


def _check_depth(value: object, max_depth: int) -> None:
    level = _containers([value])
    for _ in range(max_depth):
        level = [inner for member in level for inner in _containers(_members(member))]
        if not level:
            return
    raise Refused(Reason.TOO_DEEP, f"nested deeper than {max_depth}")


def _containers(values: Iterable[object]) -> list[object]:
    return [value for value in values if isinstance(value, dict | list)]


def _members(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
