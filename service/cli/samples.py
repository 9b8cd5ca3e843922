"""The sample articles in the package, in the order in which `dateline demo` sends them.

Originals go before their copies, so that the demo tells the same story in every run.
"""

from pathlib import Path

FOLDER = Path(__file__).parent.parent / "samples"
_ORDER = ("text", "pages", "feeds", "wires", "envelopes", "bad")
_LATE = ("-again", "-local", "-amp", "-revised")


def sample_files() -> list[Path]:
    """Return the sample files: folder by folder, copies and revisions last in each."""
    return [path for folder in _ORDER for path in sorted((FOLDER / folder).iterdir(), key=_rank)]


def _rank(path: Path) -> tuple[int, str]:
    late = next((number for number, mark in enumerate(_LATE, 1) if path.stem.endswith(mark)), 0)
    return late, path.name
