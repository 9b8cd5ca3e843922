"""Genres by what the text shows."""

import pytest

from service.taggers.document import Tags
from service.taggers.genres import tag_genres
from tests.eval.documents import plain_document


@pytest.mark.parametrize(
    ("headline", "body", "name"),
    [
        ("Prices rise", "Prices rose by two percent in May, the ministry said.", "Current"),
        ("Opinion: We must act", "I think we must act. My view is that our city can do it.", "Opinion"),
        ("Live updates: floods", "09:12 Rain.\n09:30 More rain.\n10:05 Roads closed.", "Live Coverage"),
        (
            "Acme opens plant",
            "FOR IMMEDIATE RELEASE. Acme opens a plant.\nMedia contact: Ann Lee",
            "Press Release",
        ),
        (
            "Ada Lee, painter, dies aged 90",
            "Ada Lee has died at the age of 90. She is survived by two sons.",
            "Obituary",
        ),
        (
            "Interview with Ada Lee",
            "Q: Why do you paint at night so often?\nA: It is quiet.\n"
            "Q: And what do you paint then, mostly?\n"
            "A: Light.\nQ: Will you ever stop painting at night?\nA: No.",
            "Interview",
        ),
    ],
)
def test_genre(headline: str, body: str, name: str) -> None:
    """Each genre shows by its marks; without any the text is current news."""
    (genre, *_) = tag_genres(plain_document(body, headline=headline), Tags()).genres

    assert genre.name == name
    assert (genre.uri or "").startswith("http://cv.iptc.org/newscodes/genre/")
