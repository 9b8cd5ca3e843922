"""What stands around a subject in French and Spanish and is none of it: titles' full stops, pronouns, asides.

Subjects themselves are sought in `service.taggers.quotes_abroad`.
"""

from service.taggers.quotes_units import Unit, text_at

STRONG = frozenset(", ; : — – ― ( ) “ ” „ « » \" ' ‘ ’ ? ! . ".split())
_TITLES = frozenset("M MM Mme Mlle Mr Mrs Dr Me Sr Sra Srta D Dña Prof".split())
# Words that stand between a subject and its verb or what follows it, and belong to neither.
OBJECT_PRONOUNS = frozenset("le les lo se s' s’ nos me te lui leur y en ne n' n’".split())
LEFT_OVER = frozenset("ce cet cette este esta".split())
_ASIDES = frozenset("sur à dans lors devant en a ante durante sobre".split())
_ARTICLES = frozenset("le la les l' l’ un une el los las una".split())
_LONGEST_ASIDE = 7  # words


def is_title(unit: Unit, index: int) -> bool:
    """Say whether a full stop behind this word only shortens a title: "M. Peskov"."""
    following = unit.words[index + 2].text if index + 2 < len(unit.words) else ""
    return unit.words[index].text in _TITLES and following[:1].isupper()


def behind_aside(unit: Unit, start: int) -> int:
    """Return where a subject begins behind a phrase of place: "a rapporté sur Facebook le porte-parole"."""
    if unit.language not in {"fr", "es"} or text_at(unit, start) not in _ASIDES:
        return start
    for index in range(start + 2, min(start + _LONGEST_ASIDE, len(unit.words))):
        text = text_at(unit, index)
        if text in STRONG or unit.quoted[index]:
            break
        if text in _ARTICLES and text_at(unit, index - 1) not in _ASIDES | {"de", "del", "du", "des"}:
            return index
    return start
