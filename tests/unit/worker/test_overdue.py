"""The list of messages that once took too long."""

from pathlib import Path

from service.worker.overdue import OverdueMessages


def test_added_message_is_known_to_others_after_reload(tmp_path: Path) -> None:
    """What the supervisor adds, a stage process reads."""
    path = tmp_path / "overdue.json"
    reader, writer = OverdueMessages(path), OverdueMessages(path)
    writer.add("articles.raw", 3, 17)
    assert ("articles.raw", 3, 17) not in reader
    reader.reload()
    assert ("articles.raw", 3, 17) in reader
    assert ("articles.raw", 3, 18) not in reader


def test_absent_file_is_an_empty_list(tmp_path: Path) -> None:
    """Nothing has been overdue yet."""
    assert ("t", 0, 0) not in OverdueMessages(tmp_path / "none.json")


def test_additions_are_kept(tmp_path: Path) -> None:
    """A second one does not drive out the first."""
    path = tmp_path / "overdue.json"
    writer = OverdueMessages(path)
    writer.add("t", 0, 1)
    writer.add("t", 0, 2)
    assert all(("t", 0, offset) in OverdueMessages(path) for offset in (1, 2))
