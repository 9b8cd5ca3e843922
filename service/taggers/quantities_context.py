"""What surrounds a number: stretches without quantities, words of approximation, the counted noun.

Dates, times, scores, references and addresses hold numbers that are no quantities.

Leaves units to `service.taggers.quantities_units`.
"""

import functools
import re
from typing import NamedTuple

from service.taggers.quantities_digits import digit_runs
from service.taggers.quantities_tables import decimal_mark

_MONTHS = {
    "en": "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    "Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?",
    "de": "Jan(?:uar)?|Feb(?:ruar)?|März|April?|Mai|Juni?|Juli?|Aug(?:ust)?|Sept?(?:ember)?|Okt(?:ober)?|"
    "Nov(?:ember)?|Dez(?:ember)?",
    "fr": "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
    "es": "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
}
# What begins with a digit, or with the mark before it.
_COMMON_MASKS = (
    r"\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:T[\d:.]+Z?)?\b|\b\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})\b",
    r"\b\d{1,2}:\d{2}(?::\d{2})?\b(?!\.\d)",
    r"\b\d{1,2}(?:[.:]\d{2})?\s?(?:[ap]\.?m\b\.?|o['’]clock|Uhr\b|hrs\s(?:GMT|IST)|GMT\b)",
    r"\+\d{1,3}[ \d().-]{6,18}\d|\(\d{3,5}\)\s?\d{3,4}[ -]\d{3,4}|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b"
    r"|\b0\d{2,4}[ -]\d{5,8}\b|\b\d{3}-\d{4}\b",
    r"\b\d+(?:st|nd|rd|th|ST|ND|RD|TH|ème|eme|ère|er|e|º|ª)\b(?!\s?[CF]\b)",
    r"\b(?:1[0-9]|20)\d0['’]?s\b|['’]\d{2}s?\b|\b\d{2}s\b",
    r"\b(?:1[5-9]|20)\d{2}\s?[-–/]\s?(?:(?:1[5-9]|20)\d{2}|\d{2})\b(?!\s?(?:%|per))",
    r"#\d+",
    r"\b24/7\b|\b9/11\b|\b50[-/]50\b",
)
# Words with which a number is a reference and no quantity.
_REFERENCES = (
    "no nos number article art section sec chapter page pages pp clause para paragraph flight route highway "
    "subsection sub-section regulation order channel type phase level stage group form act resolution rule "
    "unit zone ward gate terminal grade division class episode season vol volume apollo psalm lot room suite "
    "block plot sector figure fig table step tier nr paragraf artikel absatz platz numéro n° artículo número"
).split()


class _Masks(NamedTuple):
    """Stretches without quantities: those that begin with a digit or its mark, and those with a word.

    `lead` finds the word right before digits with which one of `worded` may begin.
    """

    language: str
    numbered: re.Pattern[str]
    worded: re.Pattern[str]
    lead: re.Pattern[str]


@functools.cache
def _masks(language: str) -> _Masks:
    months = _MONTHS.get(language, _MONTHS["en"])
    day_first = (
        rf"\b(?:\d{{1,2}}(?:st|nd|rd|th|er|\.)?(?:\s?[-–/]\s?\d{{1,2}}\.?)?\s(?:of\s|de\s)?(?:{months})\b\.?(?:,?\s(?:de\s)?\d{{4}}\b)?)",
    )
    dated = (
        rf"(?:{months})\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?:\s?(?:[-–]|to|and)\s?\d{{1,2}}(?![\d,.]*\d))?\b(?!\s(?:million|billion|percent|per\s)|%|,\d{{3}})(?:,?\s\d{{4}}\b)?",
        rf"(?:{months})\.?\s(?:de\s)?\d{{4}}\b",
    )
    # An address or a version, unless it is a number in groups of three.
    dotted = r"\b(?:\d{1,3}\.){2,}\d{1,5}\b"
    if decimal_mark(language) == ",":
        dotted = rf"(?!\d{{1,3}}(?:\.\d{{3}})+(?![.\d])){dotted}"
    references = f"(?:{_by_first_letter(_REFERENCES)})"
    behind = r"(?:\.\s?|\s|\s?#)"
    referred = rf"{references}{behind}\d+(?:[-–.(/]\d+\)?)*\b(?!\s?(?:%|per\b|million|billion))"
    return _Masks(
        language,
        re.compile("|".join((*day_first, dotted, *_COMMON_MASKS))),
        re.compile("|".join((*dated, referred))),
        re.compile(rf"(?<!\w)(?:(?:{months})\.?\s(?:de\s)?|{references}{behind})\Z"),
    )


def _by_first_letter(words: list[str]) -> str:
    """Return alternatives of any case that a set of two characters tells apart before any is tried."""
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"[{first}{first.upper()}](?i:{'|'.join(some)})" for first, some in sorted(rests.items()))


