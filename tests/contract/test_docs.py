"""What the documentation says is true: commands exist and run, names exist, generated pages are fresh."""

import importlib
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import orjson
import pytest

from service.cli import COMMANDS
from service.record import Article
from service.settings import settings_page
from service.taggers import TAGGERS
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
COMMAND_LINES = [
    line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines() if line.strip()
]
OFFLINE = ("enrich", "explain")


def _click_command(words: list[str]) -> tuple[click.Command, list[str]]:
    module = importlib.import_module(f"service.cli.{words[0]}")
    command: click.Command = module.command
    rest = words[1:]
    while isinstance(command, click.Group):
        command, rest = command.commands[rest[0]], rest[1:]
    return command, rest


def _words(line: str, folder: Path) -> list[str]:
    """Split a command line; the file that it writes goes into `folder`."""
    return [str(folder / word) if word == "dead.jsonl" else word for word in shlex.split(line)[1:]]


@pytest.mark.parametrize("line", [line for line in COMMAND_LINES if line.startswith("dateline ")])
def test_every_command_of_the_readme_is_understood(line: str, tmp_path: Path) -> None:
    """The command, its options and its paths are accepted as they stand."""
    command, arguments = _click_command(_words(line, tmp_path))

    with command.make_context(command.name, arguments):
        pass


@pytest.mark.parametrize("line", [line for line in COMMAND_LINES if line.split()[1] in OFFLINE])
def test_commands_without_a_broker_run(line: str, tmp_path: Path) -> None:
    """Those that need no broker succeed and print something, run as they stand."""
    ended = subprocess.run(
        [sys.executable, "-m", "service", *_words(line, tmp_path)],
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr.decode()
    assert ended.stdout


@pytest.mark.parametrize("line", [line for line in COMMAND_LINES if line.startswith("make ")])
def test_every_make_target_of_the_readme_exists(line: str) -> None:
    """A target that is named can be made."""
    target = line.split()[1]

    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_every_command_is_in_the_readme_or_its_own_help() -> None:
    """Each command has a help text and the table of commands names each module."""
    for name in COMMANDS:
        module = importlib.import_module(f"service.cli.{name}")
        assert module.command.help, name


def test_record_in_the_readme_has_the_fields_of_the_record() -> None:
    """The shortened example parses, and each of its fields exists."""
    (text,) = [block for kind, block in BLOCKS if kind == "json"]
    fields = set(Article.__struct_encode_fields__)

    assert set(orjson.loads(text)) <= fields
    creators = {f"{tagger.name}/{tagger.version}" for tagger in TAGGERS}
    assert set(re.findall(r'"creator": "([^"]+)"', text)) <= creators


PAGES = [ROOT / "README.md", ROOT / "schemas" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link names a file that exists, and where it names a heading, that is on the page."""
    text = page.read_text()
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    for link in links:
        file, _, heading = link.partition("#")
        target = page.parent / file if file else page
        assert target.exists(), link
        if heading:
            assert heading in _anchors(target.read_text()), link


def _anchors(text: str) -> set[str]:
    """Return the headings as links name them: small letters, no marks, hyphens for blanks."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_settings_page_is_fresh() -> None:
    """docs/settings.md is what `python -m service.settings` prints."""
    assert (ROOT / "docs" / "settings.md").read_text() == settings_page()
