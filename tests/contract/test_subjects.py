"""Subjects stay inside IPTC's current vocabulary, whatever words an article holds."""

import pytest

from service.taggers.document import Tags
from service.taggers.topics import tag_topics
from service.taggers.topics_lexicon import lexicon
from service.taggers.topics_vocabulary import SCHEME, media_topics, top_level
from tests.eval.documents import plain_document

LANGUAGES = ("en", "de", "fr", "es")
TERMS_AT_ONCE = 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_lead_to_a_retired_topic(language: str) -> None:
    """Articles made of all the words we know give current topics only, each under its top-level one."""
    words = lexicon(language)
    assert words is not None
    terms = [term.text for term in words.terms]
    seen = set()
    for at in range(0, len(terms), TERMS_AT_ONCE):
        body = "\n".join(f"{term} {term}." for term in terms[at : at + TERMS_AT_ONCE])
        subjects = tag_topics(plain_document(body, language), Tags()).subjects
        codes = {(subject.uri or "").removeprefix(SCHEME) for subject in subjects}
        assert not [code for code in codes if code not in media_topics() or media_topics()[code].retired]
        assert {top_level(code) for code in codes} <= codes
        seen |= codes
    assert len(seen) > 17


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_subject_has_its_name_in_the_articles_language(language: str) -> None:
    """Where the vocabulary has the name in that language it stands beside the English one."""
    words = lexicon(language)
    assert words is not None
    body = "\n".join(f"{term.text} {term.text}." for term in words.terms[:60])
    subjects = tag_topics(plain_document(body, language), Tags()).subjects

    assert subjects
    for subject in subjects:
        names = media_topics()[(subject.uri or "").removeprefix(SCHEME)].names
        assert subject.names == ({language: names[language]} if language in names else {})
