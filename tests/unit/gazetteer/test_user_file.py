"""A user's gazetteer as a file: what is read, and that a wrong line is named."""

from pathlib import Path

import pytest

from service.gazetteer.user_file import COLUMNS, InvalidGazetteer, UserEntry, line_of, read_user_file

HEAD = "kind\tname\taliases\turi\tcountry\tlat\tlon\n"


def written(folder: Path, text: str) -> Path:
    """Write a file."""
    path = folder / "names.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_entries_are_read(tmp_path: Path) -> None:
    """Comments, blank lines, Windows line ends and missing last cells are allowed."""
    path = written(
        tmp_path,
        "\ufeff# our beat\r\n" + HEAD + "\r\norganisation\tQarland  Grid\tQG; Grid\turn:x:1\tXQ\n"
        "place\tQarville\t\t\tXQ\t1.5\t-2\nnone\tReuters\n",
    )

    assert read_user_file(path) == (
        UserEntry(
            kind="organisation", name="Qarland Grid", aliases=("QG", "Grid"), uri="urn:x:1", country="XQ"
        ),
        UserEntry(kind="place", name="Qarville", country="XQ", lat=1.5, lon=-2.0),
        UserEntry(kind="none", name="Reuters"),
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("company\tX", "kind is 'company'"),
        ("person\t ", "no letter"),
        ("person\tX\t;—;", "no letter"),
        ("place\tX\t\t\tXQ\t91\t0", "±90"),
        ("place\tX\t\t\tXQ\tnorth\t0", "no number"),
        ("place\tX\t\t\tXQ\tnan\t0", "±90"),
        ("place\tX", "needs lat and lon"),
        ("person\tX\t\tnot a uri", "uri"),
        ("person\tX\t\t\tGreat Britain", "country"),
        ("person\tX" + "\t" * 9, "columns"),
        ("person\t" + "x" * 300, "longer"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, problem: str) -> None:
    """The message is one line: file, line, what is wrong."""
    path = written(tmp_path, f"# comment\n{HEAD}person\tGood Name\n{line}\n")

    with pytest.raises(InvalidGazetteer) as caught:
        read_user_file(path)
    assert str(caught.value).startswith(f"{path}:4: ")
    assert problem in str(caught.value)


def test_all_problems_are_told(tmp_path: Path) -> None:
    """Each problem has its line; the message counts those after the first."""
    path = written(tmp_path, f"{HEAD}x\ty\nperson\tGood\nplace\tz\n")

    with pytest.raises(InvalidGazetteer, match=r"\(1 more\)") as caught:
        read_user_file(path)
    assert [problem.split(": ")[0] for problem in caught.value.problems] == [f"{path}:2", f"{path}:4"]


@pytest.mark.parametrize(
    "text", ["", "# only a comment\n", "name\tkind\tcolour\n", "name\nX\n", "kind\tname\tname\n"]
)
def test_columns_must_be_named(tmp_path: Path, text: str) -> None:
    """A file without its columns, or with others, is refused."""
    with pytest.raises(InvalidGazetteer, match="column"):
        read_user_file(written(tmp_path, text))


@pytest.mark.parametrize("content", [b"kind\tname\nperson\t\xff\n", None])
def test_an_unreadable_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """Bytes that are no UTF-8, and a file that is not there."""
    path = tmp_path / "names.tsv"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(InvalidGazetteer, match=r"names\.tsv: cannot be read"):
        read_user_file(path)


def test_a_line_is_read_as_it_was_written(tmp_path: Path) -> None:
    """What the builder writes is what the reader reads."""
    entry = UserEntry(
        kind="place", name="Qarville", aliases=("Old Qarville",), uri="urn:x:2", country="XQ",
        division="XQ-07", lat=-12.34567, lon=0.0, feature="PPLC", population=10, geonames_id=7,
    )  # fmt: skip
    path = written(tmp_path, "\t".join(COLUMNS) + "\n" + line_of(entry) + "\n")

    assert read_user_file(path) == (entry,)
