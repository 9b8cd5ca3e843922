"""Which topics an enriched article goes to besides the topic of all enriched articles.

The rules are a table in YAML (`service/routing.yaml` is the default and explains the format), read once at
start and checked in full, so that a mistake stops the start and not the stream. Matching is a pure function
of the record. Producing to the topics is the worker's business, creating them that of `dateline topics`.
"""

import difflib
import hashlib
import re
from pathlib import Path
from typing import Any

import msgspec
import yaml

from service.model import Topics, topics_with_prefix
from service.record import Article

DEFAULT = Path(__file__).with_name("routing.yaml")
PREFIX = "articles"
VERSION = "1"
DEPTH = 8
"""How deep `all`, `any` and `not` may be nested."""

_FIELDS = ("subjects", "places", "languages", "sources")
_LEGAL_TOPIC = re.compile(r"[A-Za-z0-9._-]{1,249}")
_QCODE = re.compile(r"medtop:(\d{8})")
_PLACE = re.compile(r"[A-Za-z]{2}(-[A-Za-z0-9]{1,3})?|\d{1,10}")
_MEDIA_TOPIC = "http://cv.iptc.org/newscodes/mediatopic/"
_NONE = ("", "null", "~")


class InvalidRoutes(ValueError):
    """The routing file is not usable; the message is one line: file, rule, what is wrong, how to mend it."""


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """What an article must satisfy; every part that is not empty must hold. Values are case-folded."""

    subjects: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    all: tuple["Condition", ...] = ()
    any: tuple["Condition", ...] = ()
    negated: "Condition | None" = None


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """One rule: articles that satisfy `when` also go to `topic`."""

    name: str
    topic: str
    when: Condition


class Routes(msgspec.Struct, frozen=True, kw_only=True):
    """The whole table.

    Attributes:
        routes: in the order of the file.
        unmatched: the topic of articles that no route matches, if there is one.
        version: a hash of the table, which changes when any rule does.
    """

    routes: tuple[Route, ...]
    unmatched: str | None
    version: str

    @property
    def targets(self) -> tuple[str, ...]:
        """Every topic that an article may be sent to, in the order of the file, without repeats."""
        topics = [route.topic for route in self.routes]
        return tuple(dict.fromkeys(topics if self.unmatched is None else [*topics, self.unmatched]))

    def destinations(self, article: Article) -> tuple[str, ...]:
        """Return the topics for `article`, in the order of the file, without repeats."""
        facts = _facts(article)
        topics = [route.topic for route in self.routes if _holds(route.when, facts)]
        if not topics and self.unmatched is not None:
            return (self.unmatched,)
        return tuple(dict.fromkeys(topics))


Facts = dict[str, frozenset[str]]


def _facts(article: Article) -> Facts:
    """Return what conditions can ask about: for each field, all the values that the article answers to."""
    subjects = {value for subject in article.subjects for value in (subject.uri, subject.name) if value}
    places = {
        str(value)
        for place in article.places
        for value in (place.iso_3166_1, place.iso_3166_2, place.geonames_id)
        if value is not None
    }
    source = article.source
    domain = source.domain if source and source.domain else ""
    sources = {*_suffixes(domain, "."), source.name if source and source.name else ""}
    values = (subjects, places, set(_prefixes(article.language, "-")), sources - {""})
    return {field: frozenset(map(str.casefold, of)) for field, of in zip(_FIELDS, values, strict=True)}


def _suffixes(name: str, separator: str) -> list[str]:
    parts = name.split(separator)
    return [separator.join(parts[start:]) for start in range(len(parts))]


def _prefixes(name: str, separator: str) -> list[str]:
    parts = name.split(separator)
    return [separator.join(parts[:end]) for end in range(1, len(parts) + 1)]


def _holds(condition: Condition, facts: Facts) -> bool:
    asked = ((field, getattr(condition, field)) for field in _FIELDS)
    if any(wanted and wanted.isdisjoint(facts[field]) for field, wanted in asked):
        return False
    if not all(_holds(part, facts) for part in condition.all):
        return False
    if condition.any and not any(_holds(part, facts) for part in condition.any):
        return False
    return condition.negated is None or not _holds(condition.negated, facts)


def load_routes(path: Path | None = None, prefix: str = PREFIX) -> Routes:
    """Read and check a routing file.

    Args:
        path: the file; `None` for the one in the package.
        prefix: replaces `articles` as the first part of the topics' names.

    Returns:
        The table.

    Raises:
        InvalidRoutes: the file cannot be read or a rule is wrong.
    """
    file = path or DEFAULT
    try:
        text = file.read_text(encoding="utf-8")
        # Every scalar stays text: YAML 1.1 would read the code of Norway, NO, as a boolean.
        tree = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader builds only text, lists, mappings
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise InvalidRoutes(f"{file}: cannot be read: {reason}") from error
    try:
        return _table(tree, prefix)
    except InvalidRoutes as error:
        raise InvalidRoutes(f"{file}: {error}") from None


