"""The feeder of docker-compose.yml: what it sends is what there is to see."""

import itertools
import json
from collections import Counter

from deploy.compose.feeder import BROKEN, Newsroom, sample_sentences


def test_the_same_seed_makes_the_same_messages() -> None:
    """But for the times in them."""

    def bodies(seed: int) -> list[str]:
        messages = itertools.islice(Newsroom(seed).messages(), 50)
        return [json.loads(value)["body"] for value in messages if value not in BROKEN]

    assert bodies(1) == bodies(1) != bodies(2)


def test_there_is_something_of_everything() -> None:
    """New articles mostly, copies and revisions, a few broken ones, some without a time, two formats."""
    messages = list(itertools.islice(Newsroom(3).messages(), 1000))
    envelopes = [json.loads(value) for value in messages if value not in BROKEN]
    ids = Counter(envelope["id"] for envelope in envelopes)
    bodies = Counter(envelope["body"] for envelope in envelopes)

    assert 10 <= len(messages) - len(envelopes) <= 60
    assert 0.6 < len(ids) / len(envelopes) < 1
    assert sum(count > 1 for count in bodies.values()) > 20
    assert {envelope["content_type"] for envelope in envelopes} == {"text/plain", "text/html"}
    assert 0 < sum("published" not in envelope for envelope in envelopes) < 200


def test_languages_are_not_mixed() -> None:
    """An article's sentences are of one language, or nothing could tell which it is."""
    groups = sample_sentences()
    german = [sentences for headlines, sentences in groups if any("Elbe" in line for line in headlines)]

    assert len(groups) >= 3
    assert len(german) == 1
    assert not any(" the " in sentence for sentence in german[0])
