from msgspec.structs import replace

from service.cli.comparison import compare_articles, marked
from service.dedup import Index, judge
from service.dedup.likeness import passages_in
from tests.articles import plain_article
from tests.unit.dedup.test_verdict import HOUR, OTHER, STORY


def test_shared_passages_are_marked_in_both_texts() -> None:
    """What both say stands in brackets in each, whatever stands around it."""
    longer = f"Islanders had waited for days. {STORY}"
    here, there = marked(longer, passages_in(longer, STORY)), marked(STORY, passages_in(STORY, longer))
    assert here.plain == f"Islanders had waited for days. ⟦{STORY.rstrip('.')}⟧."
    assert there.plain == f"⟦{STORY.rstrip('.')}⟧."
    assert "⟦" not in marked(OTHER, passages_in(OTHER, STORY)).plain


def test_a_text_cannot_drive_the_terminal() -> None:
    """Control characters are taken out of both sides of a mark."""
    body = f"\x1b[31m {STORY} \x07"
    assert "\x1b" not in marked(body, passages_in(body, STORY)).plain


def test_a_revision_shows_what_was_removed_and_added() -> None:
    """Removed words are cut from the earlier text, added ones from this one."""
    index, url = Index(72 * HOUR, 10), "https://a.example/1"
    first, fingerprint = judge(plain_article(1, STORY, url=url, headline="Ferries sail"), index)
    index.add(fingerprint)
    text = STORY.replace("on Tuesday", "late on Wednesday")
    second, _ = judge(plain_article(2, text, url=url, headline="Ferries sail at last"), index)
    parts = [str(part) for part in compare_articles(second, first)][1:]
    assert parts == ["- Ferries sail", "+ Ferries sail at last", "- on Tuesday", "+ late on Wednesday"]
    assert len(list(compare_articles(replace(second, dedup=None), first))) == 1
