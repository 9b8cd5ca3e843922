"""Summaries: two sentences of the body, in its order, those that tell what the headline tells."""

from service.taggers.document import Tags
from service.taggers.keywords import tag_keywords
from service.taggers.summary import tag_summary
from service.tags import SummarySentence
from tests.eval.documents import plain_document

BODY = (
    "It had been raining for days when the mayor woke up and went outside to look at the sky.\n"
    "The river Ohm broke its banks in Marburg on Monday and flooded four hundred houses in the old town.\n"
    "“I have never seen anything like it,” he said.\n"
    "Firefighters brought sixty people to safety in boats while the river went on rising through the night.\n"
    "Was it too late? Nobody knows.\n"
)


def _summary(text: str, headline: str = "") -> tuple[SummarySentence, ...]:
    document = plain_document(text, headline=headline)
    return tag_summary(document, tag_keywords(document, Tags())).summary


def test_two_sentences_of_the_body_in_its_order() -> None:
    """Each sentence is the stretch of the body that its offsets name; they stand in the body's order."""
    summary = _summary(BODY, headline="River Ohm floods Marburg, sixty brought to safety")

    assert [BODY[s.start : s.end] for s in summary] == [s.text for s in summary]
    assert [s.text.split()[0] for s in summary] == ["The", "Firefighters"]


def test_the_headline_chooses() -> None:
    """Under another headline another sentence of the same body is taken."""
    summary = _summary(BODY, headline="It had been raining for days, says mayor looking at the sky")

    assert summary[0].start == 0


def test_what_cannot_sum_up_is_left_out() -> None:
    """A body without a sentence of fair length has no summary; one with one such sentence has that."""
    assert _summary("Yes. No.") == ()
    assert len(_summary(BODY.split("\n")[1])) == 1