_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]{1,300}|[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,100}")
_LONGEST_LEAD = 18
_MARKS = frozenset("+(#'’")
_NEVER_MASKED = (",", "%", ")", ";")  # behind digits: no date, time or reference goes on so


def masked_spans(body: str, language: str) -> list[tuple[int, int]]:
    """Return the stretches in which no number is a quantity, in order.

    All of them begin with digits, with a mark or with a word right before digits.
    """
    masks, spans, end = _masks(language), list[tuple[int, int]](), 0
    for run in digit_runs(body):
        if run[0] >= end and (match := _mask_at(body, run, end, masks)) is not None:
            spans.append(match.span())
            end = match.end()
    if "://" in body or "www." in body or "@" in body:
        spans += [match.span() for match in _ADDRESS.finditer(body)]
        spans.sort()
    return spans


def _mask_at(body: str, run: tuple[int, int], floor: int, masks: _Masks) -> re.Match[str] | None:
    """Return the stretch that begins with the first of some digits, or before them but not before `floor`."""
    digits, end = run
    before = body[digits - 1] if digits else " "
    if before.isalnum() or before == "_":
        return None
    if before in ".#" or before.isspace():
        begin = max(floor, digits - _LONGEST_LEAD)
        last = "".join(body[begin:digits].rsplit(None, 1)[-1:]).rstrip(".#")
        is_known = last.isalpha() and not _may_lead(last, masks.language)
        lead = None if is_known else masks.lead.search(body, begin, digits)
        if lead is not None and (match := masks.worded.match(body, lead.start())) is not None:
            return match
    if before in _MARKS and digits > floor and (match := masks.numbered.match(body, digits - 1)) is not None:
        return match
    return None if body.startswith(_NEVER_MASKED, end) else masks.numbered.match(body, digits)


@functools.lru_cache(maxsize=4096)
def _may_lead(word: str, language: str) -> bool:
    """Say whether a word may stand right before the digits of a masked stretch."""
    return word == "de" or _masks(language).lead.search(f"{word} ") is not None


_APPROXIMATE = {
    "en": "about|around|approximately|approx\\.?|nearly|almost|roughly|some|over|more than|less than|"
    "fewer than|at least|"
    "at most|up to|as many as|as much as|as few as|as little as|an estimated|estimated|close to|under|"
    "below|above|"
    "no more than|no fewer than|no less than|at least some|upwards? of|just over|just under|well over|"
    "an average of|"
    "in excess of|circa|ca\\.?|exceeding|within|minimum of|maximum of|nearly a|about a|only about|"
    "greater than|beyond|up to about|roughly a|almost a|more than a|over a|at around|at about|not more than",
    "de": "rund|etwa|ungefähr|circa|ca\\.|fast|knapp|gut|mehr als|über|weniger als|unter|mindestens|"
    "höchstens|bis zu|"
    "an die|schätzungsweise|nahezu|wenigstens|maximal",
    "fr": "environ|près de|presque|plus de|moins de|au moins|au plus|jusqu['’]à|quelque|autour de|à peu près|"
    "plus d['’]|moins d['’]|plus d['’]un|près d['’]un",
    "es": "unos|unas|cerca de|casi|más de|menos de|al menos|por lo menos|como máximo|hasta|alrededor de|"
    "aproximadamente|cerca del",
}
_AFTER_APPROXIMATE = re.compile(
    r"\s(?:or so|or more|or less|or fewer|oder mehr|ou plus|o más)\b|[- ]odd\b|\+"
)


@functools.cache
def _approximate(language: str) -> re.Pattern[str]:
    words = _APPROXIMATE.get(language, _APPROXIMATE["en"])
    return re.compile(rf"(?:(?:^|\W)(?:{words})\s?(?:the\s|a\s)?|[~≈<>≥≤]\s?)$", re.IGNORECASE)


@functools.cache
def _last_words(language: str) -> frozenset[str]:
    """Return the words that end a phrase of approximation, so that few phrases are tried at all."""
    phrases = _APPROXIMATE.get(language, _APPROXIMATE["en"]).split("|")
    ends = {phrase.split()[-1].replace("\\.", "").rstrip("?") for phrase in phrases}
    return frozenset(ends | {"the", "a", "upward", "upwards"})


def is_approximate(body: str, start: int, end: int, language: str) -> bool:
    """Say whether the number is rounded, a limit or an estimate ("about", "up to", "or so")."""
    before = body[max(0, start - 24) : start]
    if language == "fr" and body.endswith("aine", start, end):
        return True  # "une trentaine"
    if _AFTER_APPROXIMATE.match(body, end) is not None:
        return True
    last = before.rstrip().rpartition(" ")[2].lower().lstrip("(\"“‘'—–-")
    if last.isalpha() and language != "fr" and last not in _last_words(language):
        return False
    return _approximate(language).search(before) is not None


