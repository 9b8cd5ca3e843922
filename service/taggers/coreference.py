"""Find what stands for a person without naming them: "the president", and pronouns where it is safe.

Safe means that nobody else can be meant: one person bears the role in the article, or one person only
is named in this and the sentence before. Everything else stays unresolved.
"""

import re
from collections import defaultdict

from service.taggers.document import Document
from service.taggers.linking import Cluster
from service.tags import Mention

_ROLES = (
    "vice president|vice-president|prime minister|deputy prime minister|foreign minister|defence minister|"
    "defense minister|"
    "finance minister|health minister|interior minister|chief minister|first minister|secretary of state|"
    "president|"
    "chancellor|premier|minister|governor|mayor|senator|king|queen|pope|pontiff|emperor|sultan|emir|crown "
    "prince|"
    "general|colonel|commander|judge|prosecutor|ambassador|envoy|chairman|chairwoman|chief executive|"
    "director|"
    "secretary-general|secretary general|spokesman|spokeswoman|coach|captain|bishop|archbishop|professor|"
    "senator|speaker"
)
_TITLE_BEFORE = re.compile(rf"\b({_ROLES})\s+$", re.IGNORECASE)
# Begins with letters that are found fast; what stands before them is looked at afterwards.
_DESCRIPTION = re.compile(
    rf"he (?<=\b[Tt]he )(?:former |outgoing |embattled )?({_ROLES})\b(?! of\b)(?!s\b)(?! [A-Z])"
)
# The last words of roles, by which most words before a name are told apart from titles.
_LAST_OF_ROLE = frozenset(re.split(r"[ -]", role)[-1] for role in _ROLES.split("|"))
# Begins with a set of letters, so that the search skips to the next of them.
_PRONOUN = re.compile(r"[HhSs](?<!\w.)(?:(?<=[Hh])(?:e(?:r(?:self)?)?|i(?:s|m(?:self)?))|(?<=[Ss])he)\b")


def corefs_of(document: Document, people: list[Cluster]) -> dict[str, tuple[Mention, ...]]:
    """Return for each person's name the descriptions and pronouns that safely mean them."""
    if document.language != "en" or not people:
        return {}
    found: defaultdict[str, list[Mention]] = defaultdict(list)
    bearers = _bearers(document.body, people)
    for match in _DESCRIPTION.finditer(document.body):
        person = _bearer(match.group(1).lower(), match.start(), bearers)
        if person is not None:
            found[person.name].append(_mention(document.body, match.start() - 1, match.end()))
    for name, pronouns in _pronouns(document, people).items():
        found[name].extend(pronouns)
    return {name: tuple(sorted(m, key=lambda x: x.start)) for name, m in found.items()}


def _mention(body: str, start: int, end: int) -> Mention:
    return Mention(start=start, end=end, surface=body[start:end])


def _bearers(body: str, people: list[Cluster]) -> dict[str, list[Cluster]]:
    """Return role → the people to whom the article or the tables give it."""
    bearers: defaultdict[str, list[Cluster]] = defaultdict(list)
    for person in people:
        before = (body[max(0, mention.start - 30) : mention.start] for mention in person.mentions)
        titles = {
            match.group(1).lower()
            for text in before
            if _may_be_title(text) and (match := _TITLE_BEFORE.search(text))
        }
        for role in titles or (set(person.known.roles) if person.known else set()):
            bearers[role].append(person)
    return bearers


def _may_be_title(text: str) -> bool:
    """Whether the last word of `text`, with a blank after it, is that of a role."""
    words = text.rsplit(None, 1) if text[-1:].isspace() else []
    return bool(words) and words[-1].rpartition("-")[2].lower() in _LAST_OF_ROLE


def _bearer(role: str, at: int, bearers: dict[str, list[Cluster]]) -> Cluster | None:
    """Return the only bearer of a role who has been named before."""
    named = [person for person in bearers.get(role, ()) if person.mentions[0].start < at]
    return named[0] if len(named) == 1 else None


def _pronouns(document: Document, people: list[Cluster]) -> dict[str, list[Mention]]:
    found: defaultdict[str, list[Mention]] = defaultdict(list)
    ordered = sorted((m.start, person.name) for person in people for m in person.mentions)
    before: set[str] = set()
    at = 0
    for start, end in document.sentences:
        first = at
        while at < len(ordered) and ordered[at][0] < end:
            at += 1
        here = {name for _, name in ordered[first:at]}
        candidates = here | before
        if len(candidates) == 1:
            (name,) = candidates
            earliest = ordered[first][0] if here else start
            for match in _PRONOUN.finditer(document.body, start, end):
                if match.start() > earliest or not here:
                    found[name].append(_mention(document.body, *match.span()))
        before = here
    return found
