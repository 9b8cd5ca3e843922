"""Take out what stands in a text but is no article text: notices to editors, corrections, furniture.

Embargoes, editors' notes, corrections and copyright lines become fields. Captions, end marks, contact
lines and "also read" lines are removed, their words kept in the record's provenance.
"""

import re
from collections.abc import Callable

from msgspec.structs import replace

from service.model import Claim
from service.normalize.dateline import site_of
from service.normalize.dateline_grammar import is_site
from service.normalize.lines import ends_sentence, is_heading
from service.normalize.story import Story, decide, remove, without_block
from service.record import Correction

_TOP = 8  # blocks from the top, and from the end, in which notices are looked for
_LONGEST = 600  # characters of a notice
_LONGEST_FURNITURE = 200

_EMBARGO = re.compile(
    r"(?:strictly\s+)?(?:embargo(?:ed)?\b|under embargo\b|not for (?:publication|release|use) before|hold for release|"
    r"sperrfrist|sous embargo|embargado)\s*(?:until|till|to|bis|jusqu['’]au|hasta)?\s*:?\s*",
    re.IGNORECASE,
)
_ED_NOTE = re.compile(
    r"[\[(*]?\s*(?:editor[’']?s?[’']?\s+notes?|eds?\b\.?(?=\s*:)|editors(?=\s*:)|note to editors?|notes? for editors?|attention editors|"
    r"achtung redaktionen|hinweis(?: an die redaktion)?(?=\s*:)|\(?anmerkung der redaktion|note de la rédaction|"
    r"ndlr|nota (?:del editor|de la redacción)|adds? (?:details?|quotes?|background)|embeds?\b(?=\s*:))\s*:?",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"[\[(*]?\s*(?P<kind>corrections?|corrected|clarifications?|korrektur|berichtigung|rectificatif|corrección|"
    r"erratum|errata|update|refile)\b\s*[:–—-]|"
    r"[\[(*]?\s*(?:this|an earlier version of this|a previous version of this|in an earlier version of this)\s+"
    r"(?:[a-z]+ \d{1,2} )?(?:story|article|report|version|item)\b.{0,80}\b(?:correct|amended|clarif|misstated|incorrectly|wrongly|refiled)",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"(?P<mark>(?P<update>UPDATE|WRAPUP|RPT|ACTUALIZA|UPDATED)\s?\d{0,2}|(?P<correct>CORRECTED|CORRECTION|REFILE|CORRIGE|KORREKTUR|"
    r"BERICHTIGUNG|CORRECTS?)|(?P<lead>\d(?:st|nd|rd|th) LEAD|LEAD(?: \d)?|ROUNDUP|URGENT|BULLETIN|FLASH|EILMELDUNG))"
    r"(?:\s*[-–—:/]\s*|\s*$)(?=\S|$)"
)
_COPYRIGHT = re.compile(
    r"(?:(?:\(c\)|©)\s*(?:copyright\s*)?(?:19|20)\d\d|copyright\b|\(copyright|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos)"
    r"|this material may not be published",
    re.IGNORECASE,
)
_END_MARK = re.compile(
    r"\(?(?:ends?|ende|fin|fine|#{1,5}|-?\s?30\s?-|-\s*0\s*-|\*{3,5}|more follows?|more to (?:come|follow)|mehr folgt|"
    r"story continues|developing(?: story)?|-?ends-?|\(?more\)?|xxx|eom)\)?[.:-]*",
    re.IGNORECASE,
)
_INLINE_END_MARK = re.compile(
    r"(?<=[.!?”\"])\s*(?:[-–—/*]*\s?(?:ENDS?|MORE|ENDE)\s?[-–—/*.]*|###|-30-|\(ENDS?\)|\(MORE\))$"
)
_CAPTION = re.compile(
    r"(?:(?:photo|image|picture|file photo|photograph|foto|bild|pic|illustration|video|graphic)s?(?:\s+(?:credit|by|courtesy))?\s*:|"
    r"(?:credit|photo|image|picture)\s+(?:by|courtesy of)\b|"
    r"©\s*\w.{0,80}$|\((?:photo|image|foto|picture)\b[^()]*\)$|caption\s*:)",
    re.IGNORECASE,
)
_CAPTION_END = re.compile(
    r"(?:[.!?]|\s)\s*[(\[|]?\s*(?:(?:file\s+)?(?:photo|image|picture|foto|bild|pic|photograph)s?\s*(?:credit|courtesy)?\s*(?::|by\b)\s*[^.:]{2,60}|"
    r"\b(?:AP|AFP|EPA|Reuters|EPA-EFE|Getty)\s+(?:Photo|Images?)\s*/?[^.]{0,40}|file photo)[)\]]?\.?$",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:(?:also\s+)?read(?:\s+(?:also|more|next|full story|:))+|also read\b|read more\b|see also\b|related(?:\s+(?:stories|articles|news|links?))?\s*:|"
    r"advertisement\b|sponsored\b|share (?:this|on)\b|sign up\b|subscribe\b|click here\b|follow us\b|join our\b|download our\b|"
    r"watch\s*:|listen\s*:|more\s?(?:>>|»)|lesen sie auch|mehr zum thema|lire aussi|à lire aussi|lea también|leer también|"
    r"leggi anche|lees ook|like us on|don[’']t miss|trending\b\s*:|story continues below|scroll (?:down )?to|"
    r"loading\b|skip advert|print this|email this)",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:for (?:more|further|additional) (?:information|details|enquiries)|(?:media|press)\s+(?:contacts?|enquir|inquir|relations)|"
    r"contacts?\s*:|(?:tel|phone|mobile|fax|e-?mail|twitter|website|telefon|kontakt|pressekontakt|contacto?)\.?\s*:|"
    r"tel\s?\+?\d|rückfragen)|^\S+@\S+\.\w+$|^\+?\d[\d\s()/-]{6,20}$",
    re.IGNORECASE,
)


