"""`dateline enrich`: the whole pipeline over files, lines and standard input."""

import base64
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from service.cli.enrich import command, enrich_inputs
from service.model import DeadLetter
from service.record import Article

STORY = (
    "Ferry to Aran sails again\n\nGALWAY, Ireland — The ferry between Galway and the Aran Islands sailed "
    "again on Monday after a week in dock, the operator said. Inspectors had found a crack in the hull."
)
OTHER = (
    "Rain ends drought\n\nSEVILLE, Spain — Heavy rain ended a drought of two years in Andalusia on Tuesday."
)


def _run(*arguments: object, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments], input=stdin)


def _records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout_bytes.splitlines()]


def _envelopes(*bodies: object) -> bytes:
    return b"".join(json.dumps(body).encode() + b"\n" for body in bodies)


def test_a_file_is_enriched_to_one_line(tmp_path: Path) -> None:
    """The record has the file's name as its topic, and the exit status is 0."""
    file = tmp_path / "story.txt"
    file.write_text(STORY)

    result = _run(file)

    (record,) = _records(result)
    assert result.exit_code == 0
    assert record["headlines"][0]["value"] == "Ferry to Aran sails again"
    assert record["origin"] == {"topic": "story.txt", "partition": 0, "offset": 0, "item": 0}
    assert record["dedup"]["status"] == "new"
    assert "received_at" not in record


def test_folders_are_walked_in_order_of_name(tmp_path: Path) -> None:
    """Records come in input order; a file below the folder is named by its path in it."""
    for name, text in (("b.txt", OTHER), ("a/z.txt", STORY), (".hidden", "No.")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)

    topics = [record["origin"]["topic"] for record in _records(_run(tmp_path))]

    assert topics == ["a/z.txt", "b.txt"]


