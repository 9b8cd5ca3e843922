"""Tag genres: what kind of text it is, by IPTC's genre vocabulary.

Only what the text or its record shows by itself: opinion, interview, live coverage, obituary, press
release; otherwise current news. The topics are `service.taggers.topics`.
"""

import re

import msgspec

from service.taggers.document import Document, Tagger, Tags
from service.taggers.genres_argued import argued, judged
from service.tags import Genre

NAME, VERSION = "genres", "2"
CREATOR = f"{NAME}/{VERSION}"
_SCHEME = "http://cv.iptc.org/newscodes/genre/"
# Codes of IPTC's genre vocabulary; "live coverage" is its name for live blogs.
_CURRENT = ("Current", "Current")
_OPINION = ("Opinion", "Opinion")
_INTERVIEW = ("Interview", "Interview")
_OBITUARY = ("Obituary", "Obituary")
_PRESS_RELEASE = ("Press_Release", "Press Release")
_LIVE = ("Live", "Live Coverage")
_HEAD = 400
_LEAST = 50  # confidence from which a genre is given
_TAIL = 600

_OPINION_MARK = re.compile(
    r"\b(?:opinion|op-?ed|editorial|commentary|column|viewpoint|kommentar|leitartikel|gastbeitrag|tribune|"
    r"éditorial|"
    r"opinión|columna)\b\s?[:|–—-]",
    re.IGNORECASE,
)
_OPINION_URL = re.compile(
    r"/(?:opinion|opinions|op-ed|editorials?|commentary|comment|columnists?|voices|kommentar|meinung|"
    r"tribunes?|debate|blogs?|columns|opinion-and-analysis|blogs-opinion|leader|leaders|leitartikel|"
    r"editoriales|opiniones|columnas|"
    r"commentaires|idees|chroniques?|debatte|gastbeitr[aä]ge?)/",
    re.IGNORECASE,
)
_OPINION_TAIL = re.compile(
    r"\b(?:the (?:writer|author|columnist) is\b|views expressed (?:are|in|here)|opinions expressed|"
    r"the writer can be reached|"
    r"is a (?:regular )?(?:columnist|contributor|op-ed contributor))",
    re.IGNORECASE,
)
_TAIL_WORDS = ("writer", "author", "columnist", "expressed", "contributor")
_LIVE_MARK = re.compile(
    r"\b(?:live(?: updates?| blog|blog|ticker)|as it happened|minute by minute|en direct|"
    r"(?:live|news)-?ticker|"
    r"en vivo|minuto a minuto)\b|[-–—:|] (?:live )?updates$",
    re.IGNORECASE,
)
_LIVE_TIMES = re.compile(r"^\W{0,3}\d{1,2}[:.]\d{2}\s?(?:[ap]\.?m\.?|uhr|gmt|h)?\b", re.IGNORECASE)
_RELEASE_WORDS = ("release", "wire", "presse", "prensa")
_RELEASE_MARK = re.compile(
    r"\b(?:for immediate release|press release|news release|pressemitteilung|communiqué de presse|"
    r"comunicado de prensa|PRNewswire|Business Wire|GlobeNewswire|EIN Presswire)\b",
    re.IGNORECASE,
)
_RELEASE_TAIL = re.compile(
    r"^(?:about [A-Z][\w .,&]{2,60}:?|media contacts?:?.{0,80}|forward-looking statements?.{0,80}|###|"
    r"notes to editors:?)$",
    re.IGNORECASE | re.MULTILINE,
)
_OBITUARY_WORDS = ("obituar", "nachruf", "nécrologie", "died", "passed away", " dies")
_OBITUARY_MARK = re.compile(
    r"\b(?:obituary|obituaries|nachruf|nécrologie|obituario)\b"
    r"|\b(?:died|passed away|has died|dies)\b[^.\n]{0,60}\b(?:aged?|at the age of|at age|at \d{2})\b",
    re.IGNORECASE,
)
_LIFE = re.compile(r"\b(?:born|career|known for|began|studied|retired|played|starred|married|widow)\b")
_SURVIVED = re.compile(
    r"\b(?:is survived by|was survived by|survivors include|funeral (?:will|services?)|he was born|"
    r"she was born)\b",
    re.IGNORECASE,
)
_QUESTION_LINE = re.compile(
    r"^(?:Q(?:uestion)?\s?[:.]|[A-Z][\w .]{1,30}:\s|[—–-]\s)?[^\n]{10,300}\?[ \t]{0,3}$", re.MULTILINE
)
_ANSWER_MARK = re.compile(r"^(?:A|Answer)\s?[:.]\s", re.MULTILINE)
_INTERVIEW_WORDS = ("interview", "conversation with", "im gespräch", "entretien avec", "entrevista")
_INTERVIEW_MARK = re.compile(
    r"\b(?:interview with|in conversation with|interview:|im gespräch|entretien avec|entrevista (?:con|a))\b",
    re.IGNORECASE,
)


