"""Imports go one way, and the pure rooms load nothing that talks to the outside."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

PURE = [
    "service.pipeline",
    "service.codecs",
    "service.normalize",
    "service.dedup",
    "service.taggers",
    "service.routing",
    "service.gazetteer",
    "service.record",
    "service.tags",
    "service.model",
]
FORBIDDEN = {"faust", "aiokafka", "prometheus_client", "structlog", "aiohttp", "uvloop", "pydantic_settings"}
OURS = (
    "service.worker",
    "service.broker",
    "service.web",
    "service.telemetry",
    "service.settings",
    "service.cli",
)


PROGRAM = """
import importlib, pkgutil, sys
for room in {rooms!r}:
    module = importlib.import_module(room)
    for found in pkgutil.walk_packages(getattr(module, "__path__", []), f"{{room}}."):
        if ".training" not in found.name:
            importlib.import_module(found.name)
print(*sys.modules)
"""


def test_the_pure_rooms_load_no_input_or_output() -> None:
    """With every module of the pure rooms imported, no engine, metrics, logs or servers are loaded."""
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(rooms=PURE)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert result.returncode == 0, result.stderr
    loaded = set(result.stdout.split())
    assert {*PURE, "service.normalize.extract"} <= loaded
    assert loaded.isdisjoint(FORBIDDEN)
    assert not [name for name in loaded if name.startswith(OURS)]


def test_the_import_contracts_hold() -> None:
    """The contracts in pyproject.toml are kept."""
    program = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([program, "--no-cache"], capture_output=True, text=True, check=False, cwd=ROOT)
    assert result.returncode == 0, result.stdout[-2_000:]


def test_a_broken_contract_is_found(tmp_path: Path) -> None:
    """The contracts can fail: in a copy of the tree, a pure room imports the stream engine."""
    copied = tmp_path / "service"
    for file in (ROOT / "service").rglob("*.py"):
        target = copied / file.relative_to(ROOT / "service")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    with (copied / "dedup" / "verdict.py").open("a", encoding="utf-8") as module:
        module.write("\nimport faust\n")
    program = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [program, "--no-cache"], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert result.returncode == 1
    assert "service.dedup.verdict -> faust" in result.stdout
