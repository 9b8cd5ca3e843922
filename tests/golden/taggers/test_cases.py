"""Run every golden case of the taggers; known failures must fail until they are moved."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.taggers.document import Document, Tagger, Tags
from service.taggers.entities import TAGGER as ENTITIES
from service.taggers.genres import TAGGER as GENRES
from service.taggers.keywords import TAGGER as KEYWORDS
from service.taggers.quantities import TAGGER as QUANTITIES
from service.taggers.quotes import TAGGER as QUOTES
from service.taggers.salience import TAGGER as SALIENCE
from service.taggers.sources import TAGGER as SOURCES
from service.taggers.summary import TAGGER as SUMMARY
from service.taggers.topics import TAGGER as TOPICS
from tests.eval.documents import plain_document

HERE = Path(__file__).parent
Seen = list[dict[str, Any]]


def _quotes(tags: Tags) -> Seen:
    return [
        {"text": q.text, "kind": q.kind, "cue": q.cue, "speaker": q.speaker.surface if q.speaker else None}
        for q in tags.quotes
    ]


def _salient(tags: Tags) -> Seen:
    """Return the two most salient people and organisations."""
    entities = sorted((*tags.people, *tags.organisations), key=lambda e: (-(e.salience or 0), e.name))
    return [{"name": entity.name} for entity in entities[:2]]


def _fields(*names: str, of: str) -> Callable[[Tags], Seen]:
    return lambda tags: [{name: getattr(tag, name) for name in names} for tag in getattr(tags, of)]


QUANTITY = (
    "value", "min", "max", "unit", "currency", "kind", "measured", "approximate",
    "change", "level", "surface",
)  # fmt: skip
LISTED: dict[str, tuple[tuple[Tagger, ...], Callable[[Tags], Seen]]] = {
    "quotes": ((QUOTES,), _quotes),
    "sources": ((QUOTES, SOURCES), _fields("name", "role", "named", of="info_sources")),
    "quantities": ((QUANTITIES,), _fields(*QUANTITY, of="quantities")),
    "summary": ((KEYWORDS, SUMMARY), _fields("text", of="summary")),
    "salience": ((ENTITIES, SALIENCE), _salient),
}
CHOSEN: dict[str, tuple[Tagger, Callable[[Tags], set[str]]]] = {
    "topics": (TOPICS, lambda tags: {(s.uri or "").rsplit("/", 1)[-1] for s in tags.subjects}),
    "genres": (GENRES, lambda tags: {(g.uri or "").rsplit("/", 1)[-1] for g in tags.genres}),
    "keywords": (KEYWORDS, lambda tags: {k.value for k in tags.keywords}),
}


def _cases(folders: list[str]) -> list[Any]:
    found = []
    for folder in folders:
        for kind in ("cases", "negative", "known_failures"):
            marks = [pytest.mark.xfail(strict=True)] if kind == "known_failures" else []
            for case in json.loads((HERE / folder / f"{kind}.json").read_text(encoding="utf-8")):
                found.append(pytest.param(folder, case, id=f"{folder}-{case['label']}", marks=marks))
    return found


def _document(case: dict[str, Any]) -> Document:
    return plain_document(case["text"], case.get("language", "en"), headline=case.get("headline", ""))


@pytest.mark.parametrize(("folder", "case"), _cases(list(LISTED)))
def test_listed_tags(folder: str, case: dict[str, Any]) -> None:
    """The tagger gives exactly the tags of the case, in order."""
    taggers, see = LISTED[folder]
    document, tags = _document(case), Tags()
    for tagger in taggers:
        tags = tagger.run(document, tags)
    seen = see(tags)
    assert len(seen) == len(case["expect"]), seen
    for tag, expected in zip(seen, case["expect"], strict=True):
        assert {name: tag[name] for name in expected} == expected


@pytest.mark.parametrize(("folder", "case"), _cases(list(CHOSEN)))
def test_chosen_tags(folder: str, case: dict[str, Any]) -> None:
    """The tagger gives what the case includes and nothing that it excludes."""
    tagger, see = CHOSEN[folder]
    seen = see(tagger.run(_document(case), Tags()))
    if case.get("none"):
        assert seen == set()
        return
    assert set(case["includes"]) <= seen
    assert not set(case["excludes"]) & seen
