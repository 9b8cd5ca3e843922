"""Which places a name may mean, while a user's names come into force and go."""

import pytest

from service.taggers.places_candidates import candidates_of
from service.taggers.places_gazetteer import use_places, with_said


def test_names_looked_up_before_mean_what_the_places_in_force_say() -> None:
    """What is remembered of a name does not outlive the places it was found in."""
    (paris, *_) = candidates_of("Paris")
    assert not candidates_of("Parisville-on-Nothing")
    use_places(with_said({"Parisville-on-Nothing": (paris,), "Paris": ()}, ()))
    try:
        assert candidates_of("Parisville-on-Nothing") == (paris,)
        assert not candidates_of("Paris")
    finally:
        use_places(None)
    assert candidates_of("Paris")[0] == paris
    assert not candidates_of("Parisville-on-Nothing")


@pytest.mark.parametrize("name", ["KABUL", "Kabul province", "the City of Kabul", "eastern Afghanistan"])
def test_a_name_is_looked_up_without_what_stands_around_it(name: str) -> None:
    """Capitals, head words and directions do not hide a place."""
    assert candidates_of(name)[0].country == "AF"
