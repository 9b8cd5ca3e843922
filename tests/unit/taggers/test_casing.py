"""Lower case that keeps offsets."""

from service.taggers.casing import lower_keeping_length


def test_lower_case_keeps_offsets() -> None:
    """A letter whose lower case is longer stays one code point."""
    assert lower_keeping_length("İstanbul WAR") == "İstanbul war"
