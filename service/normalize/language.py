"""Which language a text is written in: what the input declares against what the letters say.

Scripts with one language decide alone; among the others the identifier of `py3langid` is asked, with
its answers weighted by how often a language is met in news and by telling letters. Reading declared
tags is `service.normalize.language_tags`; the tables are `language_rules.yaml`.
"""

import copy
import functools
import math
import re

from py3langid.langid import LanguageIdentifier

from service.codecs.language_model import language_model
from service.model import Claim
from service.normalize.language_contrast import contrasted, with_cyrillic_i, with_turkish_letters
from service.normalize.language_rules import LanguageRules, Script, load_rules
from service.normalize.language_tags import parse_tag
from service.record import Language

UNDETERMINED = "und"
SAMPLE = (
    320  # code points; the identifier makes no error on news texts of 300, and its cost grows with length
)
RETRY_BELOW = 0.9  # a less certain first sample is followed by a second, longer one
FEW_LETTERS = 40  # below this a declaration outweighs the identifier
SURE = 0.85  # probability from which the identifier overrules a declaration

_NOT_PROSE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+|[@#]\w+")
_HAN_WEIGHT = 2.0  # a Han or Hangul character carries about as much as two letters
_OTHER_WEIGHT = 2.0  # names and addresses in Latin letters stand in texts of every other script
_KANA_SHARE = 0.08  # of Han and kana together, from which a text is Japanese
_LETTER_FACTOR = 3.0
PLAIN = 0.99  # certainty of a language told by its small words
_FEWEST_WORDS = 7
_WORD_SHARE = 0.22
_WORD_LEAD = 2.0


def identify(text: str, declared: tuple[Claim, ...]) -> tuple[str, Language]:
    """Return the language's tag and how it was found.

    The tag is the primary subtag, so that copies of one text from several editions stay together; a
    script is added only where the input declares it (`zh-Hant`). The full declaration, region
    included, is in `Language.declared`. Among languages that are hardly told apart, and for short
    texts, the declaration decides; against a confident identification it loses, which is flagged.

    Args:
        text: the article's text, headline first if there is one.
        declared: tags or names as stated by the input, most trusted first.

    Returns:
        The tag (`und` if nothing is known) and the record's part; `confidence` is the percentage of
        texts at this certainty whose tag is right, estimated on news sentences in 75 languages.
    """
    tag = next((found for claim in declared if (found := parse_tag(claim.value))), None)
    found, probability, letters = detect(text)
    if found is None:
        confidence = 50 if tag else None
        return _tag_of(tag) or UNDETERMINED, Language(declared=tag, confidence=confidence)
    rules = load_rules()
    primary = tag.partition("-")[0] if tag else None
    agrees = primary is not None and _same(primary, found, rules)
    overruled = not agrees and (primary is None or (probability >= SURE and letters >= FEW_LETTERS))
    language = found if overruled else (_tag_of(tag) or found)
    return language, Language(
        declared=tag,
        detected=found,
        confidence=_confidence(probability, letters, primary is not None, agrees=agrees),
        conflict=primary is not None and overruled,
    )


def detect(text: str) -> tuple[str | None, float, int]:
    """Return the language of the letters alone, its probability, and how many letters were seen.

    The language is `None` for a text without letters.
    """
    sample = _NOT_PROSE.sub(" ", text[: 2 * SAMPLE])[:SAMPLE]
    found, probability, letters = _detect_sample(sample)
    if probability < RETRY_BELOW and len(text) > SAMPLE:
        longer = _NOT_PROSE.sub(" ", text[: 5 * SAMPLE])
        found, probability, letters = _detect_sample(longer[: 4 * SAMPLE])
    return found, probability, letters


def _detect_sample(sample: str) -> tuple[str | None, float, int]:
    rules = load_rules()
    script, letters = _dominant_script(sample, rules)
    if script is None:
        return None, 0.0, 0
    if script.name == "latin":
        sample = with_turkish_letters(sample, rules)
        if (plain := _by_function_words(sample, rules)) is not None:
            return plain, PLAIN, letters
    if script.name == "cyrillic":
        sample = with_cyrillic_i(sample)
    if len(script.languages) == 1:
        certainty = 1.0 if script.name != "han" or letters >= FEW_LETTERS / 2 else 0.9
        return script.languages[0], certainty, letters
    weighted = dict.fromkeys(script.languages, 0.0)
    present = [has for chars, has in rules.letters if not chars.isdisjoint(sample)]
    for label, probability in _identifier(script.name).rank(sample):
        language = rules.folded.get(label, label)
        factor = math.prod(_LETTER_FACTOR if language in has else 1 / _LETTER_FACTOR for has in present)
        if language in weighted:
            weighted[language] += probability * factor * rules.weights[language]
    weighted = contrasted(sample, weighted, rules)
    best = max(weighted, key=weighted.__getitem__)
    total = sum(weighted.values())
    return best, weighted[best] / total if total else 0.0, letters


def _by_function_words(sample: str, rules: LanguageRules) -> str | None:
    """Return the language whose small words fill the text, if no other language comes near it."""
    words = sample.lower().split()
    counts = sorted(
        ((sum(map(known.__contains__, words)), code) for code, known in rules.function_words.items()),
        reverse=True,
    )
    (most, code), (second, _) = counts[:2]
    is_plain = most >= _FEWEST_WORDS and most >= _WORD_SHARE * len(words) and most >= _WORD_LEAD * second
    return code if is_plain else None


def _dominant_script(sample: str, rules: LanguageRules) -> tuple[Script | None, int]:
    """Return the script that most of the text is written in, and the number of letters."""
    if sample.isascii():
        latin = rules.scripts["latin"]
        count = len(latin.pattern.findall(sample))
        return (latin, count) if count else (None, 0)
    counts = {name: len(script.pattern.findall(sample)) for name, script in rules.scripts.items()}
    letters = sum(counts.values())
    if not letters:
        return None, 0
    if counts["kana"] and counts["kana"] >= _KANA_SHARE * (counts["kana"] + counts["han"]):
        counts["kana"] += counts.pop("han")
    weights = {"han": _HAN_WEIGHT, "kana": _HAN_WEIGHT, "hangul": _HAN_WEIGHT, "latin": 1.0}
    name = max(counts, key=lambda name: counts[name] * weights.get(name, _OTHER_WEIGHT))
    return rules.scripts[name], letters


@functools.cache
def _identifier(script: str) -> LanguageIdentifier:
    """Return the identifier for the languages of one script; all share the model's tables."""
    rules = load_rules()
    wanted = set(rules.scripts[script].languages)
    identifier = copy.copy(language_model())
    labels = {label for label in identifier.labels if rules.folded.get(label, label) in wanted}
    identifier.set_languages(labels)
    return identifier


def _same(one: str, other: str, rules: LanguageRules) -> bool:
    return one == other or any(one in group and other in group for group in rules.close)


def _tag_of(tag: str | None) -> str | None:
    """Return the language and script of a full tag."""
    if tag is None:
        return None
    primary, *rest = tag.split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), None)
    return f"{primary}-{script}" if script else primary


def _confidence(probability: float, letters: int, declared: bool, *, agrees: bool) -> int:
    """Return the percentage of texts at this certainty whose tag is right."""
    short = min(1.0, 0.5 + letters / (2 * FEW_LETTERS))
    base = probability * short
    if declared:
        base = 1 - (1 - base) * 0.3 if agrees else base * 0.9
    return max(1, min(99, round(100 * base)))
