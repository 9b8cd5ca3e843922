"""`dateline gazetteer`: build a gazetteer of one's own from a dump, and check one.

Formats of dumps are `service.gazetteer.geonames` and `service.gazetteer.wikidata`, the format of a user's
file is `service.gazetteer.user_file`; a file named `*.places` is a compiled table of places instead.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from service.gazetteer import geonames, wikidata
from service.gazetteer.dump_lines import UnreadableDump, dump_lines
from service.gazetteer.geonames import Counts
from service.gazetteer.place_table import InvalidTable, open_table
from service.gazetteer.place_writer import NamedPlace, Sources, write_table
from service.gazetteer.user_file import COLUMNS, KINDS, InvalidGazetteer, UserEntry, line_of, read_user_file

TABLE_SUFFIX = ".places"
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUTPUT = click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File to write."
)


def _words(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


@click.group()
def command() -> None:
    """Build and check gazetteers: names that add to ours or override them.

    DATELINE_GAZETTEER_FILES says which are used.
    """


@command.group()
def build() -> None:
    """Make a gazetteer from a dump; reads .gz, .bz2, .zip and plain files as a stream."""


@build.command(
    "geonames",
    epilog="""\b
Examples:
  dateline gazetteer build geonames cities500.zip -o world.places
  dateline gazetteer build geonames DE.zip --features P,ADM2,ADM3 --least-population 0 -o de.places""",
)
@click.argument("inputs", nargs=-1, required=True, type=_FILE)
@_OUTPUT
@click.option(
    "--least-population", type=click.IntRange(0), default=500, show_default=True, help="Of a populated place."
)
@click.option("--countries", callback=_words, default="", help="ISO 3166-1 codes, parted by commas.")
@click.option(
    "--features",
    callback=_words,
    default="P",
    show_default=True,
    help="GeoNames feature codes or classes, parted by commas.",
)
def build_geonames(
    inputs: tuple[Path, ...],
    output: Path,
    least_population: int,
    countries: tuple[str, ...],
    features: tuple[str, ...],
) -> None:
    """Make a gazetteer of places from GeoNames' main table.

    OUTPUT.places is a compiled table: processes share it in memory, and it is the form for many places. Any
    other name is a text file that can be edited; each of its names means its own place only.
    """
    choice = geonames.Choice(
        least_population=least_population, countries=frozenset(countries), features=frozenset(features)
    )
    counts = Counts()
    with _Reading(inputs) as reading:
        places = geonames.read_places(reading.lines(), choice, counts)
        if output.suffix == TABLE_SUFFIX:
            _write(output, lambda: _write_places(output, places))
        else:
            _write(output, lambda: _write_entries(output, map(geonames.entry_of, places)))
    _tell(output, counts)


@build.command(
    "wikidata",
    epilog="""\b
Example:
  dateline gazetteer build wikidata latest-all.json.bz2 --least-sitelinks 30 -o people.tsv""",
)
@click.argument("inputs", nargs=-1, required=True, type=_FILE)
@_OUTPUT
@click.option(
    "--least-sitelinks",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    help="Wikimedia pages about an item.",
)
@click.option(
    "--languages",
    callback=_words,
    default="en,de,fr,es",
    show_default=True,
    help="Of names, in order.",
)
@click.option(
    "--kinds",
    callback=_words,
    default="person,organisation",
    show_default=True,
    help="Of entries: person, organisation, place.",
)
def build_wikidata(
    inputs: tuple[Path, ...],
    output: Path,
    least_sitelinks: int,
    languages: tuple[str, ...],
    kinds: tuple[str, ...],
) -> None:
    """Make a gazetteer of people, organisations and places from a Wikidata JSON dump."""
    if unknown := sorted(set(kinds) - set(KINDS)):
        raise click.BadParameter(f"{unknown[0]} is none of person, organisation, place", param_hint="--kinds")
    choice = wikidata.Choice(least_sitelinks=least_sitelinks, languages=languages, kinds=frozenset(kinds))
    counts = Counts()
    with _Reading(inputs) as reading:
        entries = wikidata.read_entries(reading.lines(), choice, counts)
        _write(output, lambda: _write_entries(output, entries))
    _tell(output, counts)


@command.command("check")
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.pass_context
def check_files(context: click.Context, files: tuple[Path, ...]) -> None:
    """Check gazetteers; every problem is one line with the file's name and the line's number."""
    problems = [problem for file in files for problem in check_gazetteer(file)[0]]
    for problem in problems:
        click.echo(problem)
    if not problems:
        for file in files:
            click.echo(f"{file}: {check_gazetteer(file)[1]}")
    context.exit(1 if problems else 0)


def check_gazetteer(file: Path) -> tuple[tuple[str, ...], str]:
    """Return the problems of a gazetteer, and in words what is in it."""
    try:
        if file.suffix == TABLE_SUFFIX:
            head = open_table(file).head
            return (), f"{head.places:,} places, {head.names:,} names, version {head.version}"
        entries = read_user_file(file)
    except InvalidGazetteer as error:
        return error.problems, ""
    except InvalidTable as error:
        return (str(error),), ""
    names = sum(1 + len(entry.aliases) for entry in entries)
    return (), f"{len(entries):,} entries, {names:,} names"


class _Reading:
    """Reads dumps one after the other and shows how far it is, where a person looks."""

    def __init__(self, inputs: tuple[Path, ...]) -> None:
        self._inputs = inputs
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
        console = Console(stderr=True)
        self._progress = Progress(*columns, console=console, disable=not console.is_terminal)

    def __enter__(self) -> "_Reading":
        self._progress.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.__exit__(None, None, None)

    def lines(self) -> Iterator[bytes]:
        """Yield the lines of all dumps."""
        return chain.from_iterable(map(self._lines_of, self._inputs))

    def _lines_of(self, path: Path) -> Iterator[bytes]:
        task = self._progress.add_task(path.name, total=path.stat().st_size)
        return dump_lines(path, lambda read: self._progress.advance(task, read))


def _write(output: Path, write: Callable[[], None]) -> None:
    """Write; whatever goes wrong is one line, and what was there before stays."""
    try:
        write()
    except (OSError, UnreadableDump) as error:
        output.with_name(f"{output.name}.part").unlink(missing_ok=True)
        raise click.ClickException(" ".join(str(error).split())) from error


def _write_places(output: Path, places: Iterator[NamedPlace]) -> None:
    write_table(output, places, (), Sources(made_of=geonames.SOURCE))


def _write_entries(output: Path, entries: Iterable[UserEntry]) -> None:
    part = output.with_name(f"{output.name}.part")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.write("\t".join(COLUMNS) + "\n")
        for entry in entries:
            file.write(line_of(entry) + "\n")
    part.replace(output)


def _tell(output: Path, counts: Counts) -> None:
    passed = f", {counts.unreadable:,} could not be read" if counts.unreadable else ""
    click.echo(f"{output}: {counts.kept:,} of {counts.lines:,} lines{passed}", err=True)
