"""The table of reliability: shares by range, written into the report beside what is there."""

from pathlib import Path

import pytest

from tests.eval import confidences


def test_shares_by_range_replace_the_old_section(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each range has its share and number; the table before the section and a section behind it are kept."""
    judged = [(95, True), (92, False), (55, True)]
    monkeypatch.setattr(confidences, "JUDGES", (("topics", "a set", lambda _: iter(judged)),))
    report = tmp_path / "quality.md"
    report.write_text("# Quality\n\n| a | table |\n\n## Reliability\n\nold\n\n## More\n\nkept\n")

    confidences.write(report, tmp_path)

    text = report.read_text()
    assert text.startswith("# Quality\n\n| a | table |\n")
    assert "| topics | a set |  | 1.00 of 1 |  |  |  | 0.50 of 2 |\n" in text
    assert "old" not in text
    assert text.endswith("## More\n\nkept\n")
