"""Names of news agencies and outlets, and what kind of source a noun phrase is.

Which phrases are sources is `service.taggers.sources`.
"""

import functools
import re
from importlib import resources
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

_DOCUMENTS = frozenset(
    "statement report reports study survey poll polls document documents data figures letter memo filing "
    "filings release census indictment complaint lawsuit affidavit paper research analysis records audit "
    "transcript dossier communique communiqué bulletin tweet post advisory notice ruling judgment "
    "declaration manifesto website newspaper estimates results findings review index statistics email "
    "emails e-mails minutes list chart note article editorial bill law act constitution resolution "
    "agreement guidelines studies surveys media source-document budget analyses audits tweets posts ad ads "
    "advert advertisement video videos footage recording recordings tape tapes slide presentation commentary "
    "op-ed columns reviews summary draft text texts message messages transcripts memos letters filings "
    "rulings lawsuits papers warrant plan".split()
)
_PREPOSITIONS = re.compile(
    r"\s(?:of|at|in|for|with|from|familiar|on|who|which|that|by|close|involved|about|near|based|among|to|inside|within|"
    r"speaking|under|briefed|published|released|issued|conducted|after|before|during)\s"
)
_NAME_RUN = re.compile(
    r"[A-ZÀ-ÞŠŽČĆŁŚŻ][\w’'.&-]{0,30}(?:\s(?:(?:de|da|del|della|di|la|le|van|von|den|der|bin|al|el|of|the|and|for|ul|dos|du|ten|zu)\s){0,2}"
    r"[A-ZÀ-ÞŠŽČĆŁŚŻ][\w’'.&-]{0,30})*"
)


_INDEFINITE = frozenset("a an another one no any both".split())
_SEVERAL = frozenset("some many several other others most few two three four five dozens".split())


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
    return names, AhoCorasick(names, matchkind=MatchKind.LeftmostLongest)


def outlet_named(text: str) -> Outlet | None:
    """Return the outlet that `text` names, with or without "the"."""
    stripped = text.strip(" ,")
    known = outlets()
    return known.get(stripped) or known.get(re.sub(r"^[Tt]he\s", "", stripped))


def head_of(phrase: str) -> str:
    """Return the phrase up to its first comma or preposition: "officials at the ministry" → "officials"."""
    head = re.split(r"[,(]", phrase, maxsplit=1)[0]
    return _PREPOSITIONS.split(f"{head} ", maxsplit=1)[0].strip()


def is_document(phrase: str) -> bool:
    """Say whether the phrase names a document rather than a person or body."""
    words = head_of(phrase).lower().split()
    return bool(words) and words[-1].removesuffix("’s").removesuffix("'s") in _DOCUMENTS


def is_unnamed(phrase: str) -> bool:
    """Say whether the phrase is about somebody without a name: "aides to Mr Lee", "McConnell aides".

    A name may stand in it, but not as its head.
    """
    words = head_of(phrase).split()
    if not words:
        return False
    first, last = words[0].lower(), words[-1]
    if first in _SEVERAL:
        return True
    return not last[0].isupper() or (first in _INDEFINITE and not any(w[0].isupper() for w in words[1:]))


def proper_name(phrase: str) -> str | None:
    """Return the name at the end of the phrase's head ("lobbyist Charlie Black" → "Charlie Black")."""
    part, end = re.split(r"[,(]", phrase, maxsplit=1)[0], len(head_of(phrase))
    name = next((run.group() for run in _NAME_RUN.finditer(part) if run.start() < end <= run.end()), None)
    return name if name not in {"I", "We", "He", "She", "They", "The"} else None
