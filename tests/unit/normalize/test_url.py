"""Addresses: golden cases, the WHATWG cases, and keys that equal pages share."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.normalize.url import MAX_LENGTH, canonicalize, domain_of
from service.normalize.url_rules import load_rules

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "golden" / "normalize_url" / "cases.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[case["label"] for case in CASES])
def test_golden(case: dict[str, Any]) -> None:
    """Each case of the golden file comes out as it states."""
    url = canonicalize(case["raw"])
    if case["canonical"] is None:
        assert url is None
        return
    assert url is not None
    assert (url.original, url.canonical, url.normalized) == (
        case["raw"],
        case["canonical"],
        case["normalized"],
    )
    flags = (url.amp, url.is_homepage, url.is_shortened)
    assert flags == tuple(case.get(name, False) for name in ("amp", "is_homepage", "is_shortened"))


@pytest.mark.parametrize(
    "other",
    [
        "http://www.example.com/politics/story-1/",
        "https://m.example.com/politics/story-1?utm_campaign=a",
        "https://amp.example.com/politics/story-1",
        "https://www.example.com/politics/story-1/amp/#top",
        "https://www.example.com/amp/politics/story-1",
        "https://example.com/politics/./x/../story-1?fbclid=1&gclid=2",
        "https://example.com:443//politics/story%2D1",
        "https://www.google.com/amp/s/www.example.com/politics/story-1",
    ],
)
def test_equal_pages_share_a_key(other: str) -> None:
    """Every way to write one page leads to the same key."""
    expected, found = canonicalize("https://example.com/politics/story-1"), canonicalize(other)
    assert expected is not None
    assert found is not None
    assert found.normalized == expected.normalized


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("https://example.com/a?id=1", "https://example.com/a?id=2"),
        ("https://example.com/a?page=1", "https://example.com/a"),
        ("https://example.com/?p=1", "https://example.com/?p=2"),
        ("https://example.com/A", "https://example.com/a"),
        ("https://news.example.com/a", "https://sport.example.com/a"),
        ("https://example.com/a?source=17", "https://example.com/a?source=18"),
        ("https://example.com/a?tag=x&tag=y", "https://example.com/a?tag=y&tag=x"),
    ],
)
def test_different_pages_keep_different_keys(one: str, two: str) -> None:
    """Nothing that may identify a page is dropped."""
    first, second = canonicalize(one), canonicalize(two)
    assert first is not None
    assert second is not None
    assert first.normalized != second.normalized


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://news.bbc.co.uk/a", "bbc.co.uk"),
        ("https://www.example.com", "example.com"),
        ("https://someone.blogspot.com/2020", "someone.blogspot.com"),
        ("https://www.abc.net.au:8080/x", "abc.net.au"),
        ("http://10.0.0.1/x", None),
        ("http://[::1]/x", None),
        ("http://localhost/x", None),
        ("not a url", None),
        ("x" * (MAX_LENGTH + 1), None),
    ],
)
def test_registrable_domain(url: str, domain: str | None) -> None:
    """The public suffix list decides; numbers and lone hosts have no domain."""
    assert domain_of(url) == domain


def test_too_long_and_surrogates_are_refused() -> None:
    """An address beyond the bound, or one that has no UTF-8 form, is none."""
    assert canonicalize("https://example.com/" + "a" * MAX_LENGTH) is None
    assert canonicalize("https://example.com/\ud800") is None


def test_rule_pack_is_consistent() -> None:
    """Names are compared in lower case, and no name is both a tracker and judged by its value."""
    rules = load_rules()
    assert all(name == name.lower() for name in rules.tracking_names | rules.value_names | rules.shorteners)
    assert not rules.tracking_names & rules.value_names
    assert not any(name.startswith(rules.tracking_prefixes) for name in rules.value_names)


@pytest.mark.shared_data
def test_whatwg_cases(data_dir: Path) -> None:
    """What the standard accepts without a base as http(s) is accepted with the same address, no more."""
    path = data_dir / "url-wpt-urltestdata" / "urltestdata.json"
    cases = [case for case in json.loads(path.read_text(encoding="utf-8")) if isinstance(case, dict)]
    checked = 0
    for case in cases:
        if case.get("base") not in {None, "about:blank"}:
            continue
        url = canonicalize(case["input"])
        is_web = not case.get("failure") and case["protocol"] in {"http:", "https:"}
        assert (url is not None) == is_web, case
        if url is not None:
            address = f"{case['protocol']}//{case['host']}{case['pathname']}{case['search']}"
            assert url.canonical == address, case
            checked += 1
    assert checked > 100
