"""Find numbers in a text, in digits and in words.

Leaves to others whether a number is a quantity at all (`service.taggers.quantities_context`) and of
what (`service.taggers.quantities_units`).
"""

from service.taggers.quantities_digits import Number, digit_numbers
from service.taggers.quantities_spelt import halves, single_times, spelt_numbers
from service.taggers.quantities_tables import number_words


def numbers_in(body: str, language: str) -> list[Number]:
    """Return the numbers of `body`, in order and without overlap."""
    words = number_words(language)
    found = [*digit_numbers(body, language, words), *spelt_numbers(body, language, words)]
    if language == "en":
        found += single_times(body)
        found += halves(body, words)
    found.sort(key=lambda number: (number.start, -number.end))
    kept: list[Number] = []
    for number in found:
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return kept
