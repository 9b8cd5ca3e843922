"""Declared media types to families of formats."""

import pytest

from service.codecs.formats import Family, declared_family, media_type


@pytest.mark.parametrize(
    ("declared", "family"),
    [
        ("text/plain; charset=utf-8", Family.PLAIN),
        ("TEXT/HTML", Family.HTML),
        ("application/xhtml+xml", Family.HTML),
        ("text/markdown", Family.PLAIN),
        ("text/csv", Family.UNSUPPORTED),
        ("application/atom+xml;type=entry", Family.XML),
        ("application/vnd.other+xml", Family.XML),
        ("application/ld+json", Family.JSON),
        ("image/svg+xml", Family.UNSUPPORTED),
        ("video/mp4", Family.UNSUPPORTED),
        ("application/octet-stream", None),
        ("nonsense", None),
        (None, None),
    ],
)
def test_declared_types_ask_for_a_family(declared: str | None, family: Family | None) -> None:
    """Suffixes and top-level types decide about types that are not listed."""
    assert declared_family(declared) == family


def test_parameters_are_no_part_of_the_type() -> None:
    """The bare type is in lower case."""
    assert media_type(" Text/HTML ; charset=x") == "text/html"