_WORDS_AFTER = re.compile(r"(?:[\s\u2011-]+([^\W\d_]+(?:['’‑-][^\W\d_]+)*))")
_PEOPLE = frozenset(
    "people men women children police personnel staff troops cattle sheep fish deaths victims residents "
    "families households clergy youth aircraft crew folk persons lives".split()
)
_STOP = frozenset(
    "the a an of in on at to for from by with and or but nor as than that this these those is are was "
    "were be been has have had will would can could may might must do does did not it he she they we you "
    "i who which what when where while after before during since until against between into per each more "
    "less other others off out up down over under about around if so such his her its their our your my "
    "there here said says also only then according respectively including minutes ago later earlier last "
    "next first across hours versus vs past plus compared via des der die das den dem von und im mit für "
    "auf zu am bei als ist sind war waren wurden hat haben de du la le les et en au aux dans sur par pour "
    "avec qui que est sont el los las y o con del se un una".split()
)
_NOT_MEN = frozenset("specimen regimen abdomen stamen acumen".split())
_NOT_PLURAL = re.compile(r"(?:ss|us|is|ous|'s|’s)$")
_ADJECTIVES_AT_MOST = 3


def measured_noun(body: str, end: int, language: str) -> tuple[str, int] | None:
    """Return what is counted by a number that ends at `end`, and the noun's end ("Russian soldiers")."""
    position, start = end, None
    for _ in range(_ADJECTIVES_AT_MOST + 1):
        match = _WORDS_AFTER.match(body, position)
        if match is None or "\n" in body[position : match.start(1)]:
            return None
        word, position = match.group(1), match.end()
        if word.lower() in _STOP:
            return None
        start = match.start(1) if start is None else start
        if _is_counted(word, language):
            return body[start:position], position
        if word[0].isupper() and language == "de":
            return body[start:position], position
    return None


def _is_counted(word: str, language: str) -> bool:
    lower = word.lower()
    if language == "de":
        return word[0].isupper()
    if language in {"fr", "es"}:
        return len(word) > 3 and lower.endswith(("s", "x"))
    if lower in _PEOPLE:
        return True
    if lower.endswith(("children", "women", "people")) or (
        lower.endswith("men") and lower not in _NOT_MEN and len(word) > 5
    ):
        return True
    return len(word) > 3 and lower.endswith("s") and not _NOT_PLURAL.search(lower)


_SHARE_OF = re.compile(
    r"\s(?:of|der|des|von|du|de la|de los|de las|des|del|de)\s((?:[^\W\d_]+(?:['’]s)?[ -]?){1,3})"
)
_DETERMINERS = _STOP | frozenset("all su sus leur leurs ses seiner seines ihrer ihres unserer".split())
_PLURAL = re.compile(r"[^\W\d_]{2,}(?<!s)s")


def share_of(body: str, end: int) -> str | None:
    """Return of what a percentage is a share: "40 percent of the voters" → "voters"."""
    match = _SHARE_OF.match(body, end)
    if match is None:
        return None
    words = match.group(1).split()
    while words and words[0].lower() in _DETERMINERS:
        words.pop(0)
    for index, word in enumerate(words):
        if word.lower() in _STOP:
            words = words[:index]
            break
        if word.islower() and _PLURAL.fullmatch(word):
            words = words[: index + 1]  # what follows a plural is no part of it: "members voted"
            break
    return " ".join(words) or None


_WORD_BEFORE = re.compile(r"([^\W\d_][\w.’'-]*)[\s]$")
_NOT_NAMES = frozenset(
    "the a an in on at to for from by with and or but of as than that this these those is are was were be "
    "has have had some about around over nearly almost monday tuesday wednesday thursday friday saturday "
    "sunday only another all those both least most other last first next past just its his her their our "
    "between into under up yet total after before since until through during when while where if so there "
    "here not also with more less said says about".split()
)


def is_part_of_name(body: str, start: int) -> bool:
    """Say whether a bare number belongs to a name or reference ("Formula 1", "Article 50", "Pixel 6")."""
    before = body[max(0, start - 25) : start]
    if not before[-1:].isspace() or "".join(before.rsplit(None, 1)[-1:]).islower():
        return False
    match = _WORD_BEFORE.search(before)
    if match is None:
        return False
    word = match.group(1)
    if not word[0].isupper() or word.lower() in _NOT_NAMES:
        return False
    word_start = max(0, start - 25) + match.start(1)
    return not _starts_sentence(body, word_start)


def _starts_sentence(body: str, start: int) -> bool:
    before = body[max(0, start - 3) : start].rstrip(" \"“‘'(")
    return not before or before[-1] in ".!?\n:"
