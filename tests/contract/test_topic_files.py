"""The rules for schemas/topics: our files keep them, and for each rule a file that breaks it is refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.broker import BrokerError
from service.broker.topics import load_topic_specs

FOLDER = Path(__file__).parents[2] / "schemas" / "topics"
MESSAGES = FOLDER.parent / "messages"
Content = dict[str, Any]
Change = Callable[[Content], None]


def _set(field: str, value: object) -> Change:
    return lambda content: content.update({field: value})


def _configure(key: str, value: object) -> Change:
    return lambda content: content["config"].update({key: value})


def _drop(field: str) -> Change:
    return lambda content: content.pop(field)


def _drop_config(key: str) -> Change:
    return lambda content: content["config"].pop(key)


BROKEN: dict[str, tuple[str, Change, str]] = {
    "unknown field": ("raw", _set("owner", "desk"), "unknown field `owner`"),
    "missing field": ("raw", _drop("key"), "missing required field `key`"),
    "wrong type": ("raw", _set("partitions", "many"), "Expected `int`"),
    "name is not the file's": ("raw", _set("name", "unique"), "must be the file's name"),
    "no partition": ("unique", _set("partitions", 0), "partitions must be 1 or more"),
    "no description": ("raw", _set("description", "  "), "description and key must say something"),
    "no key": ("raw", _set("key", ""), "description and key must say something"),
    "nobody writes": ("raw", _set("producers", []), "producers and consumers must not be empty"),
    "nobody reads": ("raw", _set("consumers", []), "producers and consumers must not be empty"),
    "misspelt setting": ("raw", _configure("retention.sm", 5), "unknown config retention.sm"),
    "no policy": ("raw", _drop_config("cleanup.policy"), "cleanup.policy must be one of"),
    "unknown policy": ("raw", _configure("cleanup.policy", "burn"), "cleanup.policy must be one of"),
    "no retention": ("raw", _drop_config("retention.ms"), "retention.ms must be set"),
    "endless retention": ("raw", _configure("retention.ms", -1), "retention.ms must be set"),
    "retention in words": ("raw", _configure("retention.ms", "7 days"), "retention.ms must be set"),
    "no largest message": ("unique", _drop_config("max.message.bytes"), "max.message.bytes must be set"),
    "raw messages too small": ("raw", _configure("max.message.bytes", 64 * 2**20), "must exceed 64 MiB"),
    "dead letters too small": ("dead-letter", _configure("max.message.bytes", 2**20), "must exceed 64 MiB"),
    "no room for added headers": (
        "dead-letter",
        _configure("max.message.bytes", 65 * 2**20),
        "must exceed that of raw.yaml",
    ),
    "state beside other partitions": (
        "fingerprints",
        _set("partitions", 4),
        "must equal those of",
    ),
    "state forgotten too soon": (
        "fingerprints",
        _configure("retention.ms", 72 * 3_600_000),
        "must exceed the 72 hours",
    ),
    "state never compacted": ("fingerprints", _configure("cleanup.policy", "delete"), "must compact"),
}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Content]:
    """Return the contents of our own files, to be changed."""
    return {path.stem: yaml.safe_load(path.read_text()) for path in FOLDER.glob("*.yaml")}


def write(folder: Path, files: dict[str, Content]) -> Path:
    """Write topic files."""
    for stem, content in files.items():
        (folder / f"{stem}.yaml").write_text(yaml.safe_dump(content))
    return folder


def test_our_files_keep_the_rules() -> None:
    """All seven topics are described and valid."""
    assert len(load_topic_specs(FOLDER)) == 7


def test_our_files_unchanged_are_accepted_from_elsewhere(tmp_path: Path, files: dict[str, Content]) -> None:
    """The copies that the other tests break are valid before they are broken."""
    assert load_topic_specs(write(tmp_path, files)) == load_topic_specs(FOLDER)


@pytest.mark.parametrize(("topic", "change", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_file_that_breaks_a_rule_is_refused(
    tmp_path: Path, files: dict[str, Content], topic: str, change: Change, message: str
) -> None:
    """One line names the file and the rule."""
    change(files[topic])
    with pytest.raises(BrokerError) as caught:
        load_topic_specs(write(tmp_path, files))

    assert message in str(caught.value)
    assert f"{topic}.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path, files: dict[str, Content]) -> None:
    """Every topic of the model has its file."""
    del files["unique"]
    with pytest.raises(BrokerError, match=r"lacking \['unique'\]"):
        load_topic_specs(write(tmp_path, files))


def test_a_file_too_many_is_named(tmp_path: Path, files: dict[str, Content]) -> None:
    """A topic that the flow does not know is a mistake."""
    files["extra"] = files["unique"] | {"name": "extra"}
    with pytest.raises(BrokerError, match=r"unknown \['extra'\]"):
        load_topic_specs(write(tmp_path, files))


@pytest.mark.parametrize("text", ["", "- a list", "a: [", "\x00", "a: 1\na: 2"])
def test_what_is_no_topic_file_is_refused(tmp_path: Path, files: dict[str, Content], text: str) -> None:
    """Broken YAML and YAML of another shape are one line, not a traceback."""
    (write(tmp_path, files) / "raw.yaml").write_text(text)
    with pytest.raises(BrokerError, match=r"raw\.yaml: ") as caught:
        load_topic_specs(tmp_path)
    assert "\n" not in str(caught.value)


def test_no_folder_is_named(tmp_path: Path) -> None:
    """A broken installation says so."""
    with pytest.raises(BrokerError, match="no topic files"):
        load_topic_specs(tmp_path / "absent")


def test_every_value_has_its_schema() -> None:
    """A schema that a topic names is published."""
    for spec in load_topic_specs(FOLDER):
        assert spec.value is None or (MESSAGES / f"{spec.value}.schema.json").is_file(), spec.name
