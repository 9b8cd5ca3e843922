"""People's names as training puts them together."""

import numpy as np

from service.taggers.training.names import cultures, person


def test_names_hold_the_name_that_is_used_later() -> None:
    """The later name is a part of the full one, but for a given name written with the father's initial."""
    rng = np.random.default_rng(1)
    for _ in range(500):
        full, later = person(rng)
        assert full.strip() == full
        assert later.casefold() in full.casefold()


def test_the_shapes_of_many_cultures_come_out() -> None:
    """Family names first, glued initials and western names before Chinese ones are all among them."""
    rng = np.random.default_rng(2)
    names = {person(rng)[0] for _ in range(20_000)}
    assert any("." in name and " " not in name for name in names)
    assert any(name.isupper() for name in names)
    assert {c.has_initial for c in cultures()} == {c.is_western_too for c in cultures()} == {False, True}
