"""A user's tagger from a package of its own: really installed, found, run, and kept from doing harm."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

EXAMPLE = ROOT / "docs" / "examples" / "dateline-tickers"
STORY = "LONDON, Nov 19 (Meridian) - Qarland Gas (LSE: QGAS) said on Monday it would cut 300 jobs in Leeds.\n"
LIMIT = 300


def run(site: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command with the packages in `site` installed."""
    return subprocess.run(
        [sys.executable, "-m", "service", *words],
        env=os.environ | {"PYTHONPATH": str(site), "NO_COLOR": "1", "COLUMNS": "300"} | environment,
        cwd=ROOT,
        input=STORY,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )


def record(ended: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """Return the one record that was printed."""
    assert ended.returncode == 0, ended.stderr
    (line,) = ended.stdout.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def installed(site: Path, name: str, code: str) -> None:
    """Put a package with a tagger into `site`, as an installer leaves it."""
    (site / f"my_{name}.py").write_text(
        f"from service.taggers.document import Tagger\nimport time\n{code}\n"
        f'TAGGER = Tagger(name="{name}", version="1", run=run)\n',
        encoding="utf-8",
    )
    info = site / f"my_{name}-2.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: my-{name}\nVersion: 2.0\n", encoding="utf-8"
    )
    (info / "entry_points.txt").write_text(
        f"[dateline.taggers]\n{name} = my_{name}:TAGGER\n", encoding="utf-8"
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the documented example with pip into a folder, and beside it two taggers that misbehave."""
    source, target = tmp_path_factory.mktemp("source") / EXAMPLE.name, tmp_path_factory.mktemp("site")
    shutil.copytree(EXAMPLE, source)
    options = ("--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check")
    ended = subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, "--target", str(target), str(source)],
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    installed(target, "broken", "def run(document, tags):\n    raise KeyError('no such word')")
    installed(target, "hanging", "def run(document, tags):\n    time.sleep(3600)")
    return target


@pytest.mark.timeout(LIMIT)
def test_the_documented_tagger_runs(site: Path) -> None:
    """Its tag is in the record after ours, with its name, version and place in the text."""
    found = record(run(site, "enrich", "-", DATELINE_TAGGERS="tickers"))

    last = found["keywords"][-1]
    assert (last["value"], last["creator"], last["confidence"]) == ("LSE:QGAS", "tickers/1", 95)
    (mention,) = last["mentions"]
    assert found["bodies"][0]["value"][mention["start"] : mention["end"]] == mention["surface"] == "LSE: QGAS"
    assert len((EXAMPLE / "dateline_tickers.py").read_text().splitlines()) <= 30


@pytest.mark.timeout(LIMIT)
def test_what_is_only_installed_does_not_run(site: Path) -> None:
    """Without the setting no tagger of a user's is imported, let alone run."""
    found = record(run(site, "enrich", "-"))

    assert not [keyword for keyword in found["keywords"] if keyword["creator"].startswith("tickers")]
    assert "provenance" not in found or not [p for p in found["provenance"] if p["stage"] == "tag"]


@pytest.mark.timeout(LIMIT)
def test_a_tagger_that_fails_is_named_and_costs_its_own_tags(site: Path) -> None:
    """The article is published with the tags of all others; those after it run."""
    found = record(run(site, "enrich", "-", DATELINE_TAGGERS="broken, tickers"))

    (note,) = [part for part in found["provenance"] if part["stage"] == "tag"]
    assert (note["method"], note["version"]) == ("broken", "1")
    assert note["decision"].startswith("failed: KeyError")
    assert found["keywords"][-1]["creator"] == "tickers/1"
    assert found["places"]


@pytest.mark.timeout(LIMIT)
def test_a_tagger_that_hangs_is_ended_by_the_budget(site: Path, tmp_path: Path) -> None:
    """The article becomes a dead letter with the stage and the reason, as for a tagger of ours."""
    letters = tmp_path / "dead.jsonl"
    ended = run(
        site, "enrich", "-", "--dead-letters", str(letters),
        DATELINE_TAGGERS="hanging", DATELINE_ARTICLE_SECONDS="10",
    )  # fmt: skip

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == ""
    (letter,) = map(json.loads, letters.read_text(encoding="utf-8").splitlines())
    assert (letter["reason"], letter["stage"]) == ("timeout", "tag")


@pytest.mark.timeout(LIMIT)
def test_check_lists_what_runs_and_what_could(site: Path) -> None:
    """With the package and version each comes from; one that is not installed is a problem with a remedy."""
    ended = run(site, "check", DATELINE_TAGGERS="tickers,nobodys", DATELINE_BROKER_PORT="1999")

    assert "✓ tagger tickers  tickers/1 of dateline-tickers 1.0, after ours" in ended.stdout
    assert "✓ tagger hanging  installed by my-hanging 2.0 and not run" in ended.stdout
    assert "✗ taggers  tagger 'nobodys' is not installed" in ended.stdout
    assert ended.returncode == 1
    refused = run(site, "enrich", "-", DATELINE_TAGGERS="nobodys")
    assert refused.returncode == 2
    assert refused.stderr.splitlines() == [line for line in refused.stderr.splitlines() if "nobodys" in line]
