"""Files of rules: their cases are tried, and every problem has its line."""

from pathlib import Path

import pytest

from service.taggers.document import Tags
from service.taggers.rules_file import InvalidRules, read_rules
from service.taggers.topics_vocabulary import media_topics
from service.tags import Subject
from tests.eval.documents import plain_document

GOOD = """\
version: "1"
name: flood-desk
rules:
  - name: floods
    languages: [en]
    any: ["flash flood*", "river|rivers burst _ banks"]
    not: ["flood of complaints"]
    tags:
      - subject: "medtop:20000151"
      - keyword: floods
    cases:
      yes:
        - Heavy rain brought flash flooding to the valley.
        - Two rivers burst their banks.
      no:
        - A flash flood of complaints reached the regulator.
"""


def written(folder: Path, text: str) -> Path:
    """Write a file."""
    path = folder / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_rule_tags_with_its_evidence(tmp_path: Path) -> None:
    """Subject and keyword bear the file's name and version and point at the words."""
    tagger = read_rules(written(tmp_path, GOOD))
    text = "The Flash floods came at night. Later three rivers burst their banks."
    tags = tagger.run(plain_document(text), Tags())

    (subject,), (keyword,) = tags.subjects, tags.keywords
    assert subject.uri == "http://cv.iptc.org/newscodes/mediatopic/20000151"
    assert subject.name == media_topics()["20000151"].names["en"]
    assert subject.creator == keyword.creator == "flood-desk/1"
    assert [text[s.start : s.end] for s in subject.evidence] == ["Flash floods", "rivers burst their banks"]
    assert [mention.surface for mention in keyword.mentions] == ["Flash floods", "rivers burst their banks"]


def test_a_tag_that_is_there_is_not_given_again(tmp_path: Path) -> None:
    """A subject that an earlier tagger found stays as it was."""
    uri = "http://cv.iptc.org/newscodes/mediatopic/20000151"
    earlier = Subject(name="x", uri=uri, confidence=50, creator="topics/1")
    tags = read_rules(written(tmp_path, GOOD)).run(
        plain_document("Flash floods came."), Tags(subjects=(earlier,))
    )

    assert tags.subjects == (earlier,)


@pytest.mark.parametrize(
    ("text", "language", "applies"),
    [
        ("FLASH FLOODS came.", "en", True),
        ("Flash-flood warnings", "en", False),
        ("The river burst all its banks.", "en", False),
        ("Flash floods came.", "de", False),
        ("Flash floods, and a flood of complaints.", "en", False),
        ("flash", "en", False),
        ("", "en", False),
    ],
)
def test_where_a_rule_applies(tmp_path: Path, text: str, language: str, applies: bool) -> None:
    """Small letters match any case; phrases are whole words in a row; languages and `not` bind."""
    tags = read_rules(written(tmp_path, GOOD)).run(plain_document(text, language), Tags())

    assert bool(tags.subjects) is applies


def test_a_capital_matches_as_it_stands(tmp_path: Path) -> None:
    """A word with a capital is a name and not the common word."""
    text = GOOD.replace('"flash flood*"', '"WHO"').replace("flash flooding to", "WHO doctors to")
    tagger = read_rules(written(tmp_path, text))

    assert tagger.run(plain_document("The WHO warned."), Tags()).keywords
    assert not tagger.run(plain_document("Those who warned."), Tags()).keywords


def test_also_looks_at_the_headline(tmp_path: Path) -> None:
    """A condition may be met by the headline; evidence is in the body only."""
    text = GOOD.replace("    not:", "    also: [valley, banks]\n    not:")
    tagger = read_rules(written(tmp_path, text))

    assert tagger.run(plain_document("Flash floods came.", headline="Valley under water"), Tags()).subjects
    assert not tagger.run(plain_document("Flash floods came.", headline="Town under water"), Tags()).subjects
    assert not tagger.run(plain_document("Valley.", headline="Flash floods"), Tags()).subjects


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("Two rivers burst their banks.", "The river was calm.", 14, "does not apply to its case"),
        ("A flash flood of complaints", "A flash flood of letters", 16, "applies to its case"),
        ("medtop:20000151", "medtop:1", 9, "no Media Topic"),
        ("flash flood*", "f*", 6, "letters"),
        ("flash flood*", "_ flood", 6, "only between words"),
        ("flash flood*", "fl*sh", 6, "at its end"),
        ("    any:", "    anny:", 6, "unknown"),
        ("languages: [en]", "languages: en", 5, "list"),
        ("name: floods", "name: Floods!", 4, "form"),
        ("      - keyword: floods", "      - colour: red", 10, "unknown"),
        ('version: "1"', "rules: []", 3, "repeated"),
    ],
)
def test_a_problem_has_its_line(tmp_path: Path, old: str, new: str, line: int, problem: str) -> None:
    """One line: file, line, what is wrong."""
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new, 1))

    with pytest.raises(InvalidRules) as caught:
        read_rules(path)
    assert str(caught.value).startswith(f"{path}:{line}: "), caught.value
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "- a list\n", "a: [", "!!python/object:os.system {}\n"])
def test_what_is_no_file_of_rules(tmp_path: Path, text: str) -> None:
    """Nothing in a file is executed, and nothing but a mapping is accepted."""
    with pytest.raises(InvalidRules, match=r"rules\.yaml"):
        read_rules(written(tmp_path, text))


def test_a_rule_without_cases_is_refused(tmp_path: Path) -> None:
    """Every rule has cases of both kinds."""
    with pytest.raises(InvalidRules, match="'cases' is missing"):
        read_rules(written(tmp_path, GOOD[: GOOD.index("    cases:")]))
    with pytest.raises(InvalidRules, match="'no' is missing"):
        read_rules(written(tmp_path, GOOD[: GOOD.index("      no:")]))
