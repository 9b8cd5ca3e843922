"""Near neighbours told apart: words, beginnings and ends of words that one writes and the others do not.

Asked only when the identifier of `service.normalize.language` answers with a language that has neighbours in
`language_rules.yaml`; languages outside the group keep what the identifier gave them.
"""

import math
import re
from collections import Counter

from service.normalize.language_rules import Contrast, LanguageRules

_MARKS = ".,;:!?…«»„“”\"'()[]{}।؟،–—-"
_STEP = 9.0  # factor of one telling word
_MOST = 4  # telling words of a language that count, so that a single kind of evidence stays bounded
_SHORT = 3  # letters that stand before an end, or behind a beginning, for it to count as one
_LEAST = 0.02  # the lowest factor for a text that lacks a language's own letters
_LATIN_5 = str.maketrans("ýþðÝÞÐ", "ışğİŞĞ")  # ISO 8859-9 differs from ISO 8859-1 in these letters only
_FEWEST_Y = 2  # from which a text without the other two letters is looked at
_TURKISH = frozenset("ýþðÝÞÐçöüâîûÇÖÜÂÎÛ")
_LATIN_I = re.compile(r"(?<=[а-яєґї])i|i(?=[а-яєґї])", re.IGNORECASE)


def contrasted(sample: str, weighted: dict[str, float], rules: LanguageRules) -> dict[str, float]:
    """Return `weighted` with the probabilities inside the leading language's groups of neighbours changed.

    Args:
        sample: the text.
        weighted: probability of each language, of at least one.
        rules: the tables.
    """
    best = max(weighted, key=weighted.__getitem__)
    words: list[str] = []
    for contrast in rules.contrasts:
        if best not in contrast.among or (contrast.unaccented and not sample.isascii()):
            continue
        words = words or [word for raw in sample.replace("-", " ").split() if (word := raw.strip(_MARKS))]
        counts = _counts(words, contrast)
        for language in contrast.among & weighted.keys():
            weighted[language] *= _STEP ** min(counts[language], _MOST)
    chars = frozenset(sample.lower())
    return {code: value * _lacking(code, chars, len(sample), rules) for code, value in weighted.items()}


def with_cyrillic_i(sample: str) -> str:
    """Return the text with the Cyrillic letter where Ukrainian copy was typed with the Latin `i`."""
    return _LATIN_I.sub("і", sample) if "i" in sample or "I" in sample else sample


def with_turkish_letters(sample: str, rules: LanguageRules) -> str:
    """Return the text as Turkish writes it where its letters were read in the wrong code page: `þarký`.

    Icelandic and Czech have those letters beside others that Turkish lacks.
    """
    if "þ" not in sample and "ð" not in sample and sample.count("ý") < _FEWEST_Y:
        return sample
    beyond = {char for char in sample if char.isalpha() and not char.isascii()}
    others = (words for code, words in rules.function_words.items() if code != "tr")
    telling = rules.function_words["tr"].difference(*others)
    if not beyond <= _TURKISH or telling.isdisjoint(sample.lower().split()):
        return sample
    return sample.translate(_LATIN_5)


def _counts(words: list[str], contrast: Contrast) -> Counter[str]:
    """Return how many different words tell each language."""
    counts: Counter[str] = Counter()
    for word in dict.fromkeys(words):
        for language in contrast.words.get(word.lower(), ()) or _by_shape(word, contrast):
            counts[language] += 1
    return counts


def _by_shape(word: str, contrast: Contrast) -> frozenset[str]:
    """Return the languages that a word's end or beginning tells; names, written large, tell nothing."""
    if not word.islower() and word.lower() != word:
        return frozenset()
    for length in contrast.lengths:
        if len(word) >= length + _SHORT:
            told = contrast.ends.get(word[-length:]) or contrast.beginnings.get(word[:length])
            if told:
                return told
    return frozenset()


def _lacking(language: str, chars: frozenset[str], length: int, rules: LanguageRules) -> float:
    """Return the factor for a text in which none of the letters stands that a language cannot do without.

    The chance of that falls with the text's length as it does for independent letters.
    """
    needed = rules.needed_letters.get(language)
    if needed is None or not needed.letters.isdisjoint(chars):
        return 1.0
    return max(_LEAST, math.exp(-needed.rate * max(length - needed.beyond, 0)))
