"""The version of the rules: it must be raised when the rules give something else."""

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec
import orjson
import yaml

from service.model import Limits, Message, Publish, Topics
from service.normalize.story import RULESET_VERSION
from service.pipeline import normalize
from service.record import Origin

ROOT = Path(__file__).parents[3]
PINNED = ROOT / "tests" / "golden" / "normalize_ruleset.json"
_VERSIONS = {"version", "ruleset_version", "processing_version", "creator"}


def _given() -> list[Any]:
    """Return what normalising makes of each sample, in the order of their names."""
    samples = sorted(path for path in (ROOT / "service" / "samples").rglob("*") if path.is_file())
    return [_made(path) for path in samples]


def _made(path: Path) -> list[Any]:
    message = Message(value=path.read_bytes(), origin=Origin(topic="case", partition=0, offset=0, item=0))
    outcomes = normalize(message, topics=Topics(), limits=Limits())
    values = [out.article if isinstance(out, Publish) else out for out in outcomes]
    return [_without_versions(msgspec.to_builtins(value)) for value in values]


def _without_versions(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_versions(part) for key, part in value.items() if key not in _VERSIONS}
    return [_without_versions(part) for part in value] if isinstance(value, list | tuple) else value


def _tables() -> list[Any]:
    files = sorted((ROOT / "service" / "normalize").glob("*.yaml"))
    return [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]


def _digest(value: Any) -> str:
    return hashlib.sha256(
        orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    ).hexdigest()[:32]


def test_version_is_raised_when_rules_or_tables_give_something_else() -> None:
    """What the samples become, and the tables, belong to one version of the rules."""
    found = {"version": RULESET_VERSION, "samples": _digest(_given()), "tables": _digest(_tables())}
    pinned = json.loads(PINNED.read_text(encoding="utf-8"))
    advice = f"raise RULESET_VERSION in service/normalize/story.py and write {json.dumps(found)} to {PINNED}"
    assert found == pinned, advice
