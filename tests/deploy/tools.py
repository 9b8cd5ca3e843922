"""Where the tools are that some checks need: `make tools` brings them."""

import os
import shutil

import pytest

from tests.conftest import ROOT

BIN = ROOT / ".tools" / "bin"


def tool(name: str) -> str:
    """Return the path of a tool, or skip the test where it is absent."""
    found = shutil.which(name, path=f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        pytest.skip(f"{name} is not installed; `make tools` brings it where it can be had")
    return found
