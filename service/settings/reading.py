"""The only reader of the environment: settings from it and from a file, refused with one line when wrong.

Every setting is `DATELINE_<NAME>` besides `KAFKA_BOOTSTRAP_SERVERS`, or `<name>` in the YAML file that
`DATELINE_CONFIG_FILE` names; the environment wins. An unknown name is an error with the nearest known one,
because a misspelt setting that is silently ignored is worse than none. Which there are is told in
`service.settings.model`.
"""

import difflib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from service.settings.model import PREFIX, Settings

FILE_VARIABLE = f"{PREFIX}CONFIG_FILE"
FILE_BYTES = 1024 * 1024


class InvalidSettings(ValueError):
    """The environment is not usable; the message is one line that says what and how to mend it."""


def load_settings() -> Settings:
    """Read the file of settings, if one is named, and the environment, which wins.

    Raises:
        InvalidSettings: an unknown name, a value out of bounds, or a file that cannot be read.
    """
    known = {variable_of(name): name for name in Settings.model_fields}
    for variable in sorted(os.environ):
        is_ours = variable.startswith(PREFIX) and variable not in {FILE_VARIABLE, f"{PREFIX}DATA"}
        if is_ours and variable not in known:
            raise InvalidSettings(f"{variable} is not a setting{_suggestion(variable, known)}")
    file = os.environ.get(FILE_VARIABLE)
    in_file = _read_file(Path(file)) if file else {}
    values = {name: value for name, value in in_file.items() if not os.environ.get(variable_of(name))}
    try:
        return Settings(**values)
    except ValidationError as error:
        raise InvalidSettings(_told(error, file, values)) from error


def variable_of(name: str) -> str:
    """Return the environment variable of a setting."""
    return "KAFKA_BOOTSTRAP_SERVERS" if name == "bootstrap_servers" else f"{PREFIX}{name.upper()}"


def _read_file(file: Path) -> dict[str, Any]:
    """Return the settings of a YAML file.

    Raises:
        InvalidSettings: it cannot be read, is no mapping, or names something that is no setting.
    """
    try:
        with file.open("rb") as stream:
            content = yaml.safe_load(stream.read(FILE_BYTES))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        why = " ".join(
            str(getattr(error, "problem", None) or getattr(error, "strerror", None) or error).split()
        )
        mark = getattr(error, "problem_mark", None)
        where = f"{file}:{mark.line + 1}" if mark is not None else str(file)
        raise InvalidSettings(f"{where}: settings cannot be read: {why}") from error
    if not isinstance(content or {}, dict):
        raise InvalidSettings(f"{file}: expected `name: value` lines, one for each setting")
    values = {str(name): value for name, value in (content or {}).items() if value is not None}
    for name in sorted(values):
        if name not in Settings.model_fields:
            raise InvalidSettings(
                f"{file}: {name} is not a setting{_suggestion(name, Settings.model_fields)}"
            )
    return values


def _told(error: ValidationError, file: str | None, values: dict[str, Any]) -> str:
    """Return the first problem in one line; a secret's value is never in it."""
    first = error.errors()[0]
    if not first["loc"]:
        return first["msg"].removeprefix("Value error, ")
    name = str(first["loc"][0]).removeprefix(PREFIX).lower()
    name = "bootstrap_servers" if name == "kafka_bootstrap_servers" else name
    field = Settings.model_fields.get(name)
    is_secret = field is not None and "SecretStr" in str(field.annotation)
    problem = first["msg"].removeprefix("Value error, ")
    where = f"{file}: {name}" if name in values else variable_of(name)
    return f"{where}{'' if is_secret else '=' + repr(first.get('input'))}: {problem}"


def _suggestion(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; known are {', '.join(sorted(known))}"
