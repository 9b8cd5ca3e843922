"""Shapes of single lines that several structure rules ask about: headings, names, ends of sentences."""

import re

from service.normalize.words import word_list

_CLOSERS = "\"'”’»›)]}*“‹«"
_SENTENCE_ENDS = ".!?…。！？؟।۔"
_ABBREVIATION_END = re.compile(r"(?:\b[^\W\d_]\.){2,}$|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|St|No|Bros|etc|vs)\.$")
_LIST_MARKER = re.compile(
    r"(?P<bullet>[•●◦▪■□‣∙·➢➤►✓✔]\s*|\*\s+)(?=\S)"
    r"|(?P<number>(?:\d{1,3}[.)]|\(?[a-zA-Z][.)]|\([ivx]{1,4}\)|\d{1,3}:)\s+|[-–—+]\s+)(?=\S)"
)
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_WEB = re.compile(r"https?://|\bwww\.|\S@\S+\.\w")
# A line that ends in such a word goes on in the next one.
_DANGLING = re.compile(r"\b(?:and|or|the|of|und|oder|et|ou)$")
# A sentence's end followed by another sentence: running text whose last full stop is missing.
_INNER_END = re.compile(r"[^\W\d_]{3}[.!?][\"”’»]?\s+[\"“‘«]?[^\W\d_]")
_NUMBER = re.compile(r"\d+")
_MOST_NUMBERS = 3  # of a heading; a line with more is a row of a table
_LONG_HEADING = 90  # characters from which a heading holds one sentence only and ends without a mark
_PARTICLES = word_list("particles")
_NAME_TOKEN = re.compile(r"[^\W\d_]+(?:[.'’‘`\-‑][^\W\d_]+)*\.?(?:['’])?$")


def ends_sentence(text: str) -> bool:
    """Return whether the line ends as sentences do, closing quotes and brackets passed over."""
    core = text.rstrip(_CLOSERS + " ")
    return core[-1:] in _SENTENCE_ENDS and core != ""


def is_heading(text: str, longest: int) -> bool:
    """Return whether the line has a heading's shape: capital start, no sentence's end, no list marker.

    A question or exclamation mark may end a heading; a full stop, comma or colon may not.

    Args:
        text: one line.
        longest: longest length in characters.
    """
    if not 3 <= len(text) <= longest or not starts_upper(text) or list_marker(text):
        return False
    core = text.rstrip(_CLOSERS + " ")
    last = core[-1:]
    if last in ",;:-–—/" or (
        last in ".。।۔" and not core.endswith("...") and _ABBREVIATION_END.search(core) is None
    ):
        return False
    if last in "!?！？؟" and len(text) > _LONG_HEADING:
        return False
    if _WEB.search(text) or _DANGLING.search(text) or (len(text) > _LONG_HEADING and _INNER_END.search(text)):
        return False
    if len(_NUMBER.findall(text)) > _MOST_NUMBERS:
        return False
    letters = sum(char.isalpha() for char in text)
    return letters * 2 > len(text.replace(" ", ""))


def starts_upper(text: str) -> bool:
    """Return whether the first letter or digit is a capital, a digit or of a script without case."""
    first = next((char for char in text if char.isalnum()), "")
    return first != "" and not first.islower()


def list_marker(text: str) -> str | None:
    """Return `bullet` or `number` when the line starts with such a marker."""
    match = _LIST_MARKER.match(text)
    return match.lastgroup if match else None


def is_url(text: str) -> bool:
    """Return whether the line is one web address and nothing else."""
    return _URL.fullmatch(text) is not None


def is_name(text: str, most: int = 5) -> bool:
    """Return whether the words could be a name: capitalised, particles allowed, no digits.

    Args:
        text: the words.
        most: largest number of words.
    """
    tokens = text.split()
    if not 1 <= len(tokens) <= most or len(text) > 60 or not tokens[-1][:1].isalpha():
        return False
    if tokens[0][:1].islower() and tokens[0] not in _PARTICLES - {"of", "the", "and", "und"}:
        return False
    capitals = sum(not token[0].islower() for token in tokens)
    return capitals >= 1 and all(_is_name_token(token) for token in tokens)


def _is_name_token(token: str) -> bool:
    if _NAME_TOKEN.match(token) is None:
        return False
    return not token[0].islower() or token in _PARTICLES or token[:2] in ("d'", "d’", "o'", "al")


def normal_case(name: str) -> str:
    """Return a name printed in capitals in normal case; any other name unchanged.

    >>> normal_case("JEAN-PIERRE O'NEILL")
    "Jean-Pierre O'Neill"
    """
    if any(char.islower() for char in name) or not any(char.isalpha() for char in name):
        return name
    words = name.split()
    if len(words) == 1 and "." in name:
        return name
    return " ".join(_normal_word(word) for word in words)


_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?$|[^\W\d_]$|I{1,3}$|IV$|JR\.?$")
_SMALL = frozenset("OF AND THE DE DEL DA DI DO DOS VON VAN DER DEN EL LA UND ET Y SUR LES".split())


def _normal_word(word: str) -> str:
    if _INITIALS.match(word):
        return word
    lowered = re.sub(r"[^\W\d_]+", lambda match: match.group().capitalize(), word)
    # A letter after an apostrophe within a word stays small unless a name prefix comes before it.
    lowered = re.sub(r"(?<=[^\W\d_]{2}['’])[^\W\d_]", lambda match: match.group().lower(), lowered)
    return re.sub(r"^Mc([a-z])", lambda match: "Mc" + match.group(1).upper(), lowered)
