"""Each format's golden input decodes to exactly what its JSON file says."""

from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest

from service.codecs import decode
from service.model import Limits, Message
from service.record import Origin

FOLDER = Path(__file__).parent
INPUTS = sorted(
    path for path in FOLDER.iterdir() if path.suffix not in {".json", ".py", ".md"} and path.is_file()
)


def _outcomes(path: Path) -> list[dict[str, Any]]:
    origin = Origin(topic=path.name, partition=0, offset=0, item=0)
    found = decode(Message(value=path.read_bytes(), origin=origin), Limits())
    return [_shown(item) for item in found]


def _shown(item: msgspec.Struct) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(item)
    kept = {
        name: value for name, value in fields.items() if value not in (None, (), False) or name == "blocks"
    }
    return {name: value for name, value in kept.items() if value is not None}


def _expected(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def _written(outcomes: list[dict[str, Any]]) -> bytes:
    return orjson.dumps(outcomes, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_an_input_decodes_to_its_outcomes(path: Path) -> None:
    """Nothing that a format states is lost or made up, field by field."""
    assert _written(_outcomes(path)).decode() == _expected(path).read_text()


def test_there_is_no_expectation_without_its_input() -> None:
    """A renamed input does not leave a file behind that nobody reads."""
    assert {_expected(path).name for path in INPUTS} == {path.name for path in FOLDER.glob("*.json")}


if __name__ == "__main__":
    for each in INPUTS:
        _expected(each).write_bytes(_written(_outcomes(each)))
