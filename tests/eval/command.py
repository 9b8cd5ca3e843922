"""A scorer as a command of its own: its figures, and on request the cases it misses."""

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.conftest import DATA
from tests.eval.figure import Figure


def print_figures(
    description: str | None,
    figures: Callable[[Path], Iterable[Figure]],
    show_misses: Callable[[Path], object],
) -> None:
    """Read the arguments and print.

    Args:
        description: of the command, for its help.
        figures: measures on a folder of data.
        show_misses: prints what is missed there.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    if arguments.misses:
        show_misses(arguments.data)
    for figure in figures(arguments.data):
        print(f"{figure.name:28} {figure.value:.3f} of {figure.items}")
