"""Read the words before a dateline's dash or colon: places, a date and an agency, in any usual order.

`LONDON, July 5 (Reuters)`, `(ANSA) - ROMA, 5 LUG`, `Ulaanbaatar /MONTSAME/`, `Egypt, Cairo, June 2022`.
Pure grammar: whether what was read is believed to be a dateline is for `service.normalize.dateline`.
"""

import re

from service.model import Struct
from service.normalize.agencies import agency_name, fold_name
from service.normalize.gazetteer import is_place
from service.normalize.lines import is_name, normal_case
from service.normalize.printed_dates import find_printed_date, is_printed_date
from service.normalize.words import word_list

_GROUP = re.compile(
    r"\(([^()]{1,60})\)|\[([^\[\]]{1,40})\]|(?:^|(?<=[\s\w,]))/([^/\d()]{2,30})/|/([A-Za-z]{3,20})/?$"
)
_DASH = re.compile(r"\s+[-–—]+\s*|\s*[-–—]{2,}\s*|[-–]\s+|—")
_COMMA = re.compile(r"\s*[,;•|]\s*")
_DOMAIN = re.compile(
    r"[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|news|info|tv|co|online|media|[a-z]{2})", re.IGNORECASE
)
_ACRONYM = re.compile(r"[A-Z][A-Za-z]{0,3}[A-Z]{1,6}")
_PLACE_SEPARATOR = re.compile(r"\s*(?:/|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\+)\s*", re.IGNORECASE)
_REGION_SIGNS = re.compile(r",\s|\s*[\[\]()]\s*")  # between a town and its region
_BARE_DAY = re.compile(r"\d{1,2}\.?")
_REGIONS = word_list("regions")
_BEFORE_DATE = re.compile(r"(?<=[\s,])(?:le|am|den|el|il|em)\s*$", re.IGNORECASE)
_SHORT_MONTH = 4  # letters of a shortened month's name at most
_FULL_MONTHS = frozenset(
    "may june july mai juni juli juin mars août mayo maio мая июня июля марта maja".split()
)
_BRACKETED_REGION = re.compile(r"(?<=[\w)])\s*(?:\[([^\[\]()\d]{2,30})\]|\(([^()\[\]\d]{2,30})\))")
_REGION_CODE = re.compile(r"[A-Z](?:/[A-Z])+")

_MOST_LOWER = 2  # words in small letters, particles and months apart; more of them is running text
_LOWER = re.compile(r"\b[a-zà-öø-ÿ]{4,}")


_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.\s?){2,}")
_SHORTENED = re.compile(r"[A-Z][a-z]{1,4}\.")
_NAMED = re.compile(r"[A-Z][\w.&'’-]*(?:\s[\w.&'’-]+){0,3}")


class Parts(Struct, frozen=True, kw_only=True):
    """The parts of a possible dateline.

    Attributes:
        places: names from small to large, or large to small, as printed.
        date: as printed.
        agency: as printed.
        agency_known: the agency is in the table, is a domain, or is the site itself.
        agency_grouped: it stood in brackets or between slashes.
    """

    places: tuple[str, ...]
    date: str | None
    agency: str | None
    agency_known: bool
    agency_grouped: bool

    @property
    def is_caps(self) -> bool:
        """Whether the first place is printed in capitals; a script without them has none."""
        name = self.places[0] if self.places else ""
        return name.upper() == name != name.lower()

    @property
    def is_known_place(self) -> bool:
        """Whether any of the places, or of several joined in one, is in the gazetteer."""
        return any(is_place(name) for part in self.places for name in (part, *_PLACE_SEPARATOR.split(part)))

    def printed_place(self, raw: str) -> str | None:
        """Return the places as they stand in `raw`, or joined by commas where something stands between."""
        joined = ", ".join(self.places)
        start = raw.find(self.places[0]) if self.places else -1
        last = raw.find(self.places[-1], start) if start >= 0 else -1
        if last < 0:
            return joined or None
        end = last + len(self.places[-1])
        is_bracketed = raw[end : end + 1] in ("]", ")") and not {"(", "["}.isdisjoint(raw[start:end])
        printed = raw[start : end + is_bracketed]
        return printed if len(printed) <= len(joined) + 2 else joined

    @property
    def has_region(self) -> bool:
        """Whether the place is followed by the short form of a region: `PRICE, Utah`, `ELKO, Nev.`."""
        return (
            len(self.places) == 2 and self.places[1][:1].isupper() and self.places[1].casefold() in _REGIONS
        )


def read_parts(prefix: str, site: str | None) -> Parts | None:
    """Read `prefix` wholly as dateline parts, or return `None` when any of it is something else.

    Args:
        prefix: what stands before the dash or colon, at most some 120 characters.
        site: folded label of the publisher's domain (`todaynicaragua`), if known.
    """
    if _lower_words(prefix) > _MOST_LOWER:
        return None
    plain = _BRACKETED_REGION.sub(_as_region, _agency_last(prefix))
    groups = [next(filter(None, match.groups())) for match in _GROUP.finditer(plain)]
    outer, date = _take_date(_GROUP.sub(" , ", plain))
    segments = [_pieces(segment) for segment in _DASH.split(outer.strip(" ,/"))]
    pieces = [piece for segment in segments for piece in segment]
    if not pieces and len(groups) == 1 and is_place(groups[0]) and agency_name(groups[0]) is None:
        return _bracketed_place(groups[0].strip())
    credit, group_date = _read_groups(groups, site)
    if credit is None or (group_date and date):
        return None
    if groups and date is None and pieces and _BARE_DAY.fullmatch(pieces[-1]):
        date = pieces.pop()
    agencies = [
        piece for piece in pieces if not _SHORTENED.fullmatch(piece) and _is_known_agency(piece, site)
    ]
    places = [piece for piece in pieces if piece not in agencies]
    if sum(any(piece in places for piece in segment) for segment in segments) > 1:
        return None  # a second name after a dash is the text's first words
    if len(agencies) > 1 or len(places) > 4 or not all(is_place_shaped(place) for place in places):
        return None
    agency = credit or (agencies[0] if agencies else None)
    return Parts(
        places=tuple(places),
        date=date or group_date,
        agency=agency,
        agency_known=bool(agencies) or (agency is not None and _is_known_agency(agency, site)),
        agency_grouped=bool(credit),
    )


