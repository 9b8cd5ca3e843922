from service.dedup import Index
from service.dedup.shingle import word_spans
from service.record import Dedup
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
