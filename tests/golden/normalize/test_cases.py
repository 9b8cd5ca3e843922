"""Golden cases of the structure rules: the data beside this file, one runner for each of its shapes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.model import Draft
from service.normalize import normalize_draft
from service.normalize.byline import split_byline
from service.normalize.dateline import read_dateline
from service.record import Article
from tests.factories import ORIGIN

_HERE = Path(__file__).parent
Case = dict[str, Any]


def _load(name: str) -> Any:
    return yaml.safe_load((_HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def _params(name: str, *marks: pytest.MarkDecorator) -> list[Any]:
    return [pytest.param(case, id=case["name"].replace(" ", "-"), marks=marks) for case in _load(name)]


_FIELDS: dict[str, Callable[[Article], object]] = {
    "headline": lambda article: article.headline or None,
    "standfirst": lambda article: article.descriptions[0].value if article.descriptions else None,
    "by": lambda article: article.by,
    "place": lambda article: article.dateline.place if article.dateline else None,
    "date": lambda article: article.dateline.date if article.dateline else None,
    "agency": lambda article: article.dateline.agency if article.dateline else None,
    "located": lambda article: article.located,
    "signoff": lambda article: article.signoff,
    "copyright": lambda article: article.copyright_notice,
    "crossheads": lambda article: [section.headline for section in article.sections if section.headline],
    "corrections": lambda article: [correction.text for correction in article.corrections],
    "info_sources": lambda article: [source.name for source in article.info_sources],
    "language": lambda article: article.language,
    "url": lambda article: article.url.canonical if article.url else None,
    "country": lambda article: article.source.country if article.source else None,
    "content_created": lambda article: article.content_created,
    "embargoed_until": lambda article: article.embargoed_until,
    "body": lambda article: article.body,
}


def _check(case: Case) -> None:
    draft = Draft(origin=ORIGIN, format="text/plain", text=case["text"])
    article = normalize_draft(draft)
    assert isinstance(article, Article)
    got = {field: _FIELDS[field](article) for field in case["want"]}
    assert got == case["want"]


@pytest.mark.parametrize("case", _params("in_the_wild"))
def test_in_the_wild(case: Case) -> None:
    """Layouts as they are printed come out right in every field that the case names."""
    _check(case)


@pytest.mark.parametrize("case", _params("negative"))
def test_negative(case: Case) -> None:
    """Nothing is found where nothing is."""
    _check(case)


@pytest.mark.parametrize("case", _params("known_failures", pytest.mark.xfail(strict=True)))
def test_known_failures(case: Case) -> None:
    """What is known to fail still fails, so that the list stays true."""
    _check(case)


@pytest.mark.parametrize(("printed", "place", "date", "agency"), _load("synthetic")["datelines"])
def test_datelines(printed: str, place: str | None, date: str | None, agency: str | None) -> None:
    """A dateline is read into place, date and agency as printed, and other openings are none."""
    found = read_dateline(printed)
    got = (None, None, None)
    if found is not None:
        got = (found.parts.printed_place(found.raw), found.parts.date, found.parts.agency)  # type: ignore[assignment]
    assert got == (place, date, agency)


@pytest.mark.parametrize(("printed", "people", "agencies"), _load("synthetic")["bylines"])
def test_bylines(printed: str, people: list[str], agencies: list[str]) -> None:
    """A byline is split into persons in normal case and agencies by the name they are known by."""
    byline = split_byline(printed)
    assert list(byline.people) == people
    assert [name for name, _ in byline.agencies] == agencies


_EVIDENT: dict[str, Callable[[Article], object]] = {
    "headlines": lambda article: article.headlines,
    "descriptions": lambda article: article.descriptions,
    "by": lambda article: article.by,
    "dateline": lambda article: article.dateline,
    "signoff": lambda article: article.signoff,
    "corrections": lambda article: article.corrections,
    "copyrightNotice": lambda article: article.copyright_notice,
    "edNote": lambda article: article.ed_note,
    "slugline": lambda article: article.slugline,
    "sections": lambda article: any(section.headline for section in article.sections),
}


@pytest.mark.parametrize("case", _params("in_the_wild") + _params("negative"))
def test_every_field_names_its_rule_and_confidence(case: Case) -> None:
    """A recovered field has an entry with the rule that fired and how sure it is; an absent one has none."""
    article = normalize_draft(Draft(origin=ORIGIN, format="text/plain", text=case["text"]))
    assert isinstance(article, Article)
    evident = {
        step.field: step for step in article.provenance if step.stage == "normalize" and step.confidence
    }
    for field, value in _EVIDENT.items():
        if value(article):
            assert field in evident or (field == "edNote" and "embargoedUntil" in evident), field
            step = evident.get(field) or evident["embargoedUntil"]
            assert step.method
            assert 0 < (step.confidence or 0) <= 100
        elif field not in ("by", "sections"):
            assert field not in evident, field
