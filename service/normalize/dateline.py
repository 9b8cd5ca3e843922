"""Find the dateline: place, date and agency before the first paragraph's text.

The words are read by `service.normalize.dateline_grammar`; here it is decided whether they are a
dateline, where it ends, and how sure that is. A dateline further down tells that everything above it
is headline, standfirst and byline (`Story.head`).
"""

import itertools
import re

from msgspec.structs import replace

from service.model import Block, Struct
from service.normalize.agencies import agency_name, credited, names_body
from service.normalize.dateline_east_asian import EastAsian, read_east_asian
from service.normalize.dateline_grammar import Parts, read_parts
from service.normalize.lines import ends_sentence, is_heading, starts_upper
from service.normalize.publisher import site_of
from service.normalize.story import Credit, Story, decide, without_block
from service.normalize.words import word_list
from service.record import Dateline

_WINDOW = 130  # characters in which the dash or colon must come
_CANDIDATES = 6
_FARTHEST = 6  # blocks to look at from the top
_LONGEST_ABOVE = 320  # characters of a block above a dateline: a standfirst, not a paragraph
_MOST_CAPITALS = 2  # unknown places in capitals: a town and its region
_HEADLINE_WORDS = frozenset("ON IN THE TO FOR WITH AT FROM AFTER AS IS ARE NOT".split())
_WHERE = frozenset("ON NEAR ABOARD AT OFF".split())
_SHORTEST_TEXT = 40  # characters of a paragraph behind the dateline of an unknown place
_HEADING = 120  # characters from which a line is a paragraph even without a full stop

_SEPARATOR = re.compile(
    r"\s*[.,]?\s*(?:(?P<dash>-{2,3}|(?:(?<=[\s.,)/\]])[-–]|[-–](?=\s))|[—―]{1,2}|_(?=\s))(?P<after>\s*)|(?P<colon>[:;])(?:\s+|(?<=[)\]/]:)(?=[^\W\d_])))"
    r"|(?<=[)/\]])(?P<none>[.,]?)\s+(?=\S)"
)
_WHOLE = re.compile(r"\(([^()]{6,80})\)\s+(?=\S)")
_INNER_DASH = re.compile(r"\s+[-–—]\s+")
_MARK = re.compile(r"[-–—―_:;)/\]]|\.\s")
_STOP = re.compile(r"\.\s+(?=[\"“«]?[^\W\d_])")
_SURE = frozenset({"dateline.place+agency", "dateline.place+date", "dateline.place+bracket"})
_KICKERS = word_list("kickers")
PRINTED_TIME = re.compile(
    r"[\s,|•·–—-]*(?<![\d.])\d{1,2}[:.h]\d\d(?:\s*[ap]\.?m\.?)?\s*(?:\(?[A-Z]{2,5}(?:[+-]\d{1,2})?\)?)?\s*",
    re.IGNORECASE,
)
"""A time of day behind a dateline's date: `10:15 UTC+3`."""
_SPEAKER = re.compile(r"[A-Z][A-Z .'’-]{1,40}:\s")


class Found(Struct, frozen=True, kw_only=True):
    """A dateline that was believed: its parts, where the text after it starts, why and how surely."""

    parts: Parts
    raw: str
    end: int
    method: str
    confidence: int


def find_dateline(story: Story) -> Story:
    """Take the dateline out of the first block that starts with one."""
    site = site_of(story.draft)
    for index, block in enumerate(story.blocks[:_FARTHEST]):
        if block.kind == "paragraph":
            if (eastern := read_east_asian(block.text)) is not None:
                return _take_eastern(story, index, eastern)
            found = read_dateline(block.text, site, story.blocks[index:])
            if found is not None and _fits(story, index, found):
                return _take(story, index, found)
        if len(block.text) > _LONGEST_ABOVE:
            break
    return story


def read_dateline(text: str, site: str | None = None, below: tuple[Block, ...] = ()) -> Found | None:
    """Return the dateline at the start of `text`, or `None`.

    Args:
        text: a paragraph.
        site: folded label of the publisher's domain, so that its own name counts as an agency.
        below: the blocks from this one on, in which an unknown place may be named again.
    """
    best = None
    if _MARK.search(text, 0, _WINDOW) is None or not (starts_upper(text) or site or text[:1] in "([/"):
        return None
    for count, match in enumerate(_SEPARATOR.finditer(text, 0, _WINDOW)):
        if count >= _CANDIDATES:
            break
        if text.count("(", 0, match.start()) > text.count(")", 0, match.start()):
            continue
        stop = match.start() + (text[match.start() : match.start() + 1] == ".")  # it may end an abbreviation
        parts = read_parts(text[:stop], site) if match.start() else None
        if parts is None or (best is not None and best.parts.places and parts.places != best.parts.places):
            continue
        judged = _judge(parts, match, text[match.end() :]) or _judge_recurring(parts, match, text, below)
        if judged is not None:
            method, confidence = judged
            best = Found(
                parts=parts,
                raw=text[: match.end()].strip(),
                end=match.end(),
                method=method,
                confidence=confidence,
            )
    best = _bracketed(text, site) or _stopped(text, site, best) or best
    if best is not None and PRINTED_TIME.fullmatch(text, best.end):
        return replace(best, end=len(text))
    return best


