"""What articles say about the quality of the data."""

import msgspec
import pytest
from prometheus_client import REGISTRY

from service.record import Dates, Provenance, Source
from service.telemetry import quality
from tests.factories import make_article

NOW = 1_780_000_000.0  # 2026-05-28T20:26:40Z
TEXT = (
    "Bridge closed after inspection\nBy Ana Ferreira\n\n"
    "LIMA, Peru - The bridge was closed on Monday, the city said. It will open again in May.\n"
)


def value(name: str, **labels: str) -> float:
    """Return a metric's value, 0 if it has none."""
    return REGISTRY.get_sample_value(f"dateline_{name}", labels) or 0.0


def test_fields_that_were_not_found_are_named() -> None:
    """A text without address and time lacks these, not its headline."""
    assert quality.missing_fields(make_article(TEXT)) == ["contentCreated", "url", "source"]


def test_methods_say_where_body_and_time_come_from() -> None:
    """The rule that found them; `given` and `none` where there was none."""
    article = make_article(TEXT)
    step = Provenance(stage="normalize", method="extract-fragment", field="bodies")
    extracted = msgspec.structs.replace(
        article,
        provenance=(*article.provenance, step),
        content_created="2026-05-28T20:00:00Z",
        dates=Dates(published_evidence="rss:pubDate"),
        source=Source(name="Meridian", domain="meridian.example"),
    )

    assert quality.extraction_method(article) == "given"
    assert quality.date_evidence(article) == "none"
    assert quality.source_name(article) == "none"
    assert quality.extraction_method(extracted) == "extract-fragment"
    assert quality.date_evidence(extracted) == "rss:pubDate"
    assert quality.source_name(extracted) == "meridian.example"


def test_spans_are_seconds_between_the_three_times() -> None:
    """Published, received, enriched."""
    article = msgspec.structs.replace(
        make_article(TEXT), content_created="2026-05-28T20:25:40Z", received_at="2026-05-28T20:26:10Z"
    )

    assert dict(quality.spans(article, NOW)) == {
        "received_enriched": 30.0,
        "published_enriched": 60.0,
        "published_received": 30.0,
    }


@pytest.mark.parametrize(
    ("created", "precision", "expected"),
    [
        ("2026-05-28T00:00:00Z", "day", {"received_enriched": 30.0}),
        ("2026-05-28T21:26:40Z", "second", {"received_enriched": 30.0, "published_enriched": 0.0,
                                            "published_received": 0.0}),
        ("not a time", "second", {"received_enriched": 30.0}),
        (None, None, {"received_enriched": 30.0}),
    ],
)  # fmt: skip
def test_times_that_say_nothing_are_left_out(
    created: str | None, precision: str | None, expected: dict[str, float]
) -> None:
    """A bare day has no minutes, a future publication no age, and what is no time has neither."""
    article = msgspec.structs.replace(
        make_article(TEXT),
        content_created=created,
        received_at="2026-05-28T20:26:10Z",
        dates=Dates(published_precision=precision),
    )

    assert dict(quality.spans(article, NOW)) == expected


def test_values_of_a_label_are_bounded() -> None:
    """The first ones keep their names; later, endless and unprintable ones share one."""
    known = quality.KnownValues(2)

    assert [known.label(name) for name in ("a", "x" * 101, "a\nb", "b", "c", "a")] == [
        *("a", "other", "other", "b", "other", "a"),
    ]


def test_normalised_articles_are_counted_once_each() -> None:
    """Language, missing fields, methods; other stages leave these alone."""
    before = {field: value("missing_fields_total", field=field) for field in ("url", "headlines")}
    languages = value("articles_total", language="en")
    articles = [make_article(TEXT), make_article(TEXT)]

    quality.count("normalize", articles)
    quality.count("deduplicate", articles)
    quality.count("tag", articles)

    assert value("missing_fields_total", field="url") == before["url"] + 2
    assert value("missing_fields_total", field="headlines") == before["headlines"]
    assert value("articles_total", language="en") == languages + 2
