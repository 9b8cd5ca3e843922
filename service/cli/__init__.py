"""The `dateline` command: one file per subcommand, loaded only when it is called.

The table below is the whole list; a command's module offers a click command named `command`.
Bad settings end every command with one line and exit status 2.
"""

import importlib
import sys

import click

from service import __version__

COMMANDS = {
    "demo": "watch the whole flow on this machine, with sample articles",
    "worker": "run the service: normalise, de-duplicate and tag what arrives",
    "enrich": "the same pipeline without a broker: files in, JSON lines out",
    "feed": "put files, folders and feeds onto the raw topic",
    "tail": "read any topic, readably",
    "explain": "one article: every decision and its reason",
    "dlq": "look at dead letters",
    "breaker": "what breakers hold back, and let it go on",
    "topics": "compare the cluster's topics with what is expected, and create them",
    "check": "settings, brokers, topics, schemas, data tables: one line each",
    "gazetteer": "build a gazetteer of your own from GeoNames or Wikidata, and check it",
    "size": "how many processes, partitions and brokers a load needs",
    "broker": "start, stop and inspect the embedded Apache Kafka",
}


class Commands(click.Group):
    """A group that imports a command's module when it is used, so that `--help` stays instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"service.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="dateline")
def cli() -> None:
    """Streaming ingestion for news: raw articles in, clean tagged records out, exactly once.

    Start with `dateline demo`. Settings are environment variables, DATELINE_*.
    """


def main() -> None:
    """Run the command line; a problem with the settings is one line on standard error."""
    from service.settings import InvalidSettings  # noqa: PLC0415 - keeps `--help` free of pydantic

    try:
        cli(prog_name="dateline")
    except InvalidSettings as error:
        click.echo(f"dateline: {error}", err=True)
        sys.exit(2)
