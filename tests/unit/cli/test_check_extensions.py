"""`dateline check` of gazetteers, rules and taggers, and the documented examples of them."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli.check_extensions import check_gazetteers, check_rules, check_user_taggers
from service.cli.gazetteer import command as gazetteer_command
from service.settings import Settings
from service.taggers.document import Tagger, Tags
from service.taggers.rules_file import read_rules
from service.worker.tagging import Tagging
from tests.conftest import ROOT
from tests.eval.documents import plain_document

EXAMPLES = ROOT / "docs" / "examples"
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")


def test_the_documented_files_are_in_order() -> None:
    """Both examples pass the check and can be used together."""
    settings = Settings(
        gazetteer_files=str(EXAMPLES / "beat.tsv"), rules_files=str(EXAMPLES / "flood-desk.yaml")
    )
    lines = [*check_gazetteers(settings), *check_rules(settings)]

    assert all(line.is_fine for line in lines), lines
    assert [line.what for line in lines] == ["gazetteer", "rules"]
    assert [tagger.name for tagger in Tagging(settings).taggers] == ["flood-desk"]


def test_the_rules_in_the_page_are_rules(tmp_path: Path) -> None:
    """What the page shows can be copied and works, `also` included."""
    (block,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    path = tmp_path / "rules.yaml"
    path.write_text(block, encoding="utf-8")
    tagger = read_rules(path)

    assert isinstance(tagger, Tagger)
    assert tagger.run(plain_document("Rain came. A flash flood followed."), Tags()).subjects


def test_the_command_in_the_page_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line in the page, from the repository's root."""
    (block,) = re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    program, name, *arguments = block.split()
    monkeypatch.chdir(ROOT)

    assert (program, name) == ("dateline", "gazetteer")
    assert CliRunner().invoke(gazetteer_command, arguments).exit_code == 0


def test_links_and_settings_of_the_page_exist() -> None:
    """Every relative link leads somewhere, every setting that is named is one."""
    links = re.findall(r"\]\(([^)#]+)\)", PAGE)
    settings = {name.lower() for name in re.findall(r"DATELINE_([A-Z_]+)", PAGE)}

    assert [link for link in links if "://" not in link and not (ROOT / "docs" / link).exists()] == []
    assert settings <= set(Settings.model_fields)


def test_each_problem_has_a_line(tmp_path: Path) -> None:
    """Of a gazetteer every wrong line, of rules the first; each with file and number."""
    names, rules = tmp_path / "names.tsv", tmp_path / "rules.yaml"
    names.write_text("kind\tname\nbeast\tX\nplace\tY\n", encoding="utf-8")
    good = (EXAMPLES / "flood-desk.yaml").read_text(encoding="utf-8")
    rules.write_text(good.replace("The market was flooded", "Flash floods: the market was"), encoding="utf-8")
    settings = Settings(gazetteer_files=str(names), rules_files=str(rules))
    lines = [*check_gazetteers(settings), *check_rules(settings)]

    assert [line.is_fine for line in lines] == [False] * 3
    assert [line.detail.split(": ")[0] for line in lines] == [f"{names}:2", f"{names}:3", f"{rules}:18"]


def test_nothing_added_nothing_said() -> None:
    """Without settings there are no lines about them."""
    settings = Settings()

    assert [*check_gazetteers(settings), *check_rules(settings)] == []


def test_a_tagger_that_is_not_installed() -> None:
    """The line names it."""
    lines = [line for line in check_user_taggers(Settings(taggers="nobodys")) if not line.is_fine]

    assert ["'nobodys' is not installed" in line.detail for line in lines] == [True]
