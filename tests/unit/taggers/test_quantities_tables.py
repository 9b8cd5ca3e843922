"""The tables of units, currencies and number words."""

import re

from service.taggers.quantities_tables import WORD_LANGUAGES, number_words, unit_table


def test_every_unit_has_a_code_or_a_currency() -> None:
    """A unit is either UCUM or ISO 4217, never both."""
    table = unit_table()
    units = [*table.symbols.values(), *table.names.values(), *table.prefixes.values()]

    assert len(units) > 500
    assert all((unit.code is None) != (unit.currency is None) for unit in units)
    assert all(re.fullmatch("[A-Z]{3}", unit.currency) for unit in units if unit.currency)


def test_names_are_lower_case() -> None:
    """Names are looked up in lower case, so none may hold a capital."""
    assert [name for name in unit_table().names if name != name.lower()] == []


def test_symbols_keep_their_case() -> None:
    """MW and mW, Mt and mt are not the same."""
    symbols = unit_table().symbols

    assert symbols["MW"].code == "MW"
    assert symbols["Mt"].code == "Mt"
    assert symbols["mt"].code == "t"


def test_number_words_of_every_language() -> None:
    """Each language counts to two and to a million; an unknown one has no words."""
    for language, two, million in (
        ("en", "two", "million"),
        ("de", "zwei", "millionen"),
        ("fr", "deux", "millions"),
        ("es", "dos", "millones"),
    ):
        words = number_words(language)
        assert language in WORD_LANGUAGES
        assert (words.small[two], words.scales[million]) == (2, 1_000_000)
    assert number_words("xx").small == {}
