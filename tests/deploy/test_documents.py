"""docs/operating.md and docs/runbook.md: commands, settings, metrics and links in them are real."""

import importlib
import re
import shlex

import click
import pytest
import yaml

from service.settings import PREFIX, Settings
from service.telemetry.metrics import metric_rows
from tests.conftest import ROOT
from tests.deploy.test_chart import CHART, helm

PAGES = {name: (ROOT / "docs" / name).read_text() for name in ("operating.md", "runbook.md")}
TEXT = "\n".join(PAGES.values())
LINES = [
    line.strip()
    for block in re.findall(r"^```sh\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    for line in block.replace("\\\n", " ").splitlines()
    if line.strip()
]
INLINE = re.findall(r"`([^`\n]+)`", TEXT)


def commands(program: str) -> list[str]:
    """Return the command lines of a program, those in running text included."""
    return sorted({line for line in (*LINES, *INLINE) if line.startswith(f"{program} ")})


@pytest.mark.parametrize("line", commands("dateline"))
def test_commands_are_understood(line: str) -> None:
    """The command and its options are accepted as they stand."""
    name, *arguments = shlex.split(line)[1:]
    command: click.Command = importlib.import_module(f"service.cli.{name}").command
    while isinstance(command, click.Group) and arguments:
        command, arguments = command.commands[arguments[0]], arguments[1:]

    with command.make_context(command.name, arguments):
        pass


@pytest.mark.parametrize("line", commands("make"))
def test_targets_exist(line: str) -> None:
    """A target that is named can be made."""
    assert re.search(rf"^{line.split()[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("line", commands("docker compose"))
def test_compose_services_exist(line: str) -> None:
    """Services that are started, stopped or entered are in the file."""
    services = set(yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"])
    words = shlex.split(line)[2:]
    verb, named = words[0], [word for word in words[1:] if word in services]

    assert verb in {"up", "down", "ps", "exec", "kill", "stop", "start"}
    assert named or verb in {"up", "down", "ps"}


@pytest.mark.parametrize("line", commands("helm"))
def test_chart_can_be_installed_as_written(line: str) -> None:
    """The chart is where the line says, and renders with these values."""
    _, _, release, chart, *options = shlex.split(line)

    assert ROOT / chart == CHART
    ended = helm("template", release, str(CHART), *options)
    assert ended.returncode == 0, ended.stderr


def test_settings_exist() -> None:
    """Every name that looks like a setting is one."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}

    assert set(re.findall(r"\bDATELINE_[A-Z_]+\b", TEXT)) <= known


def test_metrics_exist() -> None:
    """Every name that looks like a metric is one."""
    found = set(re.findall(r"\bdateline_[a-z_]+", TEXT))

    assert len(found) > 10
    assert found <= {row.name for row in metric_rows()}


@pytest.mark.parametrize("name", PAGES)
def test_links_and_paths_lead_somewhere(name: str) -> None:
    """Relative links are from docs/, paths in running text from the root."""
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", PAGES[name]) if "://" not in link]
    paths = re.findall(r"`(deploy/[\w./-]+)`", PAGES[name])

    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_log_lines_exist() -> None:
    """Events that the runbook names are logged by that name."""
    events = (ROOT / "service" / "telemetry" / "events.py").read_text()
    named = re.findall(
        r"`((?:worker|supervisor|stage|process|partition|transaction|breaker|brokers?|message|dead_letter|restore|stuck)"
        r"_[a-z_]+)`",
        PAGES["runbook.md"],
    )

    assert len(set(named)) > 10
    states = {"breaker_open", "breaker_probing", "breaker_closed"}  # made of the breaker's states
    assert [name for name in set(named) - states if f'"{name}"' not in events] == []


def test_what_breaks_containers_is_what_the_acceptance_runs() -> None:
    """The runbook's commands for Compose are those of the script, so that they have been run."""
    script = (ROOT / "deploy" / "compose" / "accept.sh").read_text()
    _, _, table = PAGES["runbook.md"].partition("### With containers")
    named = re.findall(r"`docker compose (kill|exec -T|exec|stop|start) ([^`]+)`", table)
    commands = [f"{verb.removesuffix(' -T')} {rest}" for verb, rest in named if "feeder" not in rest]
    run = re.sub(r"exec -T|stop --timeout 20", lambda found: found[0].split()[0], script)

    assert len(commands) >= 5
    assert [command for command in commands if f"compose {command}" not in run] == []
