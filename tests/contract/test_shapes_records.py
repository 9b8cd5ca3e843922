"""Records of every format and dead letters: shapes, texts, times, offsets, duplicates."""

import base64

import orjson
import pytest

from service.cli.enrich import enrich_inputs
from service.codecs.record import encode_article
from service.record import Article
from tests.conftest import ROOT
from tests.contract.pipeline_runs import Input, Record, bodies, run, text
from tests.contract.shape_rules import jaccard, schema_errors, violations

P = (
    "The council met on Tuesday and agreed to rebuild the bridge over the river before winter, officials "
    "said. The work will cost four million euros and last nine months."
)
Q = "A second paragraph says that the old bridge was closed in March after engineers found cracks."
STORY = (
    "Bridge to be rebuilt before winter",
    "By JANE DOE, Associated Press Writer",
    f"BERLIN, May 5 (AP) - {P}",
    "Costs and Time",
    Q,
    "AP/jd",
)


def one(given: Input) -> Record:
    """Return the only outcome of an input."""
    (outcome,) = run(given)
    return outcome


def test_all_samples_obey_every_rule() -> None:
    """Every record of the demo's articles is sound, and each verdict's similarity is the true one."""
    outcomes = enrich_inputs([ROOT / "service" / "samples"])
    records = [orjson.loads(encode_article(o)) for o in outcomes if isinstance(o, Article)]
    assert len(records) > 40
    assert [(r["origin"], violations(r)) for r in records if violations(r)] == []
    by_uri = {record["uri"]: record for record in records}
    copies = [record for record in records if record["dedup"]["status"] != "new"]
    assert copies
    for copy in copies:
        own, other = bodies([copy, by_uri[copy["dedup"]["of"]]])
        assert copy["dedup"]["similarity"] == pytest.approx(jaccard(own, other), abs=1e-5)


def test_a_wire_text_is_taken_apart() -> None:
    """Headline, byline, dateline, cross-head and sign-off are fields and no text."""
    record = one(text(*STORY))
    assert violations(record) == []
    assert [h["value"] for h in record["headlines"]] == [STORY[0]]
    assert record["by"] == "Jane Doe"
    assert record["dateline"] == {
        "raw": "BERLIN, May 5 (AP) -", "place": "BERLIN", "date": "May 5", "agency": "AP"
    }  # fmt: skip
    assert [section.get("headline") for section in record["sections"]] == [None, "Costs and Time"]
    assert record["signoff"] == "AP/jd"
    assert bodies([record]) == [f"{P}\n\n{Q}"]
    assert "AP" not in {person["name"] for person in record.get("people", [])}


def test_line_ends_do_not_matter() -> None:
    """CRLF and LF give the same text."""
    unix, dos = "\n\n".join(STORY), "\r\n\r\n".join(STORY)
    first, second = one((unix, "text/plain")), one((dos, "text/plain"))
    assert (first["uri"], first["sections"]) == (second["uri"], second["sections"])


@pytest.mark.parametrize("only", [P, "Bridge closed", "42", "天"])
def test_one_paragraph_is_the_body(only: str) -> None:
    """A text of one paragraph has no headline and is never refused."""
    record = one(text(only))
    assert "headlines" not in record
    assert bodies([record]) == [only]


def test_a_leading_address_is_the_url() -> None:
    """A first line that is only a URL becomes `url` and leaves the text."""
    record = one(text("https://paper.example/2026/a?utm_source=x", "Bridge to be rebuilt", P, Q))
    assert record["url"]["normalized"] == "paper.example/2026/a"
    assert bodies([record]) == [f"{P}\n\n{Q}"]


def test_a_repeated_standfirst_is_kept_once() -> None:
    """The standfirst stands in `descriptions` and not as the body's first sentence."""
    lead = "Council agrees after six years of dispute over costs and routes."
    record = one(text("Bridge to be rebuilt before winter", lead, f"BERLIN (dpa) - {lead} {P}", Q))
    assert [d["value"] for d in record["descriptions"]] == [lead]
    assert bodies([record]) == [f"{P}\n\n{Q}"]


