from pathlib import Path

import msgspec
import pytest

from service.model import topics_with_prefix
from service.record import Article, Source
from service.routing import InvalidRoutes, Routes, load_routes
from service.tags import Place, Subject
from tests.articles import plain_article

CONFLICT = "http://cv.iptc.org/newscodes/mediatopic/16000000"


def article(
    *,
    subjects: tuple[str, ...] = (),
    places: tuple[Place, ...] = (),
    language: str = "en",
    source: Source | None = None,
) -> Article:
    """Return an enriched article with what the rules ask about."""
    return msgspec.structs.replace(
        plain_article(1, "Text.", language=language),
        subjects=tuple(
            Subject(name=f"Name of {uri[-8:]}", uri=uri, confidence=80, creator="topics/1")
            for uri in subjects
        ),
        places=places,
        source=source,
    )


def place(**codes: str | int) -> Place:
    """Return a place with these codes."""
    return msgspec.convert({"name": "Place", "confidence": 80, "creator": "places/1", **codes}, Place)


def routes(tmp_path: Path, text: str, prefix: str = "articles") -> Routes:
    """Load a routing file with this text."""
    file = tmp_path / "routing.yaml"
    file.write_text(text, encoding="utf-8")
    return load_routes(file, prefix)


def rule(tmp_path: Path, condition: str) -> Routes:
    """Load a file with one route whose condition is this YAML on one line."""
    return routes(tmp_path, f"version: 1\nroutes: [{{name: one, topic: chosen, when: {condition}}}]\n")


def test_the_default_file_routes_conflict_and_nothing_else() -> None:
    """The table in the package sends conflict to its topic and leaves other articles alone."""
    table = load_routes(None)
    assert "articles.enriched.conflict" in table.targets
    assert table.destinations(article(subjects=(CONFLICT,))) == ("articles.enriched.conflict",)
    assert table.destinations(article()) == ()


def test_the_prefix_replaces_the_first_part() -> None:
    """Several installations on one cluster have their own targets."""
    assert load_routes(None, "desk2").targets[0] == "desk2.enriched.conflict"


def test_a_topic_outside_the_prefix_is_taken_as_it_is(tmp_path: Path) -> None:
    """Only names below `articles` are ours to move."""
    assert routes(
        tmp_path, "version: 1\nroutes: [{name: a, topic: alerts.war, when: {places: [UA]}}]", "desk2"
    ).targets == ("alerts.war",)


@pytest.mark.parametrize(
    ("condition", "matching", "other"),
    [
        ("{subjects: ['medtop:16000000']}", article(subjects=(CONFLICT,)), article()),
        (f"{{subjects: ['{CONFLICT}']}}", article(subjects=(CONFLICT,)), article()),
        ("{subjects: [name of 16000000]}", article(subjects=(CONFLICT,)), article()),
        (
            "{places: [NO]}",
            article(places=(place(iso_3166_1="NO"),)),
            article(places=(place(iso_3166_1="SE"),)),
        ),
        (
            "{places: [us-tx]}",
            article(places=(place(iso_3166_2="US-TX"),)),
            article(places=(place(iso_3166_1="US"),)),
        ),
        ("{places: [703448]}", article(places=(place(geonames_id=703448),)), article()),
        ("{languages: [en]}", article(language="en-GB"), article(language="de")),
        ("{languages: [en-GB]}", article(language="en-GB"), article(language="en")),
        (
            "{sources: [example.com]}",
            article(source=Source(domain="news.example.com")),
            article(source=Source(domain="notexample.com")),
        ),
        ("{sources: [Harbour Wire]}", article(source=Source(name="HARBOUR WIRE")), article()),
        (
            "{places: [UA], languages: [de]}",
            article(places=(place(iso_3166_1="UA"),), language="de"),
            article(language="de"),
        ),
        ("{places: [RU, UA]}", article(places=(place(iso_3166_1="UA"),)), article()),
        ("{any: [{places: [UA]}, {languages: [de]}]}", article(language="de"), article()),
        (
            "{all: [{languages: [de]}, {not: {places: [DE]}}]}",
            article(language="de"),
            article(language="de", places=(place(iso_3166_1="DE"),)),
        ),
        ("{not: {languages: [en]}}", article(language="de"), article()),
    ],
)
def test_conditions(tmp_path: Path, condition: str, matching: Article, other: Article) -> None:
    """Each kind of condition holds for what it names and not for its neighbour."""
    table = rule(tmp_path, condition)
    assert table.destinations(matching) == ("chosen",)
    assert table.destinations(other) == ()