def _table(tree: Any, prefix: str) -> Routes:
    top = _mapping(tree, "the file", ("version", "routes", "unmatched"))
    if top.get("version") != VERSION:
        raise InvalidRoutes(f"version is {top.get('version')!r}; write 'version: {VERSION}'")
    routes = tuple(
        _route(rule, f"routes[{number}]", prefix)
        for number, rule in enumerate(_list(top["routes"], "routes") if top.get("routes") else [])
    )
    names = [route.name for route in routes]
    if repeated := next((name for name in names if names.count(name) > 1), None):
        raise InvalidRoutes(f"two routes are named {repeated!r}; give each its own name")
    stated = top.get("unmatched", "")
    unmatched = None if stated in _NONE else _topic(stated, "unmatched", prefix)
    return Routes(routes=routes, unmatched=unmatched, version=_version(routes, unmatched))


def _version(routes: tuple[Route, ...], unmatched: str | None) -> str:
    canonical = msgspec.json.encode([routes, unmatched], order="deterministic")
    return hashlib.sha256(canonical).hexdigest()[:12]


def _route(rule: Any, place: str, prefix: str) -> Route:
    fields = _mapping(rule, place, ("name", "topic", "when"))
    for required in ("name", "topic", "when"):
        if not fields.get(required):
            raise InvalidRoutes(f"{place}: {required!r} is missing")
    place = f"{place} ({fields['name']})"
    return Route(
        name=_text(fields["name"], f"{place}.name"),
        topic=_topic(fields["topic"], f"{place}.topic", prefix),
        when=_condition(fields["when"], f"{place}.when", 1),
    )


def _condition(rule: Any, place: str, depth: int) -> Condition:
    if depth > DEPTH:
        raise InvalidRoutes(f"{place}: nested more than {DEPTH} deep; split the route in two")
    fields = _mapping(rule, place, (*_FIELDS, "all", "any", "not"))
    if not fields:
        raise InvalidRoutes(f"{place}: no condition; name at least one of {', '.join(_FIELDS)}")
    values = {
        field: frozenset(
            _value(field, text, f"{place}.{field}") for text in _texts(fields[field], place, field)
        )
        for field in _FIELDS
        if field in fields
    }
    return Condition(
        subjects=values.get("subjects", frozenset()),
        places=values.get("places", frozenset()),
        languages=values.get("languages", frozenset()),
        sources=values.get("sources", frozenset()),
        all=_conditions(fields, "all", place, depth),
        any=_conditions(fields, "any", place, depth),
        negated=_condition(fields["not"], f"{place}.not", depth + 1) if "not" in fields else None,
    )


def _conditions(fields: dict[str, Any], name: str, place: str, depth: int) -> tuple[Condition, ...]:
    if name not in fields:
        return ()
    parts = _list(fields[name], f"{place}.{name}")
    return tuple(_condition(part, f"{place}.{name}[{n}]", depth + 1) for n, part in enumerate(parts))


def _value(field: str, text: str, place: str) -> str:
    """Return the case-folded value as facts state it; refuse what could never match."""
    if field == "subjects" and text.lower().startswith("medtop:"):
        qcode = _QCODE.fullmatch(text)
        if qcode is None:
            raise InvalidRoutes(f"{place}: {text!r} is no Media Topic; write medtop: and eight digits")
        return (_MEDIA_TOPIC + qcode[1]).casefold()
    if field == "places" and not _PLACE.fullmatch(text):
        raise InvalidRoutes(f"{place}: {text!r} is no code; write ISO 3166 (UA, US-TX) or a GeoNames id")
    return text.casefold()


def _mapping(value: Any, place: str, known: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InvalidRoutes(f"{place}: a mapping is wanted, with {', '.join(known)}")
    for key in value:
        if key not in known:
            near = difflib.get_close_matches(str(key), known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
            raise InvalidRoutes(f"{place}: unknown key {key!r}; {hint}")
    return value


def _list(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise InvalidRoutes(f"{place}: a list is wanted; put the value in [ ]")
    if not value:
        raise InvalidRoutes(f"{place}: the list is empty; name a value or remove it")
    return value


def _texts(value: Any, place: str, field: str) -> list[str]:
    items = _list(value, f"{place}.{field}")
    return [_text(item, f"{place}.{field}[{number}]") for number, item in enumerate(items)]


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InvalidRoutes(f"{place}: a text is wanted")
    return value.strip()


def _topic(value: Any, place: str, prefix: str) -> str:
    stated = _text(value, place)
    name = prefix + stated.removeprefix(PREFIX) if stated.startswith(f"{PREFIX}.") else stated
    if not _LEGAL_TOPIC.fullmatch(name) or name in (".", ".."):
        raise InvalidRoutes(
            f"{place}: {name!r} is no topic name; use letters, digits, '.', '_' and '-' (≤ 249)"
        )
    own: Topics = topics_with_prefix(prefix)
    if name in msgspec.structs.astuple(own):
        raise InvalidRoutes(f"{place}: {name!r} is one of the service's own topics; choose another name")
    return name