def _bracketed(text: str, site: str | None) -> Found | None:
    """Return the dateline that stands in brackets as a whole: `(New York, NY - October 21) `."""
    match = _WHOLE.match(text)
    parts = read_parts(_INNER_DASH.sub(", ", match[1]), site) if match is not None else None
    if match is None or parts is None or not parts.places or parts.date is None:
        return None
    if not (parts.is_caps or parts.is_known_place):
        return None
    raw = match.group().strip()
    return Found(parts=parts, raw=raw, end=match.end(), method="dateline.place+date", confidence=90)


def _stopped(text: str, site: str | None, dashed: Found | None) -> Found | None:
    """Return the dateline that ends with a full stop: `Lima, jul. 5. `, `МОСКВА, 5 июл — РИА Новости. `."""
    if dashed is not None and dashed.parts.agency is not None:
        return None
    for match in itertools.islice(_STOP.finditer(text, 0, _WINDOW), _CANDIDATES):
        parts = read_parts(text[: match.start()], site)
        if parts is None or not parts.places or not (parts.is_caps or parts.is_known_place):
            continue
        if parts.agency_known or (parts.date is not None and parts.agency is None and dashed is None):
            method = "dateline.place+agency" if parts.agency_known else "dateline.place+date"
            raw = text[: match.end()].strip()
            return Found(parts=parts, raw=raw, end=match.end(), method=method, confidence=90)
    return None


def _judge(parts: Parts, separator: re.Match[str], rest: str) -> tuple[str, int] | None:
    """Return (rule, confidence) when the parts before this separator are a dateline."""
    if not parts.places:
        return _judge_agency(parts, separator, rest)
    if separator.group("none") is not None and not (parts.agency_grouped and _is_credited(parts)):
        return None
    if parts.agency_known:
        return "dateline.place+agency", 97
    caps, known = parts.is_caps, parts.is_known_place
    if parts.agency is not None:
        return ("dateline.place+bracket", 92) if caps or known else None
    if parts.date is not None:
        return ("dateline.place+date", 95) if caps or known else None
    return _judge_bare(parts, separator, rest)


def _is_credited(parts: Parts) -> bool:
    """Return whether the brackets behind the place hold an agency: `WASHINGTON (RNS) `."""
    is_acronym = parts.agency is not None and parts.agency.isalpha() and parts.agency.isupper()
    return parts.agency_known or (is_acronym and parts.is_caps and parts.is_known_place)


def _judge_agency(parts: Parts, separator: re.Match[str], rest: str) -> tuple[str, int] | None:
    if parts.agency is None:
        return None
    if not parts.agency_known:
        is_dashed = separator.group("dash") is not None and starts_upper(rest)
        if not (is_dashed and parts.agency_grouped and (parts.date or names_body(parts.agency))):
            return None
        return ("dateline.date+bracket", 88) if parts.date else ("dateline.bracket", 82)
    if parts.agency_grouped or parts.date is not None:
        return "dateline.agency", 94
    is_dash = separator.group("dash") is not None and separator.group() != separator.group().strip()
    return ("dateline.agency", 85) if is_dash and starts_upper(rest) else None


def _judge_bare(parts: Parts, separator: re.Match[str], rest: str) -> tuple[str, int] | None:
    """Judge a place with neither date nor agency: the separator and the gazetteer must speak for it."""
    words = parts.places[0].split()
    if not rest or any(word.casefold().strip(".") in _KICKERS for word in words) or len(parts.places) > 3:
        return None
    is_spaced = separator.group("colon") is not None or separator.group("after") != ""
    if parts.is_caps and not _is_running(rest):
        return None  # a heading in capitals: "ADVERTISING: AGENCY TO CLOSE"
    if parts.is_known_place or (parts.is_caps and parts.has_region):
        if parts.is_caps:
            return "dateline.place", 95
        # Without capitals a colon tells a headline's subject as well as a dateline.
        is_dashed = separator.group("colon") is None or parts.places[0].upper() != parts.places[0].lower()
        return ("dateline.place", 88) if is_spaced and is_dashed and starts_upper(rest) else None
    if len(parts.places) > _MOST_CAPITALS or _reads_as_headline(parts.places[-1]):
        return None
    is_word = len(words) > 1 or len(words[0]) >= 5
    if parts.is_caps and is_word and len(words) <= 4 and starts_upper(rest) and rest[0] not in "\"'“‘«„":
        return "dateline.capitals", 75
    return None


