"""Keywords: mentions, scores, no repetition."""

from service.taggers.document import Tags
from service.taggers.keywords import stop_words, tag_keywords
from service.tags import Mention, Place
from tests.eval.documents import plain_document

BODY = "The dam on Lake Victoria leaks. Engineers fear for the dam. The dam feeds Lake Victoria towns."


def test_mentions_are_slices_and_scores_fall() -> None:
    """Every mention stands where it says; the best keyword has score 1 and none repeats another."""
    keywords = tag_keywords(plain_document(BODY), Tags()).keywords

    assert keywords[0].score == 1
    assert [k.score for k in keywords] == sorted((k.score for k in keywords), reverse=True)
    assert all(m.surface == BODY[m.start : m.end] for k in keywords for m in k.mentions)
    values = {k.value for k in keywords}
    assert {"Lake Victoria", "dam"} <= values
    assert not {"Lake", "Victoria"} & values


def test_entities_give_their_name() -> None:
    """A keyword that is an entity has the entity's name, whatever is printed."""
    start = BODY.index("Lake Victoria")
    mention = Mention(start=start, end=start + 13, surface="Lake Victoria")
    place = Place(name="Victoria Nyanza", mentions=(mention,), confidence=90, creator="places/1")

    keywords = tag_keywords(plain_document(BODY), Tags(places=(place,))).keywords

    assert "Victoria Nyanza" in {k.value for k in keywords}


def test_stop_words_of_four_languages() -> None:
    """The commonest words are no keywords."""
    words = stop_words()

    assert {"en", "de", "fr", "es"} <= set(words)
    assert {"the", "said"} <= words["en"]
