"""Notices of agencies' desks as cases: the story, the notice as it is sent, and what it is taken for.

Written for the project after the forms that agencies document or are known by (AP and Reuters kills and
writethrus, AFP and EFE annulments, dpa and APA "Achtung Redaktionen", ANSA, Kyodo, PA, TASS); names and
events are invented. Beside them stand articles about killings, withdrawals, corrections officers and
retracted studies, which are no notices.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from service.dedup import Index, judge
from service.model import Limits, Message, Publish, Topics
from service.pipeline import normalize
from service.record import Article, Dedup, Origin
from tests.eval.figure import Figure

CASES = Path(__file__).parent / "notice_cases.json"
HORIZON_MS = 72 * 3_600_000


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A notice after a story; for an article that is no notice, no `kind` and perhaps no story.

    `is_missed`: known not to be understood; it counts in the figures all the same.
    """

    name: str
    notice: str
    story: str | None = None
    kind: str | None = None
    source: str | None = None
    content_type: str = "text/plain"
    is_missed: bool = False


class Judged(NamedTuple):
    """A case with the verdict on its notice and the uri of its story."""

    case: Case
    dedup: Dedup
    story: str | None

    @property
    def is_kind(self) -> bool:
        """Whether the notice is taken for what it is."""
        return self.dedup.notice == self.case.kind

    @property
    def is_linked(self) -> bool:
        """Whether it is a revision of the story that it names; other articles are a revision of none."""
        if self.case.kind is None:
            return self.dedup.status != "revision"
        return self.dedup.status == "revision" and self.dedup.of == self.story


def load_cases() -> list[Case]:
    """Read the cases."""
    return msgspec.convert(json.loads(CASES.read_text(encoding="utf-8")), list[Case])


def judge_case(case: Case) -> Judged:
    """Judge the notice after an unrelated story and its own."""
    index = Index(HORIZON_MS, 100)
    texts = [_UNRELATED, *([case.story] if case.story else [])]
    story = None
    for number, text in enumerate(texts):
        article = _article(text, number, case.source, "text/plain")
        judged, fingerprint = judge(article, index)
        index.add(fingerprint)
        story = article.uri
    judged, _ = judge(_article(case.notice, 9, case.source, case.content_type), index)
    assert judged.dedup is not None
    return Judged(case, judged.dedup, story)


def _article(text: str, offset: int, source: str | None, content_type: str) -> Article:
    headers = [("content-type", content_type.encode())]
    if source:
        headers.append(("source", source.encode()))
    origin = Origin(topic="articles.raw", partition=0, offset=offset, item=0)
    message = Message(value=text.encode(), headers=tuple(headers), origin=origin)
    (outcome,) = normalize(message, topics=Topics(), limits=Limits())
    assert isinstance(outcome, Publish), outcome
    return outcome.article


def figures(_: Path) -> Iterator[Figure]:
    """Yield the share of notices told by kind and linked, and of other articles taken as such."""
    judged = [judge_case(case) for case in load_cases()]
    notices = [one for one in judged if one.case.kind is not None]
    others = [one for one in judged if one.case.kind is None]
    for name, some, flags in (
        ("notices, kind", notices, [one.is_kind for one in notices]),
        ("notices, revision of the story they name", notices, [one.is_linked for one in notices]),
        ("articles about such things, no notice", others, [one.is_kind and one.is_linked for one in others]),
    ):
        share = sum(flags) / len(flags)
        yield Figure(dataset="notices of desks, invented", name=name, value=share, items=len(some))


_UNRELATED = (
    "Harbour bridge reopens after repairs\n\nPORT ELIN (AP) — The harbour bridge reopened on Monday after "
    "eleven weeks of repairs to its northern deck, the port authority said in a statement."
)


def main() -> None:
    """Print every case that is not as it should be."""
    for one in map(judge_case, load_cases()):
        if not (one.is_kind and one.is_linked):
            print(f"{one.case.name}: {one.dedup.status}, {one.dedup.notice}; wanted {one.case.kind}")
    for figure in figures(CASES):
        print(figure)


if __name__ == "__main__":
    main()
