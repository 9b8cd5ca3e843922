"""What supports a place, and when a guess is none."""

import pytest

from service.taggers.places_gazetteer import PlaceEntry
from service.taggers.places_support import (
    COUNTRY,
    DIVISION,
    NONE,
    STATED,
    confidence_of,
    is_guess,
    support_of,
)


def _town(name: str = "Korla", population: int = 400_000, country: str = "CN") -> PlaceEntry:
    """Return a populated place."""
    return PlaceEntry(name, f"urn:{name}", 1, country, "", f"{country}-1", 41.0, 86.0, "PPL", population)


def test_support() -> None:
    """What the text adds is more than the division, and that more than the country."""
    town, country = _town(), _town("China", 0)

    assert support_of(town, [country], 0.0, 0.0) == STATED
    assert support_of(town, [], 2.0, 1.0) == DIVISION
    assert support_of(town, [], 2.0, 0.0) == COUNTRY
    assert support_of(town, [], 0.0, 0.0) == NONE


@pytest.mark.parametrize(
    ("place", "name", "support", "is_only", "guess"),
    [
        (_town(), "Kurla", NONE, True, True),
        (_town(), "Kurla", COUNTRY, True, False),
        (_town(), "Korla", NONE, True, False),
        (_town(), "KORLA", NONE, True, False),
        (_town("Mumbai", 12_000_000), "Bombay", NONE, True, False),
        (_town("Las Vegas", 640_000, "US"), "Vegas", NONE, True, False),
        (_town("Plymouth", 3_000), "Plymouth", NONE, False, True),
        (_town("Nenagh", 9_000), "Nenagh", NONE, True, False),
        (_town("Portal", 600), "Portal", NONE, True, True),
        (_town("Victoria Park", 13_000), "Victoria Park", COUNTRY, True, True),
        (_town("Victoria Park", 13_000), "Victoria Park", DIVISION, True, False),
    ],
)
def test_guesses(place: PlaceEntry, name: str, support: str, is_only: bool, guess: bool) -> None:
    """Another name, a hamlet or a sight that nothing supports is left open."""
    assert is_guess(place, name, support, is_only=is_only) is guess


def test_confidence_falls_with_support_and_lead() -> None:
    """The better supported and the farther ahead, the surer."""
    town, hamlet = _town(), _town("Portal", 600)

    sure = [confidence_of(town, support, 4.0) for support in (STATED, DIVISION, COUNTRY, NONE)]
    assert sure == sorted(sure, reverse=True)
    assert confidence_of(hamlet, COUNTRY, 4.0) < confidence_of(town, COUNTRY, 4.0)
    assert (
        confidence_of(town, STATED, 0.1) < confidence_of(town, STATED, 1.0) < confidence_of(town, STATED, 4.0)
    )
