"""Run a tagger that is not ours: what it raises or gets wrong costs its own tags, not the article.

It may add tags and take none away. What it adds must be of the record's types, bear its name and version
as `creator` and a confidence from 0 to 100, and point at what it says. A time limit is not kept here: the
budget of an article (`article_seconds`) holds for all its taggers together.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec

from service.record import Provenance
from service.taggers.document import Document, Tagger, Tags

MOST_TAGS = 1_000
"""Tags that one tagger may add to one kind of tags of one article."""


class _Unfit(ValueError):
    """What is wrong with a tagger's result."""


def run_isolated(tagger: Tagger, document: Document, tags: Tags) -> tuple[Tags, Provenance | None]:
    """Return `tags` with those of `tagger`, or `tags` as they were and why."""
    try:
        result = tagger.run(document, tags)
        _check(tagger, document, tags, result)
    except (Exception, SystemExit) as error:
        detail = f"failed: {type(error).__name__}: {' '.join(str(error).split())}"
        return tags, Provenance(
            stage="tag", method=tagger.name, version=tagger.version, field="tags", decision=detail[:300]
        )
    return result, None


def _check(tagger: Tagger, document: Document, before: Tags, after: object) -> None:
    if not isinstance(after, Tags):
        raise _Unfit(f"returned {type(after).__name__} instead of Tags")
    creator = f"{tagger.name}/{tagger.version}"
    for field in Tags.__struct_fields__:
        old, new = getattr(before, field), getattr(after, field)
        if not isinstance(old, tuple):
            if new != old:
                raise _Unfit(f"{field}: is not a list of tags and must stay as it is")
            continue
        if not isinstance(new, tuple) or new[: len(old)] != old:
            raise _Unfit(f"{field}: tags of earlier taggers must stay, with new ones after them")
        if len(new) - len(old) > MOST_TAGS:
            raise _Unfit(f"{field}: more than {MOST_TAGS:,} tags")
        for tag in new[len(old) :]:
            _check_tag(field, tag, creator, document.body)


def _check_tag(field: str, tag: Any, creator: str, body: str) -> None:
    kind = _kinds()[field]
    if type(tag) is not kind:
        raise _Unfit(f"{field}: {type(tag).__name__} instead of {kind.__name__}")
    try:
        msgspec.convert(msgspec.to_builtins(tag), kind)
    except (msgspec.ValidationError, TypeError, ValueError) as error:
        raise _Unfit(f"{field}: {error}") from error
    if tag.creator != creator:
        raise _Unfit(f"{field}: creator is {tag.creator!r} and must be {creator!r}")
    if not 0 <= tag.confidence <= 100:
        raise _Unfit(f"{field}: confidence {tag.confidence} is not from 0 to 100")
    for part in _spans(tag):
        if not 0 <= part.start < part.end <= len(body):
            raise _Unfit(f"{field}: {part.start}–{part.end} is not within the body")
        printed = getattr(part, "surface", None) or getattr(part, "text", None)
        if printed is not None and body[part.start : part.end] != printed:
            raise _Unfit(f"{field}: {printed[:40]!r} does not stand at {part.start}–{part.end}")


@cache
def _kinds() -> dict[str, type[Any]]:
    """Return field of `Tags` → the type of its tags."""
    hints = get_type_hints(Tags).items()
    return {field: get_args(hint)[0] for field, hint in hints if get_args(hint)}


def _spans(value: Any) -> Iterator[Any]:
    """Yield the parts of a tag, itself among them, that point into the body."""
    if isinstance(value, tuple):
        for item in value:
            yield from _spans(item)
    elif isinstance(value, msgspec.Struct):
        if isinstance(getattr(value, "start", None), int) and isinstance(getattr(value, "end", None), int):
            yield value
        for name in value.__struct_fields__:
            yield from _spans(getattr(value, name))
