"""docs/producers.md: every command in it runs as it stands, and what it sends comes out enriched."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from service.broker.embedded import EmbeddedBroker
from service.codecs.envelope import TEXT_FIELDS, is_envelope
from tests.conftest import ROOT
from tests.integration.real_service import RealService

PAGE = (ROOT / "docs" / "producers.md").read_text()
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
LINES = [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines()]
EXAMPLES = ROOT / "docs" / "examples" / "producers"
HEADLINES = {
    "storm-lisbon.txt": "Storm cuts power to 200,000 homes in central Portugal",
    "echo": "Rain closes the pass",
    "produce.py": "Bridge reopens after eleven months",
    "Produce.java": "Ferry strike ends",
}


def run(line: str, service: RealService, **variables: str) -> str:
    """Run a command as it stands; a program is told the topic's name, which is of this test's own."""
    program = "docs/examples/" in line
    ended = subprocess.run(
        ["bash", "-ec", f"{line} {service.topics.raw}" if program else line],
        cwd=ROOT,
        env={
            **os.environ,
            **service.environment,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            **variables,
        },
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert ended.returncode == 0, f"{line}: {ended.stdout[-2000:]}{ended.stderr[-2000:]}"
    return ended.stdout


def headline(record: Any) -> str:
    """Return a record's main headline."""
    found = orjson.loads(record.value).get("headlines", [{}])
    return str(found[0].get("value", ""))


@pytest.mark.parametrize("line", [line for line in LINES if line.split()[0] != "java"])
async def test_command_runs_and_its_article_comes_out(line: str, real_service: RealService) -> None:
    """Exit status 0; what was sent is on the enriched topic, or is told to be a copy of what is there."""
    if line.startswith("dateline tail"):  # which waits until there is something
        run(next(one for one in LINES if one.startswith("echo")), real_service)
    run(line, real_service)

    wanted = next((text for name, text in HEADLINES.items() if name in line), None)
    if wanted is not None:
        await came_out(wanted, real_service)


async def test_java_program_runs_and_its_article_comes_out(
    real_service: RealService, embedded_broker: EmbeddedBroker, tmp_path: Path
) -> None:
    """Kafka's own client, compiled from source at the start."""
    if shutil.which("javac") is None:
        pytest.skip("no JDK here")
    (line,) = [line for line in LINES if line.startswith("java ")]
    for name in ("kafka-clients", "slf4j-api"):
        (jar,) = embedded_broker.layout.folder.rglob(f"{name}-[0-9]*.jar")
        (tmp_path / jar.name).symlink_to(jar)

    told = run(line, real_service, JARS=str(tmp_path))

    assert real_service.topics.raw in told
    record = await came_out(HEADLINES["Produce.java"], real_service)
    assert {"role": "input", "value": "desk-4711"} in record["altIds"]


async def came_out(text: str, service: RealService) -> Any:
    """Return the record with this headline; a copy of an earlier test's article counts."""
    for topic in (service.topics.enriched, service.topics.duplicates):
        try:
            return orjson.loads(
                (await service.found(topic, lambda record: headline(record) == text))[0].value
            )
        except AssertionError:
            if topic == service.topics.duplicates:
                raise
    raise AssertionError(text)


@pytest.mark.parametrize("kind", ["python", "java"])
def test_excerpts_stand_in_the_programs(kind: str) -> None:
    """What the page shows is what runs, but for how far it is moved in."""
    (excerpt,) = [block for found, block in BLOCKS if found == kind]
    (program,) = EXAMPLES.glob("*.py" if kind == "python" else "*.java")
    lines = [line.strip() for line in program.read_text().splitlines()]

    assert all(line.strip() in lines for line in excerpt.splitlines())


def test_envelope_is_one() -> None:
    """The example is one, every field in it is known, and all but one way to give the body are shown."""
    (text,) = [block for kind, block in BLOCKS if kind == "json"]
    record = orjson.loads(text)

    assert is_envelope(record)
    assert set(record) == set(TEXT_FIELDS) - {"body_base64"}


def test_links_lead_somewhere() -> None:
    """Every relative link names a file that exists."""
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", PAGE) if "://" not in link]

    assert links
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