@pytest.mark.parametrize(
    ("stated", "created", "precision", "offset"),
    [
        ("2026-05-04T10:00:00+02:00", "2026-05-04T08:00:00Z", "second", "+02:00"),
        ("2026-05-04T10:00:00", "2026-05-04T10:00:00Z", "second", None),
        ("2026-05-04", "2026-05-04T00:00:00Z", "day", None),
        ("Mon, 04 May 2026 10:00:00 GMT", "2026-05-04T10:00:00Z", "second", "+00:00"),
        ("not a date", None, None, None),
    ],
)
def test_times(stated: str, created: str | None, precision: str | None, offset: str | None) -> None:
    """UTC without an offset has no `utc_offset`; a bare day is midnight; no time of receipt."""
    record = one({"body": P, "published": stated})
    assert record.get("contentCreated") == created
    assert record["dates"].get("published_precision") == precision
    assert record["dates"].get("utc_offset") == offset
    assert "received_at" not in record


def test_offsets_are_code_points() -> None:
    """Astral and combining characters before a mention each count as what they are."""
    body = (
        f"😀𝔘 e\u0301 “It is good 🎉,” said Ada Lovelace in Paris. {P} It cost $3 million and ran 2,500 km."
    )
    record = one(text("A headline of the day", body, Q))
    assert violations(record) == []
    values = [(q["value"], q.get("unit") or q.get("currency")) for q in record["quantities"]]
    assert (2500, "km") in values
    assert (3_000_000, "USD") in values


def test_duplicates_name_the_most_alike_that_was_compared() -> None:
    """`of` is the nearest earlier article and not the story's first; the record is whole and tagged."""
    first, longer = f"{P} {Q}", f"{P} {Q} The mayor of Springfield welcomed the plan and asked for patience."
    records = run(*(text(body) for body in (first, longer, f"{longer} It rained.")))
    assert [record["dedup"]["status"] for record in records] == ["new", "near", "near"]
    assert records[2]["dedup"]["of"] == records[1]["uri"]
    assert records[2]["quantities"]
    assert len({record["dedup"]["story"] for record in records}) == 1
    for copy, other in ((records[1], records[0]), (records[2], records[1])):
        assert copy["dedup"]["similarity"] == pytest.approx(jaccard(*bodies([copy, other])), abs=1e-5)


@pytest.mark.parametrize("item", ["<title>Only a title</title>", "<description>Only a summary</description>"])
def test_a_feed_item_with_anything_is_an_article(item: str) -> None:
    """An item with a title or a summary alone is an article, if need be with an empty body."""
    record = one((f'<rss version="2.0"><channel><item>{item}</item></channel></rss>', None))
    assert violations(record) == []


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "' + f"&a{n - 1 if n else ''};" * 10 + '">' for n in range(10))
    + "]><rss><channel><item><title>&a9;</title></item></channel></rss>"
)


@pytest.mark.parametrize(
    ("data", "declared", "reason"),
    [
        (b"\xff\xfeB\x00r\x00o", "text/plain", "undecodable"),
        (b"\xef\xbb\xbfBroken \xff text", "text/plain", "undecodable"),
        (b"\xff\xfe\x00\xd8a\x00", "text/plain", "undecodable"),
        (b"*** -- ...", "text/plain", "empty"),
        (b"", None, "empty"),
        (b'{"id": "t", "body": "ab', "application/json", "malformed_json"),
        (b"[1]", "application/json", "invalid_envelope"),
        (b'{"id": "n", "body": null}', "application/json", "invalid_envelope"),
        (b'{"a":' * 100_000, "application/json", "too_deep"),
        (b"<rss>" + b"<a>" * 100_000, "application/rss+xml", "too_deep"),
        (BOMB.encode(), "application/rss+xml", "unsafe_xml"),
        (b'<rss version="2.0"><channel/></rss>', None, "no_items"),
        (b"x" * 1_000_000, "text/plain", "oversize"),
        (b"a " * 25_000_000, "text/plain", "oversize"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "text/plain", "unsupported_format"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else str(value),
)
def test_bad_input_is_a_dead_letter(data: bytes, declared: str | None, reason: str) -> None:
    """Each ends with its reason, its original bytes and headers, in the published shape."""
    letter = one((data, declared))
    assert letter["reason"] == reason
    assert base64.b64decode(letter["body_base64"]) == data
    assert letter["headers"] == ({} if declared is None else {"content-type": declared})
    assert list(schema_errors(letter, "dead-letter.v1")) == []


def test_a_declared_type_is_not_trusted() -> None:
    """A page that is declared as plain text is read as a page, and the record says so."""
    page = f"<html><body><article><h1>Bridge rebuilt</h1><p>{P}</p><p>{Q}</p></article></body></html>"
    record = one((page, "text/plain"))
    assert bodies([record]) == [f"{P}\n\n{Q}"]
    assert any("against" in (step.get("decision") or "") for step in record["provenance"])