_ALSO_READ = re.compile(
    r"(?:also read|read (?:also|more|next)|see also|related|lesen sie auch|lire aussi|lea también|advertisement\b)\s*(?::|$|\|)",
    re.IGNORECASE,
)
_CAPTION_WORDS = ("photo", "image", "picture", "foto", "bild", "pic:", "pic by")
# First letters of whatever `take_furniture` could take: a cheap test that most paragraphs fail.
_MARKED = (
    *"[(*©",
    *"photo image pic file foto bild illustration video graphic credit caption also read see related lesen lire lea".split(),
    *"advertis correct clarif korrektur berichtig rectif corrección errat update refile".split(),
    *("this ", "an earlier", "a previous", "in an earli"),
)
_MOST_LINKS = 5
_LONGEST_SITE = 40  # characters of a line that names the site


def take_top_notices(story: Story) -> Story:
    """Take embargoes, notes, announced updates and captions from above the body."""
    return _scan(
        story, lambda count: range(min(_TOP, count)), (_embargo, _ed_note, _announced, _caption, _furniture)
    )


def take_end_notices(story: Story) -> Story:
    """Take end marks, corrections, notes, copyright and contact lines from the end."""
    rules = (_end_mark, _correction, _ed_note, _copyright, _contact, _furniture)
    story = _scan(story, lambda count: range(count - 1, max(count - 1 - _TOP, -1), -1), rules)
    return _inline_end_mark(story)


def take_furniture(story: Story) -> Story:
    """Take captions, "also read" lines and corrections from anywhere in the body."""
    site = site_of(story.draft)
    if not any(_may_be_furniture(block.text, site) for block in story.blocks) and not _has_doubled(story):
        return story
    return _scan(story, range, (_caption, _also_read, _correction, _bracketed, _site_line, _doubled))


Taker = Callable[[Story, int], Story]


def _scan(story: Story, order: Callable[[int], range], rules: tuple[Taker, ...]) -> Story:
    """Try the rules on the blocks in `order`, never taking the last block that is left."""
    for index in order(len(story.blocks)):
        shift = len(story.blocks)
        for rule in rules:
            at = index
            if at >= len(story.blocks) or len(story.blocks) < 2 or len(story.blocks[at].text) > _LONGEST:
                break
            after = rule(story, at)
            if after is not story:
                story = after
                break
        if len(story.blocks) != shift and order(2)[0] == 0:
            return _scan(story, order, rules)
    return story


def _embargo(story: Story, index: int) -> Story:
    text = story.blocks[index].text
    match = _EMBARGO.match(text)
    if match is None or len(text) > _LONGEST_FURNITURE:
        return story
    claim = Claim(value=text[match.end() :].strip(" .:-()"), evidence="text:embargo-line")
    draft = replace(story.draft, embargoed=(*story.draft.embargoed, claim))
    notes = (*story.ed_notes, text)
    return decide(
        story,
        "embargoedUntil",
        "notices.embargo",
        90,
        draft=draft,
        ed_notes=notes,
        **without_block(story, index),
    )


def _ed_note(story: Story, index: int) -> Story:
    text = story.blocks[index].text
    if _ED_NOTE.match(text) is None:
        return story
    return decide(
        story,
        "edNote",
        "notices.editors-note",
        90,
        ed_notes=(*story.ed_notes, text),
        **without_block(story, index),
    )


def _correction(story: Story, index: int) -> Story:
    text = story.blocks[index].text
    match = _CORRECTION.match(text)
    if match is None or index == 0:
        return story
    kind = "update" if (match["kind"] or "").casefold().startswith("update") else "correction"
    corrections = (*story.corrections, Correction(kind=kind, text=text))
    return decide(
        story, "corrections", "notices.correction", 88, corrections=corrections, **without_block(story, index)
    )


