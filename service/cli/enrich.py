"""`dateline enrich`: the service's own pipeline without a broker, files in and JSON lines out.

Records go to standard output in the order of the inputs, everything else to standard error. What becomes
a message is `service.cli.inputs`, what becomes of it `service.cli.chain`, in a process of its own
(`service.cli.supervised_chain`), so that an article that hangs costs itself only.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

import click
from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from service.cli.chain import Chain
from service.cli.inputs import FORMATS, STDIN, Unreadable, read_messages
from service.cli.supervised_chain import ChainFailed, SupervisedChain
from service.codecs.dead_letter import encode_dead_letter
from service.model import DeadLetter, Message
from service.record import Article
from service.settings import Settings, load_settings

BROKEN_PIPE_STATUS = 141  # what a shell reports for a program that a closed pipe ended


class _Format(click.ParamType):
    name = "format"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value).strip()
        if "/" in text:
            return text
        if text not in FORMATS:
            self.fail(f"{text!r} is none of {', '.join(FORMATS)}, nor a media type", param, ctx)
        return FORMATS[text]


@click.command(
    epilog="""\b
Examples:
  dateline enrich article.html | jq .headlines
  dateline enrich wires/ > records.jsonl            a folder with all below it, in order of name
  dateline enrich --jsonl --dead-letters failed.jsonl envelopes.jsonl
  curl -s https://example.org/feed.rss | dateline enrich -

Exit status 0 when every input was enriched or written as a dead letter, else 1."""
)
@click.argument(
    "paths", nargs=-1, metavar="[PATH…|-]", type=click.Path(exists=True, allow_dash=True, path_type=Path)
)
@click.option(
    "--format",
    "content_type",
    type=_Format(),
    metavar="F",
    help=f"Declare the format: {', '.join(FORMATS)}, or a media type. Default: by ending and content.",
)
@click.option("--jsonl", "as_lines", is_flag=True, help="Each input line is an envelope.")
@click.option(
    "--dead-letters",
    type=click.File("wb", lazy=False),
    metavar="FILE",
    help="Write what cannot be enriched here, as JSON lines with the original bytes.",
)
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[Path, ...],
    content_type: str | None,
    as_lines: bool,
    dead_letters: BinaryIO | None,
) -> None:
    """Enrich files, folders or standard input; one JSON record a line on standard output.

    A duplicate of an earlier input is printed too, with what it duplicates in `dedup`.
    """
    if not paths and sys.stdin.isatty():
        raise click.UsageError("give a file or a folder, or - for standard input")
    settings = load_settings()
    messages = read_messages(paths or (STDIN,), content_type=content_type, as_lines=as_lines)
    try:
        is_complete = _enrich(messages, settings, dead_letters)
    except BrokenPipeError:
        _close_output()
        context.exit(BROKEN_PIPE_STATUS)
    except ChainFailed as error:
        raise click.ClickException(str(error)) from error
    context.exit(0 if is_complete else 1)


def enrich_inputs(paths: Iterable[Path]) -> Iterator[Article | DeadLetter]:
    """Run inputs through the pipeline, as the command does, for commands that show its results.

    Raises:
        OSError: an input cannot be read.
    """
    chain = Chain(load_settings())
    for message in read_messages(paths):
        if isinstance(message, Unreadable):
            raise OSError(f"{message.name}: {message.problem}")
        yield from chain.run(message)


def _enrich(
    messages: Iterable[Message | Unreadable], settings: Settings, dead_letters: BinaryIO | None
) -> bool:
    """Print every outcome; return whether nothing is left that is neither enriched nor written."""
    output, is_complete = sys.stdout.buffer, True
    with SupervisedChain(settings) as chain, _Counts() as counts:
        for message in messages:
            if isinstance(message, Unreadable):
                click.echo(f"dateline: {message.name}: {message.problem}", err=True)
                is_complete = False
                continue
            for outcome in chain.run(message):
                counts.add(outcome)
                if isinstance(outcome, bytes):
                    output.write(outcome + b"\n")
                elif dead_letters is not None:
                    dead_letters.write(encode_dead_letter(outcome, message) + b"\n")
                else:
                    click.echo(_line(outcome), err=True)
                    is_complete = False
            output.flush()
            if dead_letters is not None:
                dead_letters.flush()
    return is_complete


def _line(letter: DeadLetter) -> str:
    origin = letter.origin
    name = f" ({letter.input_id})" if letter.input_id else ""
    detail = " ".join(letter.detail.split())
    return f"dateline: {origin.topic}:{origin.offset}:{origin.item}{name}: {letter.reason}: {detail}"


class _Counts:
    """A line of progress on standard error, when a person looks at it and not at the records."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        shown = console.is_terminal and not sys.stdout.isatty()
        columns = (TextColumn("{task.description}"), TimeElapsedColumn())
        self._progress = Progress(*columns, console=console, transient=True) if shown else None
        self._task = self._progress.add_task("starting") if self._progress else None
        self._enriched = self._failed = 0

    def __enter__(self) -> "_Counts":
        self._context = self._progress or nullcontext()
        self._context.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._context.__exit__(None, None, None)

    def add(self, outcome: bytes | DeadLetter) -> None:
        """Count one outcome."""
        self._enriched += isinstance(outcome, bytes)
        self._failed += isinstance(outcome, DeadLetter)
        if self._progress is not None and self._task is not None:
            text = f"{self._enriched:,} enriched, {self._failed:,} dead letters"
            self._progress.update(self._task, description=text)


def _close_output() -> None:
    """Keep the interpreter from complaining about the closed pipe once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