def test_order_is_that_of_the_file_without_repeats(tmp_path: Path) -> None:
    """Two rules with one target give it once, in the place of the first."""
    table = routes(
        tmp_path,
        """
version: 1
routes:
  - {name: c, topic: z, when: {languages: [en]}}
  - {name: a, topic: b, when: {languages: [en]}}
  - {name: b, topic: z, when: {languages: [en, de]}}
unmatched: rest
""",
    )
    assert table.targets == ("z", "b", "rest")
    assert table.destinations(article()) == ("z", "b")
    assert table.destinations(article(language="fr")) == ("rest",)


def test_the_version_changes_with_the_rules_only(tmp_path: Path) -> None:
    """Comments and order of values do not change the version; a rule does."""
    one = rule(tmp_path, "{languages: [en, de]}").version
    assert rule(tmp_path, "{languages: [de, en]}  # comment\n  ").version == one
    assert rule(tmp_path, "{languages: [de]}").version != one


@pytest.mark.parametrize("unmatched", ["", "null", "~"])
def test_no_unmatched_topic(tmp_path: Path, unmatched: str) -> None:
    """An empty unmatched route is none."""
    assert routes(tmp_path, f"version: 1\nroutes:\nunmatched: {unmatched}\n").targets == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("routes: []", "version is None; write 'version: 1'"),
        ("version: 2", "version is '2'"),
        ("[1]", "the file: a mapping is wanted"),
        ("version: 1\nroute: []", "unknown key 'route'; did you mean 'routes'?"),
        ("version: 1\nroutes: {a: b}", "routes: a list is wanted"),
        ("version: 1\nroutes: [{name: a, when: {places: [UA]}}]", r"routes\[0\]: 'topic' is missing"),
        ("version: 1\nroutes: [{name: a, topic: t, when: {subject: [x]}}]", "did you mean 'subjects'?"),
        (
            "version: 1\nroutes: [{name: a, topic: t, when: {places: UA}}]",
            r"\(a\).when.places: a list is wanted",
        ),
        ("version: 1\nroutes: [{name: a, topic: t, when: {places: []}}]", "the list is empty"),
        ("version: 1\nroutes: [{name: a, topic: t, when: {places: [Ukraine]}}]", "'Ukraine' is no code"),
        ("version: 1\nroutes: [{name: a, topic: t, when: {subjects: ['medtop:16']}}]", "eight digits"),
        ("version: 1\nroutes: [{name: a, topic: t, when: {}}]", "'when' is missing"),
        ("version: 1\nroutes: [{name: a, topic: 'a b', when: {places: [UA]}}]", "no topic name"),
        ("version: 1\nroutes: [{name: a, topic: articles.raw, when: {places: [UA]}}]", "the service's own"),
        ("version: 1\nunmatched: articles.enriched", "the service's own"),
        (
            "version: 1\nroutes: [{name: a, topic: t, when: {places: [UA]}}, "
            "{name: a, topic: u, when: {places: [UA]}}]",
            "two routes are named 'a'",
        ),
        (
            "version: 1\nroutes: [{name: a, topic: t, when: "
            + "{not: " * 9
            + "{places: [UA]}"
            + "}" * 9
            + "}]",
            "nested",
        ),
        ("version: 1\nroutes: [", "cannot be read"),
    ],
)
def test_a_mistake_is_named_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    """File, rule, what is wrong and how to mend it stand in one line."""
    with pytest.raises(InvalidRoutes, match=message) as caught:
        routes(tmp_path, text)
    assert str(caught.value).startswith(str(tmp_path / "routing.yaml"))
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A path that leads nowhere is a mistake like any other."""
    with pytest.raises(InvalidRoutes, match="cannot be read"):
        load_routes(tmp_path / "none.yaml")


def test_no_route_may_lead_back_into_the_service(tmp_path: Path) -> None:
    """Every one of the service's topics is refused as a target, under any prefix."""
    for name in msgspec.structs.astuple(topics_with_prefix("desk2")):
        with pytest.raises(InvalidRoutes, match="own topics"):
            routes(tmp_path, f"version: 1\nunmatched: {name}", "desk2")