def _announced(story: Story, index: int) -> Story:
    """Take "UPDATE 2-" or "CORRECTED-" off the front of a headline."""
    text = story.blocks[index].text
    match = _ANNOUNCED.match(text)
    if match is None or len(text) > _LONGEST_FURNITURE:
        return story
    kind = "correction" if match["correct"] else "update"
    corrections = (*story.corrections, Correction(kind=kind, text=match["mark"]))
    changes = without_block(story, index, text[match.end() :])
    return decide(story, "corrections", "notices.announced", 90, corrections=corrections, **changes)


def _copyright(story: Story, index: int) -> Story:
    text = story.blocks[index].text
    if (
        story.copyright_notice is not None
        or len(text) > 2 * _LONGEST_FURNITURE
        or _COPYRIGHT.match(text) is None
    ):
        return story
    return decide(
        story,
        "copyrightNotice",
        "notices.copyright",
        90,
        copyright_notice=text,
        **without_block(story, index),
    )


def _end_mark(story: Story, index: int) -> Story:
    if (
        len(story.blocks[index].text) > 30
        or _END_MARK.fullmatch(story.blocks[index].text.strip(" -–—_*")) is None
    ):
        return story
    return remove(story, index, "notices.end-mark", 92)


def _inline_end_mark(story: Story) -> Story:
    if not story.blocks or (match := _INLINE_END_MARK.search(story.blocks[-1].text)) is None:
        return story
    changes = without_block(story, len(story.blocks) - 1, story.blocks[-1].text[: match.start()])
    return decide(
        story, "body", "notices.end-mark", 92, decision=f"removed: {match.group().strip()}", **changes
    )


def _caption(story: Story, index: int) -> Story:
    text = story.blocks[index].text
    if len(text) > 2 * _LONGEST_FURNITURE or not _is_caption(text):
        return story
    return remove(story, index, "notices.caption", 80)


def _is_caption(text: str) -> bool:
    if _CAPTION.match(text):
        return True
    return _has_caption_word(text) and _CAPTION_END.search(text, max(len(text) - 100, 0)) is not None


def _furniture(story: Story, index: int) -> Story:
    text = story.blocks[index].text
    if len(text) > _LONGEST_FURNITURE or _FURNITURE.match(text) is None or text.endswith((".”", '."')):
        return story
    return remove(story, index, "notices.furniture", 80)


def _also_read(story: Story, index: int) -> Story:
    """Take a link to another article; where its title stands below, that line too."""
    text = story.blocks[index].text
    match = _ALSO_READ.match(text)
    if len(text) > _LONGEST_FURNITURE or match is None:
        return story
    story = remove(story, index, "notices.also-read", 88)
    if match.end() < len(text) or index == 0:
        return story
    for _ in range(_MOST_LINKS):
        if index >= len(story.blocks) - 1 or not is_heading(story.blocks[index].text, _LONGEST_FURNITURE):
            break
        story = remove(story, index, "notices.also-read", 75)
    return story


def _bracketed(story: Story, index: int) -> Story:
    """Take a line in square brackets: a note that somebody left in the text."""
    text = story.blocks[index].text
    if len(text) > _LONGEST_FURNITURE or not (
        text.startswith("[") and text.endswith("]") and text.count("[") == 1
    ):
        return story
    return decide(
        story,
        "edNote",
        "notices.bracketed",
        75,
        ed_notes=(*story.ed_notes, text),
        **without_block(story, index),
    )


def _has_caption_word(text: str) -> bool:
    end = text[-100:].casefold()
    return any(word in end for word in _CAPTION_WORDS)


def _doubled(story: Story, index: int) -> Story:
    """Take a short line that stands twice in a row: a caption and the same words as its replacement text."""
    if not _is_doubled(story, index):
        return story
    return remove(remove(story, index + 1, "notices.doubled", 75), index, "notices.doubled", 75)


def _is_doubled(story: Story, index: int) -> bool:
    pair = [block.text for block in story.blocks[index : index + 2]]
    return (
        len(pair) == 2 and pair[0] == pair[1] and len(pair[0]) <= _LONGEST_FURNITURE and len(story.blocks) > 2
    )


def _has_doubled(story: Story) -> bool:
    return any(_is_doubled(story, index) for index in range(len(story.blocks) - 1))


def _may_be_furniture(text: str, site: str | None) -> bool:
    if len(text) > _LONGEST:
        return False
    if text[:11].casefold().startswith(_MARKED) or _has_caption_word(text):
        return True
    return len(text) <= _LONGEST_SITE and is_site(text, site)


def _site_line(story: Story, index: int) -> Story:
    """Take a line that only names the publisher or one of its channels."""
    text = story.blocks[index].text
    if (
        len(text) > _LONGEST_SITE
        or index == 0
        or not is_site(text, site_of(story.draft))
        or ends_sentence(text)
    ):
        return story
    return remove(story, index, "notices.site-name", 80)


def _contact(story: Story, index: int) -> Story:
    text = story.blocks[index].text
    if len(text) > _LONGEST_FURNITURE or _CONTACT.match(text) is None:
        return story
    return remove(story, index, "notices.contact", 80)
