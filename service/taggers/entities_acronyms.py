"""Acronyms in brackets: what they stand for, and how far back the full name reaches.

"Network for Natural Gums and Resin in Africa (NGARA)": the letters say which words belong to the name,
more surely than any recogniser. Which acronym joins which entity is `service.taggers.linking`.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from service.taggers.entities_lexicon import ORG_WORDS
from service.taggers.entities_mentions import Found

_BRACKETED = re.compile(r"\(\s?[“\"']?([A-Z][A-Za-z]{0,3}[A-Z][A-Za-z]{0,4}|[A-Z]{2,8})[”\"']?\s?[),;]")
_SMALL = frozenset("of and the for in on de la des du y e et und für der die das al".split())
_WORD = re.compile(r"[\w'’&]+")
_LONGEST_NAME = 120  # characters before the bracket that are looked at


def letters_of(acronym: str) -> list[str]:
    """Return the capitals of an acronym: `UNHCR`, `NCoP` without its small letter."""
    return [char for char in acronym if char.isupper()]


def stands_for(acronym: str, name: str) -> bool:
    """Whether the capitals of `acronym` are, in order, initials of words of `name`."""
    initials = [w[0].upper() for w in re.split(r"[\s\-–]+", name) if w and w.lower() not in _SMALL]
    letters = letters_of(acronym)
    at = 0
    for letter in letters:
        while at < len(initials) and initials[at] != letter:
            at += 1
        if at == len(initials):
            return False
        at += 1
    return len(letters) >= 2 and len(initials) >= len(letters) and initials[0] == letters[0]


def acronyms_in(body: str, found: list[Found]) -> tuple[str, ...]:
    """Return the acronyms that stand in brackets after a name that fits them."""
    if "(" not in body:
        return ()
    acronyms = []
    for item in found:
        after = item.end + body[item.end : item.end + 1].isspace()
        if item.kind == "ORG" and body[after : after + 1] == "(":
            match = _BRACKETED.match(body, after)
            if match and stands_for(match.group(1), body[item.start : item.end]):
                acronyms.append(match.group(1))
    return tuple(acronyms)


_SHORT = re.compile(r"\(\s?[“\"']?([A-Z][A-Za-z]{0,4}[A-Z])s?[”\"']?\s?[),;]")
_ORDINARY_WORDS = re.compile(r"(?:[a-zà-þ][\w’'-]*\s){1,7}$")


def plain_acronyms(body: str) -> frozenset[str]:
    """Return the acronyms that name no body: "rapid antigen tests (RAT)", "African Energy Week (AEW)"."""
    plain: set[str] = set()
    if "(" not in body:
        return frozenset()
    for match in _SHORT.finditer(body):
        text = body[max(0, match.start() - _LONGEST_NAME) : match.start()].rstrip()
        last = text[text.rfind(" ") + 1 :]
        is_thing = last in _THINGS and last[0] == letters_of(match[1])[-1]
        if is_thing or _is_spelt(match[1].lower(), text):
            plain.update((match[1], f"{match[1]}s"))
    return frozenset(plain)


# What is no body: laws, contracts, events, areas; the last word before an acronym that names them.
_THINGS = frozenset(
    "Act Acts Law Bill Agreement Accord Accords Treaty Pact Protocol Zone Zones Week Day Index Championship "
    "Championships Cup Games Tax Scheme Test Examination Exam Disease Syndrome Virus Vehicle Vehicles Plan "
    "Strategy Policy Report Survey Award Awards Festival Summit Expo Certificate".split()
)


def _is_spelt(letters: str, text: str) -> bool:
    """Whether the ordinary words that `text` ends with spell the acronym."""
    last = text.rsplit(None, 1)[-1] if text else ""
    if last not in _SMALL and not _initials((last,)).endswith(letters[-1]):
        return False  # much cheaper than gathering the words
    before = _ORDINARY_WORDS.search(f"{text} ")
    return before is not None and _spells(before[0].split(), letters)


def _spells(words: list[str], letters: str) -> bool:
    """Whether the last words, each a beginning of some letters, spell the acronym."""
    return _initials(words).endswith(letters)


def _initials(words: Sequence[str]) -> str:
    return "".join(
        part[0] for word in words if word not in _SMALL for part in re.split("[-’']", word) if part
    )


def with_full_names(body: str, found: list[Found]) -> list[Found]:
    """Let bodies' names before their acronym in brackets reach as far as the letters say."""
    ends = [item.end for item in found]
    wider: list[Found] = []
    for match in _BRACKETED.finditer(body):
        end = match.start() - body[match.start() - 1 : match.start()].isspace()
        start = _start_of_name(body, end, match.group(1))
        if start is None:
            continue
        inside = found[bisect_left(ends, start + 1) : bisect_left(ends, end + 1)]
        words = _WORD.findall(body, start, end)
        is_body = any(i.kind == "ORG" for i in inside) or any(word in ORG_WORDS for word in words)
        if is_body and (not inside or inside[0].start >= start or inside[0].kind == "ORG"):
            first = min(start, inside[0].start) if inside else start
            wider.append(Found(first, end, "ORG", 0.85))
    return _replacing(found, wider) if wider else found


def _start_of_name(body: str, end: int, acronym: str) -> int | None:
    """Return where the words begin whose initials, small words left out, spell the acronym."""
    left = letters_of(acronym)
    before = max(0, body.rfind("\n", 0, end) + 1, end - _LONGEST_NAME)
    for word in reversed(list(_WORD.finditer(body, before, end))):
        text = word.group()
        if text.lower() in _SMALL and text[0].upper() != (left[-1] if left else ""):
            continue
        if (
            not left
            or text[0].upper() != left.pop()
            or re.search(r"[,;:.!?\"“”()]", body[word.end() : word.end() + 1])
        ):
            return None
        if not left:
            return word.start() if text[0].isupper() else None
    return None


def _replacing(found: list[Found], wider: list[Found]) -> list[Found]:
    spans = sorted((item.start, item.end) for item in wider)
    starts = [start for start, _ in spans]
    kept = []
    for item in found:
        at = bisect_left(starts, item.start + 1) - 1
        if at < 0 or item.start >= spans[at][1]:
            kept.append(item)
    return sorted((*kept, *wider))
