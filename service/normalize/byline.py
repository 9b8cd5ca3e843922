"""Split a printed byline into persons, agencies and roles, for text and HTML claims alike.

Where a byline stands in a text is for `service.normalize.byline_lines`.
"""

import re

from service.model import Struct
from service.normalize.agencies import agency_name, names_body
from service.normalize.gazetteer import is_place
from service.normalize.lines import is_name, normal_case
from service.normalize.printed_dates import find_printed_date
from service.normalize.words import word_list

_LONGEST = 400
_SHORTEST_SURNAME = 3  # letters; two capitals are initials
_MOST_PEOPLE = 30

CUE = re.compile(
    r"(?:(?:words|text|story|written|report|reported|reporting|posted|published|article|analysis|opinion|photos?)\s+"
    r"(?:and\s+\w+\s+)?)?by\b\s*:?\s*"
    r"|text\s*:\s*|(?:von|par|por|di|door|av|af|propos recueillis par|texto|texte|autor(?:in)?|"
    r"auteur|autore|authors?|bericht|writers?|byline|from)\b\s*:?\s+(?=\S)",
    re.IGNORECASE,
)
"""Words that open a byline, in the languages of the large agencies."""

_SPLIT = re.compile(
    r"\s*(?:[,;|•·/\n]|\s[-–—]\s|—|\s&\s|(?<=\s)(?:and|und|et|og|och|with|mit|avec|con)(?=\s))\s*",
    re.IGNORECASE,
)
# One-letter words that join two full names, and otherwise belong to one name (`Ortega y Gasset`).
_SHORT_AND = re.compile(r"(\S+\s.*\S)\s[yeiYEI]\s(\S+\s.*\S)")
_GROUP = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_CONTACT = re.compile(r"\S+@\S+|@\w+|https?://\S+|www\.\S+|\+?\d[\d\s-]{6,}\d")
_TIME = re.compile(
    r"\d{1,2}[:.]\d\d(?:\s*[ap]\.?m\.?)?(?:\s*[A-Z]{2,4}\b)?|\b(?:updated|published|posted|on|at)\b:?\s*$",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"\b(?:last\s+)?(?:updated|published|posted|modified|aktualisiert|publié|publicado)\b\s*(?:on|at|le|el|am)?\s*:?\s*(?=,|$)",
    re.IGNORECASE,
)
_HELPER = re.compile(
    r"(?:photo|photos|photography|photographs|pictures?|video|graphics?|illustrations?|edit(?:ing|ed)|fotos?|bilder?|produced|translat(?:ed|ion))"
    r"\s*(?:by|von|par|por|:)",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(r"^(?:Mr|Mrs|Ms|Miss)\.?\s+(?=\S)", re.IGNORECASE)
# What some papers print behind the names: an address, or who the author is.
_NOTE = re.compile(
    r"(?<=[^\W\d_]{3})\.\s+"
    r"(?:(?:e-?mail|follow|twitter|contact|reach|write to)\b|[^.]{3,60}?\s(?:is|was|are)\s).*$",
    re.IGNORECASE | re.DOTALL,
)
_ADDED = re.compile(r"special\s+(?:to|for)\b|.{3,60}\bcontributed\b.*$", re.IGNORECASE)
_NAMED_WITH_ARTICLE = re.compile(r"(?:The|Le|La|Les|El|Il|Die|Der|Das|De)\s\S+")  # papers: Le Monde, El País
_INITIALS = re.compile(r"[A-Z]{2,3}|[a-z]{1,3}(?:/[a-z]{1,3})*")
_SUFFIXES = {"jr": "Jr.", "sr": "Sr.", "ii": "II", "iii": "III", "iv": "IV"}
_DEGREES = frozenset("phd ph.d md m.d obe mbe cbe ma msc mba qc kc esq".split())
_TITLES = word_list("titles")
_TAIL = re.compile(r"\s+(?:in|from|at|of|for|à|en|aus|de)\s+(?=[A-Z\d])")
_EDGES = ' .,;:|/*=-–—_•·"“”'

_ROLES = word_list("roles")
_MODIFIERS = word_list("modifiers")
# Words of headlines, which are printed with capitals too: "FROM PRIVATE HOME TO COMMUNITY RESOURCE".
_NOT_IN_NAMES = frozenset(
    "to for with at on in as is are was not no by from over after will may and or but how why what".split()
)
_NOBODY = frozenset("admin anonymous unknown none guest user null nan n/a".split())


class Byline(Struct, frozen=True, kw_only=True):
    """A byline taken apart.

    Attributes:
        people: names of persons, in order, in normal case.
        agencies: (name it is known by, as printed) of agencies and other organisations.
        roles: "Staff Writer", "in London": neither.
        unknown: pieces that are none of these; empty for a well-formed byline.
    """

    people: tuple[str, ...] = ()
    agencies: tuple[tuple[str, str], ...] = ()
    roles: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def split_byline(printed: str) -> Byline:
    """Take a byline apart.

    >>> split_byline("By JANE DOE and JOHN SMITH, Associated Press").people
    ('Jane Doe', 'John Smith')
    """
    people: list[str] = []
    agencies: list[tuple[str, str]] = []
    roles: list[str] = []
    unknown: list[str] = []
    for piece, is_grouped in _pieces(printed[:_LONGEST]):
        kind, value = _classify(piece, is_first=not people and not agencies)
        if kind == "person" and is_grouped and " " not in value:
            kind = "agency"
        if kind == "person":
            person, _, rest = value.partition("\t")
            people.append(_normal_name(_HONORIFIC.sub("", person)))
            roles += [rest] if rest else []
        elif kind == "suffix" and people:
            people[-1] = f"{people[-1]} {value}"
        elif kind == "agency":
            agencies.append((agency_name(value) or value, value))
        elif kind in ("role", "suffix"):
            roles.append(value)
        else:
            unknown.append(value)
    return Byline(
        people=tuple(dict.fromkeys(people))[:_MOST_PEOPLE],
        agencies=tuple(dict.fromkeys(agencies)),
        roles=tuple(roles),
        unknown=tuple(unknown),
    )


def _normal_name(name: str) -> str:
    """Return a name in normal case, also where only the surname is in capitals: `Jane DOE`."""
    whole = normal_case(name)
    words = whole.split()
    if whole != name or len(words) < 2 or not any(word.istitle() for word in words):
        return whole
    return " ".join(normal_case(word) if len(word) >= _SHORTEST_SURNAME else word for word in words)


def _pieces(printed: str) -> list[tuple[str, bool]]:
    """Return the pieces between commas and "and"s, each with whether it stood in brackets."""
    text = _CONTACT.sub(" ", _NOTE.sub("", printed).strip(_EDGES))
    if agency_name(text):
        return [(text.strip(_EDGES), False)]
    for _ in range(2):  # "Story by: By Jane Doe"
        text = CUE.sub("", text, count=1) if CUE.match(text) else text
    groups = [group for match in _GROUP.finditer(text) for group in match.groups() if group]
    text = _GROUP.sub(",", text)
    while (span := find_printed_date(text)) is not None:
        text = f"{text[: span[0]]},{text[span[1] :]}"
    text = _STAMP.sub(",", _TIME.sub(",", text))
    pieces = [(piece, False) for piece in _split(text)]
    pieces += [(piece, True) for group in groups for piece in _split(group)]
    return [(piece, grouped) for piece, grouped in pieces if piece and not re.fullmatch(r"[\d\s]*", piece)]


def _split(text: str) -> list[str]:
    stripped = text.strip(_EDGES)
    if agency_name(stripped):
        return [stripped]
    pieces = [piece.strip(_EDGES) for piece in _SPLIT.split(text)]
    return [part for piece in pieces for part in _joined_names(piece)]


def _is_caseless(name: str) -> bool:
    """Return whether the script has no capitals, so that a whole name may be one word."""
    return name.upper() == name.lower()


def _joined_names(piece: str) -> tuple[str, ...]:
    match = _SHORT_AND.fullmatch(piece)
    return match.groups() if match is not None else (piece,)


def _classify(piece: str, *, is_first: bool) -> tuple[str, str]:
    if agency_name(piece):
        return "agency", piece
    lowered = piece.casefold()
    if lowered in _NOBODY or lowered in _DEGREES or _HELPER.match(piece) or _ADDED.match(piece):
        return "role", piece
    if _INITIALS.fullmatch(piece):
        return "role", piece  # initials sign, they do not name
    if lowered in _SUFFIXES:
        return "suffix", _SUFFIXES[lowered]
    if not is_first and not _TITLES.isdisjoint(lowered.split()):
        return "role", piece
    if not is_first and (is_place(piece) or re.match(r"(?:in|from|aus|à|en)\s", lowered)):
        return "role", piece
    tail = _TAIL.search(piece)
    if tail is not None and is_name(piece[: tail.start()]) and not _is_particle_name(piece, tail):
        return _classify_with_tail(piece, tail)
    return _classify_words(piece)


def _is_particle_name(piece: str, tail: re.Match[str]) -> bool:
    """Return whether what looks like "of Paris" is part of a name, as in `Maria de Souza`."""
    return tail.group().strip() in ("de", "en", "of") and len(piece[: tail.start()].split()) == 1


def _classify_with_tail(piece: str, tail: re.Match[str]) -> tuple[str, str]:
    kind, value = _classify_words(piece[: tail.start()])
    return kind, f"{value}\t{piece[tail.start() :].strip()}" if kind == "person" else piece


def _classify_words(piece: str) -> tuple[str, str]:
    words = piece.split()
    lowered = [word.casefold().strip(".,") for word in words]
    role_at = next((i for i, word in enumerate(lowered) if word in _ROLES), None)
    if role_at is not None:
        return _classify_role(words, lowered, role_at)
    is_paper = lowered[0] == "the" and is_name(" ".join(words[1:]))
    if is_paper or names_body(piece) or _NAMED_WITH_ARTICLE.fullmatch(piece):
        return (
            ("agency", piece) if len(words) <= 6 and lowered[-1] not in _NOT_IN_NAMES else ("unknown", piece)
        )
    if is_name(piece) and _NOT_IN_NAMES.isdisjoint(lowered):
        return "person", piece
    return "unknown", piece


def _classify_role(words: list[str], lowered: list[str], role_at: int) -> tuple[str, str]:
    """Part a name from the role beside it: `Jane Doe Staff Writer`, `Political Editor Jane Doe`."""
    start = role_at
    while start > 0 and lowered[start - 1] in _MODIFIERS:
        start -= 1
    end = role_at + 1
    while end < len(words) and lowered[end] in _ROLES | _MODIFIERS:
        end += 1
    before, after = " ".join(words[:start]), " ".join(words[end:])
    role = " ".join(words[start:end])
    if agency_name(before):
        return "agency", before
    for name in (before, after):
        if is_name(name) and (len(name.split()) >= 2 or _is_caseless(name)):
            return "person", f"{name}\t{role}"
    return "role", " ".join(words)
