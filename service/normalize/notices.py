"""Take notices to editors and readers out of a text and into their fields.

Embargoes, editors' notes, announced updates, corrections and copyright lines are part of the record,
not of the article's text. Captions, links and end marks are `service.normalize.furniture`.
"""

import re

from msgspec.structs import replace

from service.model import Claim
from service.normalize.scan import MOST_DECISIONS, from_end, from_top
from service.normalize.story import Story, decide, without_block
from service.record import Correction

_DEPTH = 8  # blocks from the top, and from the end, in which notices are looked for
_BLOCK_DEPTH = 2  # the same where the format states the blocks
_LONGEST_LINE = 200  # characters of a notice that is one line

_EMBARGO = re.compile(
    r"(?:strictly\s+)?(?:embargo(?:ed)?\b|under embargo\b|not for (?:publication|release|use) before|"
    r"hold for release|sperrfrist|sous embargo|embargado)"
    r"\s*(?:until|till|to|bis|jusqu['’]au|hasta)?\s*:?\s*",
    re.IGNORECASE,
)
_ED_NOTE = re.compile(
    r"[\[(*]*\s*(?:editor[’']?s?[’']?\s+notes?|eds?\b\.?(?=\s*:)|editors(?=\s*:)|notes?\s+(?:to|for)\s+editors?|"
    r"attention editors|achtung redaktionen|hinweis(?:\s+an die redaktion)?(?=\s*:)|anmerkung der redaktion|"
    r"note de la rédaction|ndlr|nota (?:del editor|de la redacción)|adds? (?:details?|quotes?|background)|"
    r"embeds?\b(?=\s*:))"
    r"|\(.{0,200}\b(?:is a (?:staff )?(?:writer|reporter|columnist) (?:for|with)|was distributed by|"
    r"moved (?:earlier|previously)|can be sent to)\b.{0,300}\)$"
    r"|.{1,50}, (?:\d{1,2}(?:st|nd|rd|th)|last|next|pvs) (?:graf|paragraph)s?\b(?: pvs)?\.?$",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"[\[(*]*\s*(?P<kind>corrections?|corrected|clarifications?|korrektur|berichtigung|rectificatif|corrección|"
    r"erratum|errata|update|refile)\b\s*[:–—-]"
    r"|[\[(*]*\s*(?:this|(?:in\s+)?an earlier version of this|(?:in\s+)?a previous version of this)\s+"
    r"(?:[a-z]+ \d{1,2} )?(?:story|article|report|version|item)\b.{0,80}"
    r"\b(?:correct|amended|clarif|misstated|incorrectly|wrongly|refiled)",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(
    r"(?P<mark>(?:UPDATED?|WRAPUP|RPT|ACTUALIZA|ATUALIZA|AKTUALISIERT|ACTUALISATION|UPPDATERING|"
    r"OPPDATERING|OPDATERING|WDHL?G?)\s?\d{0,2}"
    r"|(?P<correction>CORRECTED|CORRECTION|CORRECTS?|REFILE|CORRIGE|CORREGIDO|CORRECCIÓN|CORREÇÃO|CORRIGIDO|"
    r"CORREZIONE|RECTIFICATIF|KORREKTUR|BERICHTIGUNG|BERICHTIGT|RÄTTELSE|RETTELSE|RETTING|KORJAUS|CORRECTIE|"
    r"SPROSTOWANIE)"
    r"|(?P<kill>(?:ADVISORY\s?[/-]\s?)?(?:MANDATORY )?KILL|WITHDRAWN|WITHDRAWAL|STORNO|ANNULATION|ANULACIÓN)"
    r"|\d(?:st|nd|rd|th)[ -]?(?:LEAD|LD|Ld)(?:-Writethru)?|LEAD(?: \d)?|ROUNDUP|URGENTE?|BULLETIN|FLASH|"
    r"EILMELDUNG|ALERTE|AMPL?\.(?=-)|AMPLIACIÓN|AV\.(?=-)|AVANCE|"
    r"ZUSAMMENFASSUNG(?: \d{1,4})?|(?:MEDIA )?ADVISORY)"
    r"(?:\s*[-–—:/]\s*(?=\S)|\s*$)"
)
# What an agency's desk says about a new version, in brackets below the headline.
_EXPLAINED = re.compile(
    r"[(\[]\s*(?:in (?:[A-Z][a-z]+\.? \d{1,2} )?(?:story|item|article|report)[\w ]{0,30},\s+)?"
    r"(?:(?P<correction>corrects?|clarifies|fixes|corrige|berichtigt|korrigiert)|adds?|updates?|recasts?|"
    r"removes?|rewrites?|refiles?|changes|deletes?|ergänzt|aktualisiert|ajoute|actualiza)\b[^()\[\]]{3,300}[)\]]\.?$",
    re.IGNORECASE,
)
_RELEASE = re.compile(
    r"[*\s]*(?:(?:for immediate release|press release|media release|news release|pressemitteilung|"
    r"medienmitteilung|communiqué de presse|nota de prensa|comunicado de prensa|comunicato stampa)\b"
    r"[\s:*.–—-]*){1,3}$",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"(?:\(c\)|©|c\.)\s*(?:copyright\s*)?(?:19|20)\d\d|\(?copyright\b|all rights reserved|"
    r"alle rechte vorbehalten|tous droits réservés|todos los derechos|this material may not be published",
    re.IGNORECASE,
)
# From such a line on, an agency's message is meant for newsrooms.
_NOT_FOR_PUBLICATION = re.compile(
    r"#*\s*(?:notebook|notizblock|note to editors|redaktionelle hinweise)\s*:?$"
    r"|.{0,60}\b(?:not intended for publication|not for publication|nicht zur veröffentlichung)\b",
    re.IGNORECASE,
)


def take_top_notices(story: Story) -> Story:
    """Take embargoes, notes, announced updates and what explains them from above the body."""
    return from_top(story, _DEPTH, (_embargo, _ed_note, _announced, _explained, _release, _top_copyright))


def take_block_notices(story: Story) -> Story:
    """Take what explains a new version from above text whose format states its blocks."""
    return from_top(story, _BLOCK_DEPTH, (_explained,))


def take_title_notices(story: Story) -> Story:
    """Take an announced update off the front of the title that the format states."""
    titles = story.draft.titles
    announced = _announcement(titles[0].value) if titles else None
    if announced is None or not announced[1]:
        return story
    correction, rest = announced
    draft = replace(story.draft, titles=(Claim(value=rest, evidence=titles[0].evidence), *titles[1:]))
    corrections = (*story.corrections, correction)
    return decide(story, "corrections", "notices.announced", 90, draft=draft, corrections=corrections)


def take_end_notices(story: Story) -> Story:
    """Take corrections, notes and copyright lines from the end, and what is not for publication."""
    return from_end(_newsroom_part(story), _DEPTH, (_correction, _ed_note, _copyright))


def take_corrections(story: Story) -> Story:
    """Take corrections from anywhere below the first paragraph."""
    for index in range(len(story.blocks) - 1, 0, -1):
        if _CORRECTION.match(story.blocks[index].text, 0, _LONGEST_LINE):
            story = _correction(story, index)
        if len(story.provenance) > MOST_DECISIONS:
            break
    return story


def _newsroom_part(story: Story) -> Story:
    for index, block in enumerate(story.blocks):
        if index > 0 and len(block.text) <= _LONGEST_LINE and _NOT_FOR_PUBLICATION.match(block.text):
            notes = tuple(part.text for part in story.blocks[index:])
            return decide(
                story, "edNote", "notices.not-for-publication", 92,
                ed_notes=(*story.ed_notes, *notes), blocks=story.blocks[:index],
            )  # fmt: skip
    return story


def _embargo(story: Story, index: int) -> Story:
    text = story.blocks[index].text
    match = _EMBARGO.match(text)
    if match is None or len(text) > _LONGEST_LINE:
        return story
    claim = Claim(value=text[match.end() :].strip(" .:-()"), evidence="text:embargo-line")
    draft = replace(story.draft, embargoed=(*story.draft.embargoed, claim))
    changes = without_block(story, index)
    notes = (*story.ed_notes, text)
    return decide(story, "embargoedUntil", "notices.embargo", 90, draft=draft, ed_notes=notes, **changes)


def _ed_note(story: Story, index: int) -> Story:
    text = story.blocks[index].text
    if _ED_NOTE.match(text) is None:
        return story
    notes = (*story.ed_notes, text)
    return decide(story, "edNote", "notices.editors-note", 90, ed_notes=notes, **without_block(story, index))


def _correction(story: Story, index: int) -> Story:
    text = story.blocks[index].text
    match = _CORRECTION.match(text)
    if match is None or index == 0:
        return story
    kind = "update" if (match["kind"] or "").casefold() == "update" else "correction"
    corrections = (*story.corrections, Correction(kind=kind, text=text))
    changes = without_block(story, index)
    return decide(story, "corrections", "notices.correction", 88, corrections=corrections, **changes)


def _announced(story: Story, index: int) -> Story:
    """Take "UPDATE 2-" or "REFILE-UPDATE 1-" off the front of a headline, or as a line of its own."""
    corrections, rest, text = story.corrections, story.blocks[index].text, ""
    while rest != text and (announced := _announcement(rest)) is not None:
        text = rest
        corrections, rest = (*corrections, announced[0]), announced[1]
    if len(corrections) == len(story.corrections):
        return story
    draft = story.draft
    if any(correction.kind == "withdrawal" for correction in corrections):
        draft = replace(draft, pub_status=draft.pub_status or "canceled")
    changes = {**without_block(story, index, rest), "draft": draft}
    return decide(story, "corrections", "notices.announced", 90, corrections=corrections, **changes)


def _explained(story: Story, index: int) -> Story:
    """Take "(Corrects number of firefighters in second paragraph)" and "(Adds quotes, details)"."""
    text = story.blocks[index].text
    match = _EXPLAINED.match(text) if len(text) <= 2 * _LONGEST_LINE else None
    if match is None:
        return story
    changes = without_block(story, index)
    if match["correction"] is None:
        notes = (*story.ed_notes, text)
        return decide(story, "edNote", "notices.explained", 90, ed_notes=notes, **changes)
    corrections = (*story.corrections, Correction(kind="correction", text=text.strip("()[] ")))
    return decide(story, "corrections", "notices.explained", 92, corrections=corrections, **changes)


def _release(story: Story, index: int) -> Story:
    """Take "FOR IMMEDIATE RELEASE" and its like."""
    text = story.blocks[index].text
    if len(text) > _LONGEST_LINE or _RELEASE.match(text) is None:
        return story
    notes = (*story.ed_notes, text)
    return decide(story, "edNote", "notices.release", 92, ed_notes=notes, **without_block(story, index))


def _announcement(text: str) -> tuple[Correction, str] | None:
    """Return what a headline announces, and the headline without it."""
    match = _ANNOUNCED.match(text)
    if match is None or len(text) > _LONGEST_LINE:
        return None
    kind = "withdrawal" if match["kill"] else "correction" if match["correction"] else "update"
    return Correction(kind=kind, text=match["mark"].strip()), text[match.end() :]


def _top_copyright(story: Story, index: int) -> Story:
    """Take a copyright line from above the text, where it must be short to be one."""
    return _copyright(story, index) if len(story.blocks[index].text) <= 2 * _LONGEST_LINE else story


def _copyright(story: Story, index: int) -> Story:
    text = story.blocks[index].text
    is_last_sign = text.startswith("©") and index == len(story.blocks) - 1
    if story.copyright_notice is not None or not (_COPYRIGHT.match(text) or is_last_sign):
        return story
    changes = without_block(story, index)
    return decide(story, "copyrightNotice", "notices.copyright", 90, copyright_notice=text, **changes)
