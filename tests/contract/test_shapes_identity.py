"""Identity: uri, work, version, envelope ids, coordinates."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.cli.enrich import enrich_inputs
from service.record import Article
from tests.contract.pipeline_runs import alternatives, run, text

P = (
    "The council met on Tuesday and agreed to rebuild the bridge over the river before winter, officials "
    "said. The work will cost four million euros and last nine months."
)
Q = "A second paragraph says that the old bridge was closed in March after engineers found cracks."


def rss(*items: str, site: str = "https://paper.example") -> tuple[str, str]:
    """Return a feed of these items."""
    channel = f"<channel><title>Paper</title><link>{site}/</link><description>d</description>"
    return f'<rss version="2.0">{channel}{"".join(items)}</channel></rss>', "application/rss+xml"


def item(title: str, body: str, guid: str = "", link: str = "") -> str:
    """Return a feed's item."""
    address = f"<link>{link}</link>" if link else ""
    name = f'<guid isPermaLink="false">{guid}</guid>' if guid else ""
    return f"<item><title>{title}</title>{address}{name}<description>{body}</description></item>"


def test_the_envelope_id_names_the_work_before_guid_and_address() -> None:
    """The identity is the envelope id, else the guid, else the canonical URL."""
    feed = rss(item("A", P, "g1", "https://paper.example/a"))[0]
    first, second = run(
        {"id": "e1", "content_type": "application/rss+xml", "body": feed},
        {"id": "e1", "url": "https://elsewhere.example/b", "body": f"{P} {Q}"},
    )
    assert alternatives(first, "work") == alternatives(second, "work")
    assert alternatives(first, "input") == alternatives(second, "input") == ["e1"]
    assert first["uri"] != second["uri"]


def test_a_guid_comes_before_the_address() -> None:
    """An item whose address changes and whose guid stays is the same work."""
    uri = "tag:paper.example,2026:1"
    first, second = run(
        rss(item("A", P, uri, "https://paper.example/a")),
        rss(item("A", f"{P} {Q}", uri, "https://paper.example/b")),
    )
    assert alternatives(first, "work") == alternatives(second, "work")


def test_tracking_parameters_do_not_change_the_work() -> None:
    """Without id and guid the canonical URL is the identity."""
    first, second = run(
        {"url": "https://paper.example/a?utm_source=x", "body": P},
        {"url": "https://paper.example/a", "body": f"{P} {Q}"},
    )
    assert alternatives(first, "work") == alternatives(second, "work")
    assert second["dedup"]["status"] == "revision"


def test_a_feed_polled_again_keeps_its_works() -> None:
    """New items above an article change neither its work nor its uri."""
    old = item("A", P, "g1", "https://paper.example/a")
    new = item("B", "Quite another matter altogether was in the news on Friday evening.", "g2")
    (first,) = run(rss(old))
    _, moved = run(rss(new, old))
    assert (first["uri"], alternatives(first, "work")) == (moved["uri"], alternatives(moved, "work"))


def test_items_of_one_message_never_share_identifiers() -> None:
    """Repeated guids, addresses and texts inside one feed still give uris and works of their own."""
    items = [item("A", P, "g"), item("A", P, "g"), item("B", Q, "", "https://paper.example/x")]
    records = run(rss(*items, item("C", P, "", "https://paper.example/x")))
    assert len({record["uri"] for record in records}) == len(records) == 4
    assert len({alternatives(record, "work")[0] for record in records}) == 4
    assert [record["origin"]["item"] for record in records] == [0, 1, 2, 3]


def test_the_same_number_at_two_sites_is_two_works() -> None:
    """A guid that is no URI is unique only at its site."""
    first, second = run(
        rss(item("A", P, "1", "https://paper.example/a")),
        rss(
            item("B", "Football and the rain on Saturday night.", "1", "https://other.example/b"),
            site="https://other.example",
        ),
    )
    assert alternatives(first, "work") != alternatives(second, "work")
    assert second["dedup"]["status"] == "new"


def test_version_counts_revisions() -> None:
    """Each new content under one id is one version more, and of the one before."""
    records = run(*({"id": "e", "body": body} for body in (P, f"{P} {Q}", f"{P} {Q} It rained.")))
    assert [record["version"] for record in records] == ["1", "2", "3"]
    assert [record["dedup"]["status"] for record in records] == ["new", "revision", "revision"]
    assert [record["dedup"].get("of") for record in records[1:]] == [r["uri"] for r in records[:2]]
    assert len({alternatives(record, "work")[0] for record in records}) == 1


def test_every_item_carries_the_envelope_id() -> None:
    """Records and dead letters of one envelope both name it."""
    feed = rss(item("A", P), "<item></item>", item("C", Q))[0]
    outcomes = run({"id": "env-9", "content_type": "application/rss+xml", "body": feed})
    assert [outcome["origin"]["item"] for outcome in outcomes] == [0, 1, 2]
    assert [alternatives(outcomes[index], "input") for index in (0, 2)] == [["env-9"], ["env-9"]]
    assert (outcomes[1]["reason"], outcomes[1]["origin"]["id"]) == ("empty", "env-9")


def test_no_id_no_input_role() -> None:
    """Without an envelope id there is no alternative identifier of role `input`."""
    (record,) = run(text(P))
    assert alternatives(record, "input") == []
    assert record["origin"] == {"topic": "inputs", "partition": 0, "offset": 0, "item": 0}


def test_files_of_one_name_do_not_share_a_uri(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders with a file of the same name and text give as many topics and uris."""
    for folder in ("a", "b", "c/a"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "story.txt").write_text(P)
    monkeypatch.chdir(tmp_path)
    files = [Path("a/story.txt"), Path("b/story.txt"), Path("c")]
    records = [outcome for outcome in enrich_inputs(files) if isinstance(outcome, Article)]
    assert len({record.origin.topic for record in records}) == 3
    assert len({record.uri for record in records}) == 3


def test_the_same_bytes_on_every_run(tmp_path: Path) -> None:
    """The order of hashes and the moment of the run leave no trace in the output."""
    story = tmp_path / "story.txt"
    story.write_text(f"Bridge rebuilt\n\nBERLIN (dpa) - {P}\n\n{Q}\n")
    command = [sys.executable, "-m", "service", "enrich", str(story)]

    def printed(hash_seed: str) -> bytes:
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        return subprocess.run(command, check=True, capture_output=True, env=environment).stdout

    assert printed("0") == printed("123")