def _reads_as_headline(name: str) -> bool:
    """Return whether words of a headline stand among the capitals; `ON THE GAZA BORDER` is a place."""
    first, *others = name.upper().split()
    return first not in _WHERE and not _HEADLINE_WORDS.isdisjoint((first, *others))


def _is_running(rest: str) -> bool:
    """Return whether the words are printed as running text, or in a script without capitals."""
    words = [word for word in rest[:_HEADING].split() if any(map(str.isalpha, word))]
    return not words or 2 * sum(word.isupper() for word in words) <= len(words) + 1


def _judge_recurring(
    parts: Parts, separator: re.Match[str], text: str, below: tuple[Block, ...]
) -> tuple[str, int] | None:
    """Judge an unknown name in small letters: the text must name it again as a place ("in Howick")."""
    rest = text[separator.end() :]
    is_spaced = separator.group("colon") is not None or separator.group("after")
    if not 1 <= len(parts.places) <= 2 or not is_spaced or not starts_upper(rest):
        return None
    words = parts.places[0].split()
    if len(words) > 3 or any(word.casefold().strip(".") in _KICKERS for word in words):
        return None
    # A town with its region need only recur; a lone name must recur as a place.
    before = r"\b" if len(parts.places) == 2 else r"\b(?:in|near|outside|around|à|en|em)\s+"
    named = re.compile(rf"{before}{re.escape(parts.places[0])}\b", re.IGNORECASE)
    is_named = named.search(rest) or any(named.search(block.text) for block in below[1:20])
    return ("dateline.recurring-place", 78) if is_named else None


def _fits(story: Story, index: int, found: Found) -> bool:
    """Return whether a dateline at block `index` is credible, given what stands above it."""
    is_alone = not any(map(str.isalnum, story.blocks[index].text[found.end :]))
    if is_alone and (index + 1 >= len(story.blocks) or found.confidence < 92):
        return False
    if found.method == "dateline.capitals" and _is_transcript(story, index):
        return False
    if found.method in ("dateline.place", "dateline.capitals") and _is_headline(story, index, found):
        return False
    is_signed = found.parts.agency_known and found.parts.date is not None
    if index == 0 or is_signed or found.method in _SURE:
        return True
    is_below_heads = all(is_heading(block.text, 200) for block in story.blocks[:index])
    if found.confidence < 85:
        return is_below_heads and _opens_paragraph(story.blocks[index].text, found)
    return found.parts.is_caps or is_below_heads


def _opens_paragraph(text: str, found: Found) -> bool:
    """Return whether an unknown place stands before running text, parted by a dash or named again."""
    is_dashed = found.raw[-1:] in "-–—―_" or found.method == "dateline.recurring-place"
    return is_dashed and ends_sentence(text) and len(text) - found.end > _SHORTEST_TEXT


def _is_headline(story: Story, index: int, found: Found) -> bool:
    """Return whether the block is a heading above text: "Gaza – What we know so far"."""
    if found.parts.is_caps and found.raw[-1:] != ":":
        return False
    text = story.blocks[index].text
    is_open = len(text) < _HEADING and not ends_sentence(text)
    return is_open and any(ends_sentence(block.text) for block in story.blocks[index + 1 :])


def _is_transcript(story: Story, index: int) -> bool:
    """Return whether later paragraphs open with a name in capitals too, as in an interview."""
    return any(_SPEAKER.match(block.text) for block in story.blocks[index + 1 : index + 12])


def _take(story: Story, index: int, found: Found) -> Story:
    parts = found.parts
    dateline = Dateline(
        raw=found.raw, place=parts.printed_place(found.raw), date=parts.date, agency=parts.agency
    )
    credits = story.credits
    if parts.agency is not None:
        credits += tuple(
            Credit(name=name, literal=parts.agency, role="dateline", confidence=found.confidence)
            for name in credited(parts.agency)
        )
    text = story.blocks[index].text[found.end :].strip()
    # What stands above the dateline is the head; the paragraph itself is the body's first.
    changes = {**without_block(story, index, text), "head": index}
    return decide(
        story, "dateline", found.method, found.confidence, dateline=dateline, credits=credits, **changes
    )


def _take_eastern(story: Story, index: int, found: EastAsian) -> Story:
    dateline = Dateline(raw=found.raw, place=found.place, date=found.date, agency=found.agency)
    credits = story.credits
    if found.agency is not None:
        name = agency_name(found.agency) or found.agency
        credits = (*credits, Credit(name=name, literal=found.agency, role="dateline", confidence=94))
    if found.people and not story.people:
        story = decide(story, "by", "byline.east-asian", 90, people=found.people)
    return decide(
        story, "dateline", "dateline.east-asian", 94, dateline=dateline, credits=credits,
        **{**without_block(story, index, story.blocks[index].text[found.end :]), "head": index},
    )  # fmt: skip
