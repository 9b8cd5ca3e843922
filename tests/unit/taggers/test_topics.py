"""Subjects: evidence, order, bounds."""

import pytest

from service.taggers.document import Tags
from service.taggers.topics import tag_topics
from service.taggers.topics_vocabulary import SCHEME, media_topics
from tests.eval.documents import plain_document

BODY = "The striker scored twice. The football club won its Champions League semi-final at home."


def test_every_subject_is_a_current_topic_with_evidence_in_the_body() -> None:
    """Each subject has the vocabulary's name, a code that is not retired, and words of the body."""
    subjects = tag_topics(plain_document(BODY), Tags()).subjects

    assert subjects
    for subject in subjects:
        topic = media_topics()[(subject.uri or "").removeprefix(SCHEME)]
        assert (topic.retired, topic.names["en"]) == (False, subject.name)
        assert subject.evidence
        assert all(0 <= span.start < span.end <= len(BODY) for span in subject.evidence)
        assert 0 <= subject.confidence <= 100


def test_headline_alone_is_no_evidence() -> None:
    """A topic that only the headline names is not given."""
    document = plain_document("She looked at him for a while.", headline="Earthquake kills dozens")

    assert tag_topics(document, Tags()).subjects == ()


def test_headline_adds_weight() -> None:
    """The same body says more about its topic under a headline that names it."""
    body = "An earthquake was felt; the central bank kept its interest rate."
    plain = tag_topics(plain_document(body), Tags()).subjects
    headed = tag_topics(plain_document(body, headline="Strong earthquake felt"), Tags()).subjects

    assert plain[0].name == "economy, business and finance"
    assert headed[0].name == "disaster, accident and emergency incident"


@pytest.mark.parametrize("piece", ["a", "war ", "warwar", "İ", "nuclear weapon "])
def test_repetition_does_not_blow_up(piece: str) -> None:
    """A large body of one repeated piece is read within the test's time limit."""
    tag_topics(plain_document(piece * 50_000), Tags())
