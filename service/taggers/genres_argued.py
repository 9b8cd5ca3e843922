"""Measure whether a text argues: how often its writer speaks, asks and demands, and others are quoted.

Which genres an article has is `service.taggers.genres`.
"""

import re

from service.taggers.document import Document

_QUOTED = re.compile(r"[“\"„«][^”\"“»\n]{0,2000}[”\"“»]?")
# By language: the writer's own voice, what is demanded or judged, and words by which others are quoted or,
# in guides and reviews, the reader is addressed.
_VOICES = {
    "en": (
        re.compile(r"\b(?:I|my|me|I['’](?:m|ve|d|ll)|[Ww]e|[Oo]ur|us)\b"),
        re.compile(
            r"\b(?:should|must|ought|let us|perhaps|indeed|surely|of course|unfortunately|clearly|in fact"
            r"|after all)\b"
        ),
        re.compile(r"\b(?:said|says|told|according to|announced|reported|added|you|your)\b"),
    ),
    "de": (
        re.compile(r"\b(?:[Ii]ch|[Mm]eine?[rnms]?|mir|mich|[Ww]ir|[Uu]nser(?:e[rnms]?)?)\b"),
        re.compile(r"\b(?:muss|müssen|müsste|sollten?|natürlich|vielleicht|offenkundig|freilich|leider)\b"),
        re.compile(r"\b(?:sagte|sagt|erklärte|laut|teilte|berichtete|betonte|sei|seien)\b"),
    ),
    "fr": (
        re.compile(r"\b(?:[Jj]e|[Mm]on|[Mm]es|[Nn]ous|[Nn]otre|[Nn]os)\b|\b[Jj]['’]"),
        re.compile(r"\b(?:faut|doit|doivent|devrait|devrions|devons|hélas|évidemment|peut-être|certes)\b"),
        re.compile(r"\b(?:a (?:déclaré|indiqué|affirmé|annoncé)|selon|explique|affirme|précise|ajoute)\b"),
    ),
    "es": (
        re.compile(r"\b(?:[Yy]o|[Mm]i|[Mm]is|[Nn]osotros|[Nn]uestr[oa]s?)\b"),
        re.compile(r"\b(?:debe|deben|debería|deberíamos|debemos|hay que|quizás?|desgraciadamente|claro)\b"),
        re.compile(r"\b(?:dijo|afirmó|explicó|aseguró|según|señaló|añadió|indicó|declaró)\b"),
    ),
}
_SHORTEST_ARGUED, _LONGEST_ARGUED = 250, 20_000  # words, characters
_MOST_VOICE, _MOST_ASKED = 16, 6  # a thousand words
_ARGUED, _ARGUED_SURELY = 9, 14


# English words whose counts bound the score from above, so that plain news need not be read word by word.
_OWN = (
    " I ", " I’", " I'", " my ", " My ", " me ", " we ", " We ", " our ", " Our ", " us ",
    "\nI ", "“I ", "\nWe ",
)  # fmt: skip
_DEMANDS = (
    "should", " must", "ought", "let us", "erhaps", "ndeed", "urely", "f course", "fortunately", "learly",
    "n fact", "fter all",
)  # fmt: skip


def _cannot(document: Document) -> bool:
    """Say whether an English text quotes others too often to argue, whatever else it holds."""
    if document.language != "en":
        return False
    body, thousands = document.body[:_LONGEST_ARGUED], len(document.words) / 1000
    voice = sum(map(body.count, _OWN)) / thousands
    demand = sum(map(body.count, _DEMANDS)) / thousands
    asked, saying = body.count("?") / thousands, body.count(" said") / thousands
    most = min(1.5 * voice, _MOST_VOICE) + 2 * demand + 2 * min(1.5 * asked, _MOST_ASKED)
    return most - 1.3 * saying < _ARGUED


def argued(document: Document) -> int:
    """Return points, 0–65, for a text in which the writer speaks and demands and few others are quoted."""
    words = _VOICES.get(document.language)
    if words is None or len(document.words) < _SHORTEST_ARGUED:
        return 0
    if _cannot(document):
        return 0
    unquoted = _QUOTED.sub(" ", document.body[:_LONGEST_ARGUED])
    thousands = max(len(unquoted.split()), _SHORTEST_ARGUED) / 1000
    voice, demand, saying = (len(pattern.findall(unquoted)) / thousands for pattern in words)
    asked = unquoted.count("?") / thousands
    score = min(voice, _MOST_VOICE) + 1.5 * demand + 2 * min(asked, _MOST_ASKED) - 1.6 * saying
    if not demand or score < _ARGUED:
        return 0
    return 65 if score >= _ARGUED_SURELY else 50
