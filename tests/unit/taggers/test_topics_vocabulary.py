"""The reduced Media Topics."""

from pathlib import Path

import orjson
import pytest

from service.taggers.topics_vocabulary import (
    ancestors,
    media_topics,
    reduce_vocabulary,
    top_level,
    uri_of,
)


def test_seventeen_top_levels() -> None:
    """The tree has IPTC's seventeen top-level topics, and every branch ends in one of them."""
    tops = {code for code, topic in media_topics().items() if topic.parent is None}

    assert len(tops) == 17
    assert {top_level(code) for code in media_topics()} == tops


def test_hierarchy_and_uri() -> None:
    """Military weaponry is defence, government, politics."""
    assert ancestors("20000602") == ("20000598", "20000593", "11000000")
    assert uri_of("20000602") == "http://cv.iptc.org/newscodes/mediatopic/20000602"


@pytest.mark.shared_data
def test_the_committed_file_is_what_the_command_makes(data_dir: Path) -> None:
    """Reducing IPTC's files again gives the committed topics."""
    folder = data_dir / "iptc-vocab"
    rows = orjson.loads((folder / "iptc_mapping.json").read_bytes().replace(b"NaN", b"null"))
    concepts = orjson.loads((folder / "cptall-x-all.json").read_bytes())["conceptSet"]

    assert reduce_vocabulary(rows, concepts) == list(media_topics().values())