def test_files_of_one_name_keep_apart(tmp_path: Path) -> None:
    """Two files with the same name are two inputs and never one identity."""
    for name, text in (("a", STORY), ("b", OTHER)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.txt").write_text(text)

    records = _records(_run(tmp_path / "a" / "x.txt", tmp_path / "b" / "x.txt"))

    assert len({record["origin"]["topic"] for record in records}) == 2
    assert [record["dedup"]["status"] for record in records] == ["new", "new"]


def test_lines_are_envelopes_and_copies_are_printed_with_their_verdict() -> None:
    """Each line keeps its number and id; a copy is printed in the same shape, and tagged."""
    lines = _envelopes({"id": "1", "body": STORY}, {"id": "2", "body": OTHER}, {"id": "3", "body": STORY})

    records = _records(_run("--jsonl", "-", stdin=lines.replace(b"\n", b"\n\n", 1)))

    inputs = [alt["value"] for record in records for alt in record["altIds"] if alt["role"] == "input"]
    assert inputs == ["1", "2", "3"]
    assert [record["origin"]["offset"] for record in records] == [0, 2, 3]
    assert [record["dedup"]["status"] for record in records] == ["new", "new", "exact"]
    assert records[2]["dedup"]["of"] == records[0]["uri"]
    assert [place["name"] for place in records[2]["places"]] == [
        place["name"] for place in records[0]["places"]
    ]


def test_the_same_input_gives_the_same_bytes() -> None:
    """Nothing of a run gets into the records."""
    lines = _envelopes({"id": "1", "body": STORY}, {"id": "2", "body": OTHER})

    assert _run("--jsonl", stdin=lines).stdout_bytes == _run("--jsonl", stdin=lines).stdout_bytes


def test_dead_letters_go_to_their_file_with_the_original_bytes(tmp_path: Path) -> None:
    """Written as a dead letter is accounted for: the exit status is 0."""
    bad = b'{"id": "2", "body": 5}'
    file = tmp_path / "failed.jsonl"

    result = _run(
        "--jsonl",
        "--dead-letters",
        file,
        stdin=_envelopes({"id": "1", "body": STORY}) + bad + b"\nnot json\n",
    )

    first, second = (json.loads(line) for line in file.read_bytes().splitlines())
    assert result.exit_code == 0
    assert len(_records(result)) == 1
    assert result.stderr == ""
    assert (first["reason"], first["origin"]["id"], first["origin"]["offset"]) == ("invalid_envelope", "2", 1)
    assert base64.b64decode(first["body_base64"]) == bad
    assert (second["reason"], second["stage"]) == ("malformed_json", "normalize")
    assert second["headers"] == {"content-type": "application/json"}


def test_without_a_file_a_dead_letter_is_a_message_and_a_failure() -> None:
    """One line on standard error says which item, why, and the status is not 0."""
    result = _run("--jsonl", "-", stdin=_envelopes({"id": "x-9", "body": "…"}, {"body": STORY}))

    assert result.exit_code == 1
    assert len(_records(result)) == 1
    assert result.stderr.splitlines() == ["dateline: stdin:0:0 (x-9): empty: no letter or digit in the text"]


@pytest.mark.parametrize(
    ("arguments", "value", "reason"),
    [
        (("--format", "json"), b"just words", "malformed_json"),
        (("--format", "application/pdf"), b"just words", "unsupported_format"),
        (("--format", "rss"), b"<rss><channel/></rss>", "no_items"),
    ],
)
def test_a_declared_format_counts(arguments: tuple[str, ...], value: bytes, reason: str) -> None:
    """A short name or a media type is what a content-type header would be."""
    result = _run(*arguments, "-", stdin=value)

    assert f": {reason}: " in result.stderr


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    """A misspelt format stops the command before it reads anything."""
    result = _run("--format", "htlm", "-")

    assert result.exit_code == 2
    assert "none of text, html" in result.stderr


def test_what_is_not_there_is_refused() -> None:
    """A path that does not exist is a usage error."""
    result = _run("no-such-file.txt")

    assert result.exit_code == 2
    assert "no-such-file.txt" in result.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    """The rest is enriched, the status is not 0."""
    (tmp_path / "a.txt").write_text(OTHER)
    (tmp_path / "a.txt").chmod(stat.S_IWUSR)
    (tmp_path / "b.txt").write_text(STORY)

    result = _run(tmp_path)

    assert result.exit_code == 1
    assert len(_records(result)) == 1
    assert "a.txt: Permission denied" in result.stderr


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"body": "' + b"a" * 50_000_000 + b'"}', "oversize"),
        (json.dumps({"body": "a" * 1_000_000}).encode(), "oversize"),
        (json.dumps({"body": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}).encode(), "unsafe_xml"),
        (b"[" * 1_000_000, "too_deep"),
        (b'{"body": "\\ud800"}', "malformed_json"),
        (b'{"body": "\xff\xfe"}', "undecodable"),
    ],
    ids=["50MB", "megabyte-line", "bomb", "deep", "surrogate", "bytes"],
)
def test_monstrous_lines_end_as_dead_letters_and_the_next_line_goes_on(line: bytes, reason: str) -> None:
    """One line's fate is its own."""
    result = _run("--jsonl", "-", stdin=line + b"\n" + _envelopes({"id": "after", "body": STORY}))

    assert reason in result.stderr
    assert any("after" in json.dumps(record["altIds"]) for record in _records(result))


def test_a_closed_pipe_ends_it_quietly(tmp_path: Path) -> None:
    """`| head -1` gives its line and no traceback."""
    file = tmp_path / "many.jsonl"
    file.write_bytes(_envelopes(*({"id": str(n), "body": f"{STORY} Number {n}."} for n in range(200))))
    program = [sys.executable, "-m", "service", "enrich", str(file)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()

    assert json.loads(first)["origin"]["offset"] == 0
    assert errors == b""
    assert process.returncode == 141


def test_other_commands_get_articles_and_dead_letters(tmp_path: Path) -> None:
    """`explain` shows the same results; an input that cannot be read is an error there."""
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "b.txt").write_text("…")

    article, letter = enrich_inputs([tmp_path])

    assert isinstance(article, Article)
    assert isinstance(letter, DeadLetter)
    with pytest.raises(OSError, match=r"none\.txt"):
        list(enrich_inputs([tmp_path / "none.txt"]))
