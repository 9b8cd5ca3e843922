"""The words that point to a topic, by language, and finding them in a text.

Terms come from `data/topic_terms_<language>.txt` and from the names of the topics themselves
(`data/media_topics.json`). What the found terms add up to is `service.taggers.topics`.
"""

import functools
import re
from importlib import resources
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from service.taggers.casing import lower_keeping_length
from service.taggers.topics_vocabulary import media_topics

# Names of topics that in running text mostly mean something else.
_VAGUE_NAMES = frozenset(
    "series drama design game court law values water metal men women adults children student students "
    "school bar judge series record fine drawing nature regulations prices energy imports exports loans "
    "budgets trend party mankind communities family gender police music theatre fire trial appeal culture "
    "language television radio animal mountain mountains rivers oceans forests restaurant cafe pool "
    "skeleton casting diving ethics history metals bonds retail investments currency hospital injury "
    "voting government church pope judges prison tabloid newspaper photography arrest torture pests "
    "holiday hunting fishing surveillance privacy surgery sentence transport logistics plastic chemicals "
    "execution auction advertising insurance coal electricity biology physics geography economics "
    "psychology sociology tariff productivity inventories deflation derivatives sustainability "
    "restoration party toys weather sport religion health education environment labour politics society "
    "influencers depression wholesale podcast opera musical comedy royalty birthday anniversary wedding "
    "graduation teachers employee employer employment retirement pension unions immigration emigration "
    "divorce marriage parenting adoption infants teenagers charity treaty lobbying democracy "
    "discrimination racism sexism poverty pregnancy abortion suicide addiction bullying slavery war riot "
    "rebellion revolution massacre genocide disarmament assault arson fraud kidnapping homicide terrorism "
    "police hijacking".split()
)
_ENTRY = re.compile(r"^(?P<code>\d{8}) (?P<name>[^:]*): ?(?P<terms>.*)$")
_NAME_WEIGHT_ONE_WORD = 0.8
_NAME_WEIGHT_WORDS = 1.4
# An inflected form may follow a term: English plurals; the endings of German, French and Spanish nouns.
_ENDINGS = {
    "en": ("", "s", "es"),
    "de": ("", "s", "es", "e", "en", "n", "er", "ern"),
    "fr": ("", "s", "x", "e", "es"),
    "es": ("", "s", "es"),
}


class Term(NamedTuple):
    """A word or phrase with what it says about which topics.

    `prefix`: words that begin so count too; `suffix`: words that end so, as German compounds do.
    """

    text: str
    prefix: bool
    suffix: bool
    topics: tuple[tuple[str, float], ...]


class Hit(NamedTuple):
    """A term found at `start`–`end` of the text."""

    start: int
    end: int
    term: Term


class Lexicon(NamedTuple):
    """All terms of a language and the automaton that finds them."""

    terms: tuple[Term, ...]
    automaton: AhoCorasick
    endings: frozenset[str]


def parse_terms(text: str) -> dict[str, list[tuple[str, float]]]:
    """Read a table: term → [(code, weight)]. A trailing "*" stays part of the term.

    Raises:
        ValueError: a line of another shape, or a weight that is no number.
    """
    found: dict[str, list[tuple[str, float]]] = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        entry = _ENTRY.match(line)
        if entry is None:
            raise ValueError(f"not a line of topic terms: {line[:60]!r}")
        for item in entry["terms"].split(","):
            term, _, weight = item.strip().partition("^")
            if term:
                sign = -1.0 if term.startswith("-") else 1.0
                found.setdefault(term.lstrip("-").lower(), []).append(
                    (entry["code"], sign * float(weight or 1))
                )
    return found


@functools.cache
def lexicon(language: str) -> Lexicon | None:
    """Return the lexicon of `language`; `None` when there is neither a table nor names in it."""
    found = _named_terms(language)
    path = resources.files("service.taggers").joinpath("data", f"topic_terms_{language}.txt")
    if path.is_file():
        for text, topics in parse_terms(path.read_text(encoding="utf-8")).items():
            codes = {code for code, _ in topics}
            kept = [pair for pair in found.get(text, []) if pair[0] not in codes]
            found[text] = [*kept, *topics]
    if not found:
        return None
    _share_with_plurals(found)
    terms = tuple(
        Term(text.strip("*"), text.endswith("*"), text.startswith("*"), tuple(sorted(topics)))
        for text, topics in sorted(found.items())
    )
    endings = frozenset(_ENDINGS.get(language, ("",)))
    # Some megabytes for an automaton that takes half the time.
    automaton = AhoCorasick([term.text for term in terms], implementation=Implementation.DFA)
    return Lexicon(terms, automaton, endings)


def _share_with_plurals(found: dict[str, list[tuple[str, float]]]) -> None:
    """Give a plural that is a term of its own what its singular says besides."""
    for text, topics in found.items():
        singular = found.get(text[:-1], []) if text.endswith("s") else []
        codes = {code for code, _ in topics}
        topics += [pair for pair in singular if pair[0] not in codes]


def _named_terms(language: str) -> dict[str, list[tuple[str, float]]]:
    found: dict[str, list[tuple[str, float]]] = {}
    for topic in media_topics().values():
        label = topic.names.get(language) or topic.names.get(f"{language}-PT") or ""
        if topic.retired or topic.parent is None or not label:
            continue
        for name in _names(label):
            weight = _NAME_WEIGHT_WORDS if " " in name else _NAME_WEIGHT_ONE_WORD
            if len(name) > 3 and name not in _VAGUE_NAMES:
                found.setdefault(name, []).append((topic.code, weight))
    return found


def _names(label: str) -> list[str]:
    """Cut a topic's name into terms: "theft and robbery (crime)" → the name without the bracket."""
    plain = re.sub(r"\s*\([^)]*\)", "", label).strip().lower()
    return [plain] if plain else []


def find_terms(text: str, words: Lexicon) -> list[Hit]:
    """Return the terms in `text`, whole words only, without those inside a longer one; in order."""
    if not text:
        return []
    lowered, (terms, automaton, endings) = lower_keeping_length(text), words
    found: list[tuple[int, int, int, bool, int]] = []
    for index, start, end in automaton.find_matches_as_indexes(lowered, overlapping=True):
        is_inside = start and lowered[start - 1].isalnum()
        if is_inside and not terms[index].suffix:
            continue
        word_end = _word_end(lowered, end) if lowered[end : end + 1].isalnum() else end
        prefix = terms[index].prefix
        if word_end == end or (prefix and word_end - end <= 12) or lowered[end:word_end] in endings:
            found.append((start, -word_end, start - end, prefix, index))
    found.sort()  # from left to right, the longest of those that begin together first
    return _outermost(found, terms)


def _word_end(text: str, end: int) -> int:
    while end < len(text) and text[end].isalnum():
        end += 1
    return end


def _outermost(found: list[tuple[int, int, int, bool, int]], terms: tuple[Term, ...]) -> list[Hit]:
    kept: list[Hit] = []
    last = 0
    for start, minus_end, _, _, index in found:
        if -minus_end > last:
            last = -minus_end
            kept.append(Hit(start, last, terms[index]))
    return kept
