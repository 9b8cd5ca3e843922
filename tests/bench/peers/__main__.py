"""Run every engine on every job, several rounds in turn, and write the figures and the tables.

    python -m tests.bench.peers --dateline-python .venv/bin/python [--rounds 3]

The broker is the embedded one in a folder of its own. Engines take turns within a round, so that whatever
else the machine does hits all alike; the ratio of a round is taken within it.
"""

import os
import random
import re
import sys
import tempfile
from pathlib import Path

import click
import msgspec
from rich.console import Console

from service.broker.embedded import EmbeddedBroker
from service.settings import load_settings
from tests.bench.document import put_in
from tests.bench.machine import machine_facts
from tests.bench.peers.drain import PEERS, Bench, Drained, Late, System, drain, lateness
from tests.bench.peers.report import tables
from tests.conftest import DATA, ROOT
from tests.eval.score_dedup import worldwide

DOCUMENT = ROOT / "docs" / "performance.md"
RESULTS = ROOT / "build" / "bench" / "peers.json"
MESSAGE_CHARS = 3000
VERSIONS = ("quixstreams", "confluent-kafka", "aiokafka", "faust-streaming")
SENTENCES = re.compile(r"[^.!?\n]{40,300}[.!?]")


class Results(msgspec.Struct, frozen=True):
    """All figures of one run of this module."""

    machine: dict[str, str]
    drained: list[Drained]
    late: list[Late]


@click.command()
@click.option("--dateline-python", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--rounds", default=3, show_default=True)
@click.option("--passed", default=60_000, show_default=True, help="Messages of the pass-through.")
@click.option("--articles", default=3_000, show_default=True, help="Articles of the whole job.")
@click.option("--only", multiple=True, help="Engines, besides dateline; all if none is named.")
@click.option("--late/--no-late", default=True, help="Also measure lateness at half load.")
def main(
    *, dateline_python: Path, rounds: int, passed: int, articles: int, only: tuple[str, ...], late: bool
) -> None:
    """Compare Dateline with other engines on the same functions, topics and broker."""
    systems = [System("dateline", dateline_python.absolute())]
    systems += [System(name, Path(sys.executable)) for name in only or PEERS]
    jobs = {"pass": pass_messages(passed), "whole": whole_articles(articles)}
    console = Console(stderr=True)
    drained: list[Drained] = []
    lates: list[Late] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedBroker(Path(folder), 0, cache_dir=load_settings().cache_dir) as broker,
    ):
        for number in range(rounds):
            for job, values in jobs.items():
                for system in systems:
                    with Bench(broker.bootstrap, system, job, {}) as bench:
                        drained.append(drain(bench, system.name, job, values))
                    console.print(f"round {number + 1}: {drained[-1]}")
        if late:
            half = {name: _rate(drained, name, "whole") / 2 for name in ("dateline", "quix")}
            for system in systems:
                if system.name not in half:
                    continue
                rate = min(half.values())
                values = jobs["whole"][: 100 + int(rate * 20)]
                with Bench(broker.bootstrap, system, "whole", {"BENCH_COMMIT_SECONDS": "0.1"}) as bench:
                    lates.append(lateness(bench, system.name, "whole", values, rate))
                console.print(str(lates[-1]))
    results = Results(machine_facts(*VERSIONS), drained, lates)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(results)))
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(put_in(text, tables(results.machine, drained, lates)), encoding="utf-8")


def _rate(drained: list[Drained], system: str, job: str) -> float:
    rates = [one.per_second for one in drained if (one.system, one.job) == (system, job)]
    return sorted(rates)[len(rates) // 2] if rates else float("inf")


def pass_messages(count: int) -> list[bytes]:
    """Return messages of 3 KB that share nothing but their length."""
    filling = "x" * MESSAGE_CHARS
    return [f"m{number} {filling}".encode() for number in range(count)]


def whole_articles(count: int) -> list[bytes]:
    """Return articles of 3 KB, each of sentences drawn from real newswire, so that none is another's copy.

    Raises:
        click.ClickException: the newswire is not here.
    """
    if not DATA.is_dir():
        raise click.ClickException(f"no evaluation data at {DATA}; set DATELINE_DATA to its folder")
    sentences = sorted({found for text in worldwide(DATA) for found in SENTENCES.findall(str(text))})
    chance = random.Random(7)  # noqa: S311 - to draw sentences, the same ones each time
    return [_article(chance, sentences, number) for number in range(count)]


def _article(chance: random.Random, sentences: list[str], number: int) -> bytes:
    paragraphs, size = [], 0
    while size < MESSAGE_CHARS:
        paragraph = " ".join(sentence.strip() for sentence in chance.sample(sentences, 3))
        paragraphs.append(paragraph)
        size += len(paragraph)
    headline = chance.choice(sentences).strip()[:70].rstrip(".")
    return f"{headline} {number}\n\n{chr(10).join(f'{one}{chr(10)}' for one in paragraphs)}".encode()


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