def tag_genres(document: Document, tags: Tags) -> Tags:
    """Return `tags` with the genres of the article, the surest first."""
    interview = _interview(document)
    found = [
        # The "I" of an interview is not the writer's.
        (0 if interview >= _LEAST else _opinion(document), _OPINION),
        (_live(document), _LIVE),
        (_press_release(document), _PRESS_RELEASE),
        (_obituary(document), _OBITUARY),
        (interview, _INTERVIEW),
    ]
    sure = sorted(((-confidence, genre) for confidence, genre in found if confidence >= _LEAST))
    genres = tuple(_genre(genre, -confidence) for confidence, genre in sure) or (_genre(_CURRENT, 60),)
    return msgspec.structs.replace(tags, genres=(*tags.genres, *genres))


def _genre(genre: tuple[str, str], confidence: int) -> Genre:
    code, name = genre
    return Genre(name=name, uri=f"{_SCHEME}{code}", confidence=confidence, creator=CREATOR)


def _opinion(document: Document) -> int:
    article = document.article
    if article.flags is not None and article.flags.opinion:
        return 90
    url = article.url.original if article.url is not None else ""
    points = 70 * bool(_OPINION_URL.search(url)) + 70 * bool(_OPINION_MARK.match(article.headline))
    tail = document.body[-_TAIL:].lower()
    if any(word in tail for word in _TAIL_WORDS):
        points += 50 * bool(_OPINION_TAIL.search(tail))
    return min(95, points + (argued(document) or judged(document)))


def _live(document: Document) -> int:
    marked = _LIVE_MARK.search(document.article.headline) is not None
    body = document.body
    stamped = sum(bool(_LIVE_TIMES.match(body[start : start + 20])) for start, _ in document.paragraphs[:200])
    return min(95, 60 * marked + 12 * min(stamped, 5) * (stamped >= 3))


def _press_release(document: Document) -> int:
    article = document.article
    if article.flags is not None and article.flags.press_release:
        return 90
    head = document.body[:_HEAD].lower()
    if not any(word in head for word in _RELEASE_WORDS) or _RELEASE_MARK.search(head) is None:
        return 0
    return min(95, 60 + 45 * bool(_RELEASE_TAIL.search(document.body[-3000:])))


def _obituary(document: Document) -> int:
    head = f"{document.article.headline}\n{document.body[:_HEAD]}"
    lowered = head.lower()
    if not any(word in lowered for word in _OBITUARY_WORDS) or _OBITUARY_MARK.search(head) is None:
        return 0
    life = _LIFE.findall(document.body[:20_000])
    return min(95, 40 + 40 * bool(_SURVIVED.search(document.body[:50_000])) + 20 * (len(set(life)) >= 2))


def _interview(document: Document) -> int:
    body = document.body[:50_000]
    questions = len(_QUESTION_LINE.findall(body)) if body.count("?") >= 3 else 0
    answers = len(_ANSWER_MARK.findall(body)) if "\nA" in body else 0
    head = f"{document.article.headline}\n{body[:_HEAD]}"
    lowered = head.lower()
    marked = any(word in lowered for word in _INTERVIEW_WORDS) and _INTERVIEW_MARK.search(head) is not None
    return min(95, 15 * min(questions, 4) * (questions >= 3) + 30 * (answers >= 2) + 25 * marked)


TAGGER = Tagger(name=NAME, version=VERSION, run=tag_genres)
