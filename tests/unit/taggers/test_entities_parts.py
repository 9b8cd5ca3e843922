"""What is found of a form by its parts is what training names."""

from service.taggers.entities_features import ROLES, WINDOW, pair_feature, shape_of
from service.taggers.entities_parts import PLACES, Paired, Parts

NEAR = {str(distance): lend for distance, lend in WINDOW}
LENDERS = NEAR | dict(ROLES)
WORDS = "of Obi EU BBC McDonald al-Assad COVID-19 1,500 's = : a|b | Σ İlk".split()


def features_of(word: str, flags: int) -> list[str]:
    """Name every feature that a form lends somewhere."""
    return [f"{place}:{name}" for place in PLACES for name in LENDERS[place](word, flags)]


def test_codes_are_those_of_the_features_that_training_names() -> None:
    """Part by part the same features are found as by their whole names, each at its place."""
    for flags in (0, 9):
        names = sorted({name for word in WORDS for name in features_of(word, flags)})
        parts = Parts(names)
        for word in WORDS:
            codes = parts.codes_of(word, shape_of(word), flags)
            found = [names[code % len(names)] for code in codes]
            assert sorted(found) == sorted(features_of(word, flags)), word
            places = [PLACES[code // len(names)] for code in codes]
            assert places == [name.partition(":")[0] for name in found], word


def test_unknown_features_have_no_codes() -> None:
    """A form of which nothing was learned has nothing to lend."""
    assert Parts(["0:w=obi", "t:g=1|2", "closed"]).codes_of("Ada", shape_of("Ada"), 0) == []


def test_pairs_are_sorted_by_the_small_form() -> None:
    """What a word says together with a shape stands by its small form, whatever marks it holds."""
    names = [pair_feature(-1, "Of", 2), pair_feature(2, "a|b", 5), pair_feature(1, ":", 3)]
    assert Parts(names).pairs == {"of": [Paired(1, 2, 0)], "a|b": [Paired(3, 5, 1)], ":": [Paired(2, 3, 2)]}
