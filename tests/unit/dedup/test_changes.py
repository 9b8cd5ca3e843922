import pytest
from msgspec.structs import replace

from service.dedup import Index, judge
from service.dedup.changes import announced_titles, notice_of
from service.dedup.shingle import word_spans
from service.record import Article, Correction, Dedup
from tests.articles import plain_article
from tests.unit.dedup.test_verdict import HOUR, OTHER, STORY, judged


def words(text: str, first: int, last: int) -> str:
    """Return a range of words as printed."""
    spans = word_spans(text)
    return text[spans[first, 0] : spans[last, 1]]


def revised(before: str, after: str) -> Dedup:
    """Return the verdict on a new text at an old address."""
    url = "https://a.example/1"
    return judged(Index(72 * HOUR, 100), plain_article(1, before, url=url), plain_article(2, after, url=url))[
        1
    ]


def test_a_revision_says_what_was_added_and_removed() -> None:
    """Added passages are cut from the new body, removed ones from the words of the earlier."""
    after = STORY.replace("three days of gales", "four days of heavy gales").replace(
        " Two of the five berths stay closed until repairs are finished, she added.", ""
    )
    verdict = revised(STORY, after)
    assert verdict.status == "revision"
    assert verdict.changes is not None
    added = [after[passage.start : passage.end] for passage in verdict.changes.added]
    removed = [words(STORY, span.first, span.last) for span in verdict.changes.removed]
    assert added == ["four days of heavy"]
    assert removed[0] == "three days of"
    assert removed[1].startswith("Two of the five berths")
    assert not verdict.changes.headline


def test_a_text_that_is_all_new_is_all_added() -> None:
    """Where nothing is left, everything was removed and everything added."""
    changes = revised(STORY, OTHER).changes
    assert changes is not None
    assert [OTHER[span.start : span.end] for span in changes.added] == [OTHER.rstrip(".")]
    assert [words(STORY, span.first, span.last) for span in changes.removed] == [STORY.rstrip(".")]


def wire(number: int, headline: str, body: str, domain: str = "wire.example") -> Article:
    """Return an agency's message with its own address."""
    return plain_article(number, body, headline=headline, url=f"https://{domain}/{number}", domain=domain)


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        ("KILL: Ferries sail again after gales", "Editors: please do not use this story."),
        ("KILL", "The story headlined “Ferries sail again after gales” has been withdrawn by the port desk."),
        ("RÜCKRUF - Ferries sail again after gales", "Bitte verwenden Sie die Meldung nicht."),
    ],
)
def test_a_kill_finds_its_story(headline: str, body: str) -> None:
    """A kill under another address is a revision of the story whose headline it names."""
    verdicts = judged(
        Index(72 * HOUR, 100), wire(1, "Ferries sail again after gales", STORY), wire(2, headline, body)
    )
    assert (verdicts[1].status, verdicts[1].notice) == ("revision", "kill")
    assert verdicts[1].of == "urn:article:1"
    assert verdicts[1].story == verdicts[0].story


def test_another_publisher_cannot_kill() -> None:
    """A notice means a story of the same desk only."""
    verdicts = judged(
        Index(72 * HOUR, 100),
        wire(1, "Ferries sail again after gales", STORY),
        wire(2, "KILL: Ferries sail again after gales", "Please do not use this story.", "other.example"),
    )
    assert verdicts[1].status == "new"


def test_a_correction_with_another_address_is_the_next_version() -> None:
    """An announced correction under the same headline continues the chain of versions."""
    index = Index(72 * HOUR, 100)
    first, fingerprint = judge(wire(1, "Ferries sail again after gales", STORY), index)
    index.add(fingerprint)
    corrected = replace(
        wire(2, first.headline, STORY.replace("Tuesday", "Monday")),
        corrections=(Correction(kind="correction", text="CORRECTED"),),
    )
    second, _ = judge(corrected, index)
    assert second.dedup is not None
    assert (second.dedup.status, second.dedup.notice, second.version) == ("revision", "correction", "2")


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        (plain_article(1, STORY, status="canceled"), "kill"),
        (plain_article(1, STORY, status="withheld"), "hold"),
        (plain_article(1, STORY, headline="Killed: two soldiers on patrol"), None),
        (plain_article(1, STORY, headline="Withdrawal of troops begins"), None),
    ],
)
def test_notices_are_told_from_news(article: Article, expected: str | None) -> None:
    """The status counts, and marks in capitals; headlines that begin with such a word do not."""
    assert notice_of(article) == expected


def test_quoted_titles_are_read_in_notices_only() -> None:
    """An article that quotes somebody does not refer to a headline."""
    quote = plain_article(1, 'He said: "Ferries sail again after gales."', headline="Port reopens")
    assert announced_titles(quote) == ["Port reopens"]
