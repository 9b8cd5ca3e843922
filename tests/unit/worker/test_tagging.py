"""The tag stage's files: taken up when they change, refused when they are wrong, between transactions."""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from structlog.testing import capture_logs

from service.codecs.record import encode_article
from service.model import Message, Publish, StageName
from service.record import AltId
from service.settings import InvalidSettings, Settings
from service.taggers import tag_article
from service.taggers.gazetteer import known_names, use_names
from service.worker.stages import Stateless, define_stage
from service.worker.tagging import LOOK_SECONDS, Tagging
from tests.eval.documents import plain_article

HEAD = "kind\tname\turi\n"
RULES = """\
version: "1"
name: desk
rules:
  - name: ports
    any: [port]
    tags: [{keyword: ports}]
    cases: {yes: [The port is shut.], no: [The shop is shut.]}
"""
ROUTES = """\
version: 1
routes:
  - {name: english, topic: articles.enriched.english, when: {languages: [en]}}
"""


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


class Files:
    """The three files of a user's, and what is made of them."""

    def __init__(self, folder: Path) -> None:
        self.names, self.rules = folder / "names.tsv", folder / "rules.yaml"
        self.routing = folder / "routing.yaml"
        self.write(self.names, f"{HEAD}organisation\tQarland Grid\turn:x:1\n")
        self.write(self.rules, RULES)
        self.write(self.routing, ROUTES)
        self.clock = Clock()
        self._written = 0

    def write(self, path: Path, text: str) -> None:
        """Replace a file in one step, as careful editors do."""
        part = path.with_suffix(".part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)

    def tagging(self) -> Tagging:
        """Return the stage's tools, in force."""
        tagging = Tagging(
            Settings(gazetteer_files=str(self.names), rules_files=str(self.rules), routing_file=self.routing),
            self.clock,
        )
        tagging.start()
        return tagging

    def later(self, tagging: Tagging) -> None:
        """Let so much time pass that the files are looked at again."""
        self.clock.now += LOOK_SECONDS
        tagging.refresh()


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Files]:
    """Return good files; the package's names are in force again afterwards."""
    yield Files(tmp_path)
    use_names(None)


def uris(tagging: Tagging) -> set[str | None]:
    """Return the organisations that a text has now."""
    article = tag_article(plain_article("Qarland Grid and Borland Gas left the port."), tagging.taggers)
    return {one.uri for one in article.organisations}


def test_a_changed_file_is_taken_up(files: Files) -> None:
    """From the next look on, with another version."""
    tagging = files.tagging()
    before = known_names().version
    files.write(files.names, f"{HEAD}organisation\tBorland Gas\turn:x:2\n")
    tagging.refresh()
    assert "urn:x:1" in uris(tagging)  # it has not been looked at yet

    with capture_logs() as logs:
        files.later(tagging)
    assert "urn:x:2" in uris(tagging)
    assert "urn:x:1" not in uris(tagging)
    assert known_names().version != before
    assert [entry["event"] for entry in logs] == ["tables_renewed"]


def test_a_wrong_file_is_refused_and_all_stays(files: Files) -> None:
    """One line, once; a right file beside it is not taken up alone; when it is mended, both are."""
    tagging = files.tagging()
    files.write(files.names, f"{HEAD}organisation\tBorland Gas\turn:x:2\n")
    files.write(files.rules, RULES.replace("The shop", "The port"))
    with capture_logs() as logs:
        files.later(tagging)
        files.later(tagging)

    assert [entry["event"] for entry in logs] == ["tables_refused"]
    assert f"{files.rules}:7: rule 'ports' applies" in logs[0]["reason"]
    assert "urn:x:1" in uris(tagging)
    files.write(files.rules, RULES)
    files.later(tagging)
    assert "urn:x:2" in uris(tagging)


def test_a_file_that_goes_away_leaves_what_was(files: Files) -> None:
    """A deployment that removes before it writes does no harm."""
    tagging = files.tagging()
    text = files.names.read_text(encoding="utf-8")
    files.names.unlink()
    files.later(tagging)
    assert "urn:x:1" in uris(tagging)

    files.write(files.names, text.replace("urn:x:1", "urn:x:3"))
    files.later(tagging)
    assert "urn:x:3" in uris(tagging)


def test_rules_and_routes_change_too(files: Files) -> None:
    """Rules by their file; routes to topics that are known, not to new ones."""
    tagging = files.tagging()
    files.write(files.rules, RULES.replace('version: "1"', 'version: "2"'))
    files.write(files.routing, ROUTES.replace("[en]", "[de]"))
    files.later(tagging)
    assert [tagger.version for tagger in tagging.taggers] == ["2"]
    assert not tagging.routes.destinations(plain_article("x", "en"))

    files.write(files.routing, ROUTES.replace("enriched.english", "enriched.other"))
    with capture_logs() as logs:
        files.later(tagging)
    assert "articles.enriched.other is new; restart" in logs[0]["reason"]
    assert tagging.routes.destinations(plain_article("x", "de")) == ("articles.enriched.english",)


def test_nothing_is_read_while_nothing_changes(files: Files) -> None:
    """A look costs a stat of each file."""
    tagging = files.tagging()
    names = known_names()
    files.later(tagging)

    assert known_names() is names


def test_a_change_within_the_same_size_and_time_is_seen(files: Files) -> None:
    """A file that is replaced has another inode, even with the time of the old one."""
    tagging = files.tagging()
    stat = files.names.stat()
    files.write(files.names, files.names.read_text(encoding="utf-8").replace("urn:x:1", "urn:x:9"))
    os.utime(files.names, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    files.later(tagging)

    assert "urn:x:9" in uris(tagging)


@pytest.mark.parametrize(
    ("field", "text", "problem"),
    [
        ("names", "kind\tname\nbeast\tX\n", "names.tsv:2"),
        ("rules", RULES.replace("The shop", "The port"), "rules.yaml:7"),
        ("rules", RULES.replace("name: desk", "name: topics"), "two taggers are named 'topics'"),
    ],
)
def test_a_wrong_file_ends_the_start(files: Files, field: str, text: str, problem: str) -> None:
    """At start nothing was in force before, so nothing can stay."""
    files.write(getattr(files, field), text)

    with pytest.raises(InvalidSettings) as caught:
        files.tagging()
    assert problem in str(caught.value)


def test_a_stage_that_is_not_warmed_up_works_by_the_files_too(files: Files) -> None:
    """Commands that show one article bind the stage and load tables as they go."""
    settings = Settings(gazetteer_files=str(files.names))
    stage = define_stage(StageName.TAG, settings).bind(Stateless())
    article = plain_article("Qarland Grid left the port on Monday.")
    article = msgspec.structs.replace(article, alt_ids=(AltId(role="work", value="urn:x:work"),))
    (outcome,) = stage(Message(value=encode_article(article), origin=article.origin))

    assert isinstance(outcome, Publish)
    assert [one.uri for one in outcome.article.organisations] == ["urn:x:1"]


def test_a_tagger_that_is_not_installed_ends_the_start() -> None:
    """The line says what is."""
    with pytest.raises(InvalidSettings, match="tagger 'nobodys' is not installed"):
        Tagging(Settings(taggers="nobodys"))
