"""Names of news agencies and outlets, and what kind of source a noun phrase is.

Which phrases are sources is `service.taggers.sources`.
"""

import functools
import re
from importlib import resources
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

DOCUMENTS = frozenset(
    "statement report reports study survey poll polls document documents data figures letter memo filing "
    "filings release census indictment complaint lawsuit affidavit paper research analysis records audit "
    "transcript dossier communique communiqué bulletin tweet post advisory notice ruling judgment "
    "declaration manifesto  estimates results findings review index statistics email "
    "emails e-mails minutes list chart note article editorial bill law act constitution resolution "
    "agreement guidelines studies surveys investigation inquiry application budget analyses audits tweets "
    "posts ad ads "
    "advert advertisement video videos footage recording recordings tape tapes slide presentation commentary "
    "op-ed columns reviews summary draft text texts message messages transcripts memos letters filings "
    "rulings lawsuits papers warrant plan yearbook".split()
)
_PREPOSITIONS = re.compile(
    r"\s(?:of|at|in|for|with|from|familiar|on|who|which|that|by|close|involved|about|near|based|among|to|"
    r"inside|within|"
    r"speaking|under|briefed|published|released|issued|conducted|after|before|during|over)\s"
)
_NAME_RUN = re.compile(
    r"[A-ZÀ-ÞŠŽČĆŁŚŻ][\w’'.&-]{0,30}(?:\s(?:(?:de|da|del|della|di|la|le|van|von|den|der|bin|al|el|of|the|"
    r"and|for|ul|dos|du|ten|zu)\s){0,2}"
    r"[A-ZÀ-ÞŠŽČĆŁŚŻ][\w’'.&-]{0,30})*"
)


_INDEFINITE = frozenset("a an another one no any both".split())
_SEVERAL = frozenset("some many several other others most few two three four five dozens".split())


# Words of people in the plural: at the head of a sentence their capital says nothing.
_GROUP = re.compile(
    r"(?:ists|[^n]ders|[^r]gers|chers|kers|lers|ners|pers|rers|ters|vers|yers|ors|ents|ants|als|ians|ees|"
    r"itics|rities|lice|eople|itnesses|urces|idents|mothers|fathers|families|oters|cals)$"
)


_TITLE = re.compile(
    r"^(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur)\s(?:[\w’'.-]+\s){0,3}(?:Minister|President|"
    r"Ambassador|Chairman|"
    r"Chairwoman|Chairperson|Secretary|Lady|King|Queen|Judge|Governor|Mayor|Commissioner|Imam|Premier|"
    r"Chancellor|"
    r"Senator|Bishop|Pope|Emir|Sultan|Spokesperson|Spokesman)$"
)


class Outlet(NamedTuple):
    """A news agency or outlet by its usual name."""

    name: str
    is_agency: bool


@functools.cache
def outlets() -> dict[str, Outlet]:
    """Return agencies and outlets by each of their names."""
    text = (
        resources.files("service.taggers").joinpath("data", "news_agencies.txt").read_text(encoding="utf-8")
    )
    found: dict[str, Outlet] = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        name, _, others = line.removeprefix("@").partition("=")
        outlet = Outlet(name, line.startswith("@"))
        for other in (name, *filter(None, others.split("|"))):
            found.setdefault(other, outlet)
    return found


@functools.cache
def outlet_matcher() -> tuple[tuple[str, ...], AhoCorasick]:
    """Return all names of outlets and the automaton that finds the longest of them."""
    names = tuple(outlets())
    return names, AhoCorasick(names, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA)


_ARTICLE = re.compile(r"^[Tt]he\s")


def outlet_named(text: str) -> Outlet | None:
    """Return the outlet that `text` names, with or without "the"."""
    stripped = text.strip(" ,")
    known = outlets()
    return known.get(stripped) or known.get(_ARTICLE.sub("", stripped))


_BREAK = re.compile(r"[,(]")


@functools.lru_cache(maxsize=4096)
def head_of(phrase: str) -> str:
    """Return the phrase up to its first comma or preposition: "officials at the ministry" → "officials"."""
    head = _BREAK.split(phrase, maxsplit=1)[0]
    return _PREPOSITIONS.split(f"{head} ", maxsplit=1)[0].strip()


@functools.lru_cache(maxsize=4096)
def is_document(phrase: str) -> bool:
    """Say whether the phrase names a document rather than a person or body."""
    words = head_of(phrase).split()
    if not words or (words[-1][0].isupper() and len(words) > 1):
        return False  # "The Huffington Post"
    return words[-1].lower().removesuffix("’s").removesuffix("'s") in DOCUMENTS


@functools.lru_cache(maxsize=4096)
def is_unnamed(phrase: str, *, opens_sentence: bool = False) -> bool:
    """Say whether the phrase is about somebody without a name: "aides to Mr Lee", "McConnell aides".

    A name may stand in it, but not as its head.

    Args:
        phrase: a noun phrase.
        opens_sentence: its first letter is a capital for that only ("Activists say").
    """
    words = head_of(phrase).split()
    if not words:
        return False
    if _TITLE.match(" ".join(words)):
        return True
    first, last = words[0].lower(), words[-1]
    if first in _SEVERAL:
        return True
    if opens_sentence and len(words) == 1:
        return _GROUP.search(last) is not None
    return not last[0].isupper() or (first in _INDEFINITE and not any(w[0].isupper() for w in words[1:]))


def proper_name(phrase: str) -> str | None:
    """Return the name at the end of the phrase's head ("lobbyist Charlie Black" → "Charlie Black")."""
    part, end = _BREAK.split(phrase, maxsplit=1)[0], len(head_of(phrase))
    name = next((run.group() for run in _NAME_RUN.finditer(part) if run.start() < end <= run.end()), None)
    return name if name not in {"I", "We", "He", "She", "They", "The"} else None
