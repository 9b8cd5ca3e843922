"""Taggers that are not ours: what they break is theirs."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from service.taggers import tag_article
from service.taggers.document import Document, Tagger, Tags
from service.tags import Keyword, Mention, Subject
from tests.eval.documents import plain_article

TEXT = "Ministers agreed on Monday to open the port of Odesa, officials said."


def keyword(**changes: Any) -> Keyword:
    """Return a right keyword with `changes`."""
    fields: dict[str, Any] = {
        "value": "port",
        "score": 1.0,
        "mentions": (Mention(start=39, end=43, surface="port"),),
        "confidence": 80,
        "creator": "mine/1",
    }
    return Keyword(**fields | changes)


def adding(*tags: Any) -> Callable[[Document, Tags], Tags]:
    """Return a tagger's function that adds keywords."""
    return lambda _, before: msgspec.structs.replace(before, keywords=(*before.keywords, *tags))


def mine(run: Callable[[Document, Tags], Tags]) -> Tagger:
    """Return a tagger."""
    return Tagger(name="mine", version="1", run=run)


def test_what_a_tagger_adds_is_in_the_record() -> None:
    """After ours, with its name and version, and without a word in the provenance."""
    article = tag_article(plain_article(TEXT), [mine(adding(keyword()))])

    assert article.keywords[-1] == keyword()
    assert not article.provenance


def _raise(error: BaseException) -> Callable[[Document, Tags], Tags]:
    def run(_: Document, __: Tags) -> Tags:
        raise error

    return run


@pytest.mark.parametrize(
    ("run", "problem"),
    [
        (_raise(ValueError("no\nluck")), "ValueError: no luck"),
        (_raise(SystemExit(3)), "SystemExit: 3"),
        (_raise(RecursionError()), "RecursionError"),
        (lambda _, __: None, "NoneType instead of Tags"),
        (lambda _, __: Tags(), "must stay"),
        (adding(keyword(creator="theirs/1")), "creator is 'theirs/1'"),
        (adding(keyword(confidence=101)), "confidence 101"),
        (adding(keyword(confidence="high")), "keywords"),
        (adding(keyword(mentions=(Mention(start=0, end=4, surface="port"),))), "does not stand at 0–4"),
        (adding(keyword(mentions=(Mention(start=60, end=900, surface="port"),))), "not within the body"),
        (adding(Subject(name="x", confidence=1, creator="mine/1")), "Subject instead of Keyword"),
        (adding(*[keyword()] * 1_001), "more than 1,000"),
    ],
)
def test_a_failure_costs_its_own_tags_only(run: Any, problem: str) -> None:
    """The article is published with the tags of all others, and says who failed and how."""
    right = Tagger(name="right", version="2", run=adding(keyword(creator="right/2")))
    article = tag_article(plain_article(TEXT), [mine(run), right])

    (note,) = article.provenance
    assert (note.stage, note.method, note.version, note.field) == ("tag", "mine", "1", "tags")
    assert note.decision is not None
    assert note.decision.startswith("failed: ")
    assert problem in note.decision
    assert [one.creator for one in article.keywords if not one.creator.startswith("keywords/")] == ["right/2"]
    assert article.places