def _bracketed_place(place: str) -> Parts:
    """Return the parts of a dateline that is only a place in brackets: `(NEW YORK) — `."""
    return Parts(places=(place,), date=None, agency=None, agency_known=False, agency_grouped=False)


def _agency_last(prefix: str) -> str:
    """Write `QNA/Doha` as `Doha, QNA`; everything else stays."""
    left, found, right = prefix.strip().partition("/")
    is_swapped = found and agency_name(left) is not None and is_place(right)
    return f"{right}, {left}" if is_swapped else prefix


def _as_region(match: re.Match[str]) -> str:
    """Write a region in brackets behind a town as what it is, and leave other brackets alone."""
    name = (match[1] or match[2]).strip()
    if _REGION_CODE.fullmatch(name):
        return ""
    return f", {name}" if is_place(name) and agency_name(name) is None else match.group()


def _lower_words(prefix: str) -> int:
    return len(_LOWER.findall(prefix))


def is_place_shaped(text: str) -> bool:
    """Return whether `text` could be a place's name: a name's shape, or several joined."""
    if text[:4].casefold().startswith(("by ", "von ", "par ", "por ")):
        return False
    return (
        all(is_name(name) or is_place(name) for name in _PLACE_SEPARATOR.split(text) if name) and text != ""
    )


def _pieces(segment: str) -> list[str]:
    printed = (part.strip(" ,").lstrip(".").lstrip() for part in _COMMA.split(segment))
    pieces = [part for piece in printed for part in _parted(piece)]
    return [bare for index, piece in enumerate(pieces) if (bare := _without_full_stop(piece, index))]


def _parted(piece: str) -> tuple[str, ...]:
    """Part an agency from the place beside it: `QNA/Doha`, `ASTANA. KAZINFORM`."""
    for sign in ("/", ". "):
        left, found, right = piece.partition(sign)
        names = (left.strip(), right.strip())
        if found and any(map(agency_name, names)) and any(is_place(name) for name in names):
            return names
    return (piece,)


def _without_full_stop(piece: str, index: int) -> str:
    """Drop a final full stop unless it marks an abbreviation: `D.C.`, or `Ore.` after a town."""
    is_abbreviation = _DOTTED.fullmatch(piece) or (index > 0 and _SHORTENED.fullmatch(piece))
    return piece if is_abbreviation else piece.rstrip(". ")


def _take_date(outer: str) -> tuple[str, str | None]:
    span = find_printed_date(outer)
    if span is None:
        return outer, None
    start, end = span
    before = _BEFORE_DATE.sub("", outer[:start])
    return f"{before} , {outer[end:]}", without_month_stop(outer[start:end].strip(" ,"))


def without_month_stop(date: str) -> str:
    """Drop the full stop behind a date unless it shortens the month: `5 июля.`, but `5 Jul.`."""
    word = date.rstrip(".").split()[-1]
    return date.rstrip(". ") if len(word) > _SHORT_MONTH or word.casefold() in _FULL_MONTHS else date


def _read_groups(groups: list[str], site: str | None) -> tuple[str | None, str | None]:
    """Return (agency or "", date or `None`) of what stood in brackets; agency `None` when neither."""
    agency, date = "", None
    for group in groups:
        text = group.strip()
        span = find_printed_date(text)
        if span is not None and is_printed_date(text[span[0] : span[1]]) and date is None:
            date = text[span[0] : span[1]]
            text = (text[: span[0]] + text[span[1] :]).strip(" ,-–—")
        if text and (agency or not _could_be_agency(text, site)):
            return None, None
        agency = agency or text
    return agency, date


def _could_be_agency(text: str, site: str | None) -> bool:
    if _is_known_agency(text, site) or _ACRONYM.fullmatch(text):
        return True
    names = [name.strip() for name in re.split(r"[/,&]| - ", text)]
    return all(_is_known_agency(name, site) or _NAMED.fullmatch(name) for name in names if name)


def _is_known_agency(text: str, site: str | None) -> bool:
    if agency_name(text) or _DOMAIN.fullmatch(text):
        return True
    if "/" in text:
        names = [name for name in text.split("/") if name.strip()]
        return any(_is_known_agency(name.strip(), site) for name in names)
    return not is_place(text) and is_site(text, site)


def is_site(text: str, site: str | None) -> bool:
    """Return whether `text` names the publisher whose domain's label is `site`."""
    if not site or not text[:1].isalpha():
        return False
    folded = fold_name(text).replace(" ", "")
    site = site.removeprefix("the")
    return (len(site) >= 4 and folded.startswith(site)) or (len(folded) >= 5 and site.startswith(folded))


def located(place: str) -> str:
    """Return the dateline's place in normal case: `KYIV, Ukraine` is `Kyiv, Ukraine`."""
    return ", ".join(normal_case(part.strip()) for part in _REGION_SIGNS.split(place) if part.strip())
