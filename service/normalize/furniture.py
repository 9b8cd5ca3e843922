"""Take out what stands in a text but is no article text: captions, links, end marks, contact lines.

Each removal is kept word for word in the record's provenance. Notices that have a field of their own
(corrections, embargoes, copyright) are `service.normalize.notices`.
"""

import re

from service.normalize.dateline_grammar import is_site
from service.normalize.line_labels import LINKS, is_bare, is_labelled_caption, label_end, may_be_labelled
from service.normalize.lines import ends_sentence, is_heading
from service.normalize.publisher import site_of
from service.normalize.scan import LONGEST, first_taken, from_end, from_top
from service.normalize.story import Story, decide, remove, without_block

_DEPTH = 8  # blocks from the top, and from the end
_LONGEST_LINE = 200  # characters
_LONGEST_CAPTION = 400
_LONGEST_SITE = 40  # characters of a line that names the site
_MOST_LINKS = 5
_END_DEPTH = 3  # blocks from the end where the format states them
_CODES = re.compile(r"(?=.*[A-Z]\d)(?:[A-Z\d]{2,10}\s+){3,20}[A-Z\d]{2,10}")
_TAIL = 100  # characters of a block's end in which a photographer's credit stands

_END_MARK = re.compile(
    r"(?:ends?|ende|fin|fine|more follows?|more to (?:come|follow)|mehr folgt|story continues|"
    r"developing(?: story)?|more|xxx|eom|end ?item|30|0|\d{6}\s(?:GMT\s)?[A-Z][a-z]{2}\s\d\d)[.:]*",
    re.IGNORECASE,
)
_INLINE_END_MARK = re.compile(
    r"(?<=[.!?”\"])\s*(?:[-–—/*]*\s?(?:ENDS?|MORE|ENDE|[Ee]nditem)\s?[-–—/*.]*|###|-30-|\(ENDS?\)|\(MORE\))$"
)
_CAPTION = re.compile(
    r"(?:credit|photo|image|picture)\s+(?:by|courtesy of)\b"
    r"|[图圖][为為]|©\s*\w.{0,80}$|\((?:photo|image|foto|picture)\b[^()]*\)$",
    re.IGNORECASE,
)
_CAPTION_END = re.compile(
    r"(?:[.!?]|\s)\s*[(\[|]?\s*(?:"
    r"(?:file\s+)?(?:photo|image|picture|foto|bild|pic|photograph)s?\s*(?:credit|courtesy)?\s*(?::|by\b)\s*[^.:]{2,60}"
    r"|\b(?:AP|AFP|EPA|Reuters|EPA-EFE|Getty)\s+(?:Photo|Images?)\s*/?[^.]{0,40}|file photo)[)\]]?\.?$",
    re.IGNORECASE,
)
_MORE = re.compile(r"more\s?(?:>>|»)|(?P<alone>more (?:on|from|about) [^.:?!]{2,60}:$)", re.IGNORECASE)
_INVITATION = re.compile(
    r"(?:sponsored\b|share (?:this|on)\b|sign up\b|subscribe\b|click here\b|follow us\b|join our\b|"
    r"download our\b|watch\s*:|listen\s*:|like us on|don[’']t miss\b|story continues below|"
    r"scroll (?:down )?to|skip advert|print this|email this|read more\b|also read\b|related\s*:|"
    r"follow (?:the )?[\w.'’ -]{1,40}? (?:coverage|on (?:twitter|facebook|instagram|x\b|telegram|whatsapp))|"
    r"(?:more )?[\w.'’ -]{0,30}\bcoverage (?:at|here)\s*:|read the (?:rest|full (?:story|article|report))\b|"
    r"keywords\s*:\s*[A-Z])",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:for (?:more|further|additional) (?:information|details|enquiries)|"
    r"(?:media|press)\s+(?:contacts?|enquir|inquir|relations)|contacts?\s*:|"
    r"(?:tel|ph|phone|mobile|mob|cell|fax|e-?mail|twitter|skype|website|web|telefon|kontakt|pressekontakt|contacto)\.?"
    r"(?:\s[A-Z]{2,3})?\s*:|"
    r"tel\s?\+?\d|rückfragen|source\s+[A-Z][\w&.,' -]{1,60}$)"
    r"|\S+@\S+\.\w+\s*(?:[;,|].{0,140})?$|\+?\d[\d\s()/-]{6,20}$|for more (?:news|stories) (?:on|about)\b"
    r"|(?:foto|photo|vídeo|video|audio|gráfico|infographic)s?(?:\)\s*\((?:foto|photo|vídeo|video|audio)s?){1,3}$",
    re.IGNORECASE,
)


def take_top_furniture(story: Story) -> Story:
    """Take captions and links from above the body."""
    return from_top(story, _DEPTH, (_caption, _link, _invitation))


def take_end_marks(story: Story) -> Story:
    """Take end marks and codes from below text whose format states its blocks."""
    return from_end(story, _END_DEPTH, (_end_mark, _codes))


def take_end_furniture(story: Story) -> Story:
    """Take end marks, contact lines and invitations from the end."""
    return _inline_end_mark(from_end(story, _DEPTH, (_end_mark, _codes, _contact, _link, _invitation)))


def take_furniture(story: Story) -> Story:
    """Take captions, links, notes in square brackets and the site's own name from anywhere in the body.

    Of a page it was decided where its markup is known.
    """
    if story.draft.is_page:
        return story
    site = site_of(story.draft)
    takers = (_caption, _link, _bracketed, _site_line, _doubled)
    for index in range(len(story.blocks) - 1, -1, -1):
        if index < len(story.blocks) and _may_be_furniture(story, index, site):
            story = first_taken(story, index, takers)
    return story


def _may_be_furniture(story: Story, index: int, site: str | None) -> bool:
    text = story.blocks[index].text
    if len(text) > LONGEST:
        return False
    if may_be_labelled(text) or _has_caption_word(text) or _is_doubled(story, index):
        return True
    return len(text) <= _LONGEST_SITE and is_site(text, site)


def _end_mark(story: Story, index: int) -> Story:
    text = story.blocks[index].text
    if len(text) > 30 or _END_MARK.fullmatch(text.strip(" -–—_*#()")) is None:
        return story
    return remove(story, index, "furniture.end-mark", 92)


def _codes(story: Story, index: int) -> Story:
    """Take a line of an agency's codes for desks and subjects: `CRO01 1113 APE4800 GEST GEST03`."""
    text = story.blocks[index].text
    if len(text) > _LONGEST_LINE or _CODES.fullmatch(text) is None:
        return story
    words = text.split()
    if 2 * sum(any(map(str.isdigit, word)) for word in words) < len(words):
        return story
    return remove(story, index, "furniture.codes", 85)


def _inline_end_mark(story: Story) -> Story:
    if not story.blocks or (match := _INLINE_END_MARK.search(story.blocks[-1].text, -40)) is None:
        return story
    changes = without_block(story, len(story.blocks) - 1, story.blocks[-1].text[: match.start()])
    decision = f"removed: {match.group().strip()}"
    return decide(story, "body", "furniture.end-mark", 92, decision=decision, **changes)


def _caption(story: Story, index: int) -> Story:
    text = story.blocks[index].text
    if len(text) > _LONGEST_CAPTION or not _is_caption(text):
        return story
    return remove(story, index, "furniture.caption", 80)


def _is_caption(text: str) -> bool:
    if may_be_labelled(text) and (_CAPTION.match(text) or is_labelled_caption(text)):
        return True
    return _has_caption_word(text) and _CAPTION_END.search(text, max(len(text) - _TAIL, 0)) is not None


def _has_caption_word(text: str) -> bool:
    end = text[-_TAIL:].lower()
    # Written out: a loop over the words costs several times as much, on every paragraph.
    return (
        "photo" in end or "image" in end or "picture" in end or "foto" in end or "bild" in end
        or "pic:" in end or "pic by" in end
    )  # fmt: skip


def _link(story: Story, index: int) -> Story:
    """Take a link to another article; where only "Also read:" stands, the titles below it too."""
    text = story.blocks[index].text
    if len(text) > _LONGEST_LINE or not may_be_labelled(text):
        return story
    more = _MORE.match(text)
    is_alone = is_bare(text, LINKS) or (more is not None and more["alone"] is not None)
    if not (is_alone or more or label_end(text, LINKS) is not None):
        return story
    story = remove(story, index, "furniture.link", 88)
    return _without_titles(story, index) if is_alone and index > 0 else story


def _without_titles(story: Story, index: int) -> Story:
    for _ in range(_MOST_LINKS):
        if index >= len(story.blocks) - 1 or not is_heading(story.blocks[index].text, _LONGEST_LINE):
            break
        story = remove(story, index, "furniture.link", 75)
    return story


def _invitation(story: Story, index: int) -> Story:
    text = story.blocks[index].text
    if len(text) > _LONGEST_LINE or _INVITATION.match(text) is None or text.endswith(('"', "”")):
        return story
    return remove(story, index, "furniture.invitation", 80)


def _contact(story: Story, index: int) -> Story:
    """Take a contact line; below a bare "Contact:" the short lines too."""
    text = story.blocks[index].text.strip("() ")
    if len(text) > _LONGEST_LINE or _CONTACT.match(text) is None:
        return story
    while text.endswith(":") and len(story.blocks) > index + 1:
        last = story.blocks[-1].text
        if len(last) > _LONGEST_LINE or (ends_sentence(last) and not is_heading(last, _LONGEST_SITE)):
            break
        story = remove(story, len(story.blocks) - 1, "furniture.contact", 75)
    return remove(story, index, "furniture.contact", 80)


def _bracketed(story: Story, index: int) -> Story:
    """Take a line in square brackets: a note that somebody left in the text."""
    text = story.blocks[index].text
    is_note = text.startswith("[") and text.endswith("]") and text.count("[") == 1
    if len(text) > _LONGEST_LINE or not is_note:
        return story
    notes = (*story.ed_notes, text)
    return decide(story, "edNote", "furniture.bracketed", 75, ed_notes=notes, **without_block(story, index))


def _site_line(story: Story, index: int) -> Story:
    """Take a line that only names the publisher or one of its channels."""
    text = story.blocks[index].text
    is_line = len(text) <= _LONGEST_SITE and index > 0 and not ends_sentence(text)
    if not is_line or not is_site(text, site_of(story.draft)):
        return story
    return remove(story, index, "furniture.site-name", 80)


def _doubled(story: Story, index: int) -> Story:
    """Take what stands twice in a row: a caption with its replacement text, or a copied paragraph once."""
    if not _is_doubled(story, index):
        return story
    story = remove(story, index + 1, "furniture.doubled", 75)
    is_line = len(story.blocks[index].text) <= _LONGEST_LINE and not ends_sentence(story.blocks[index].text)
    return remove(story, index, "furniture.doubled", 75) if is_line and len(story.blocks) > 1 else story


def _is_doubled(story: Story, index: int) -> bool:
    pair = [block.text for block in story.blocks[index : index + 2]]
    return len(pair) == 2 and pair[0] == pair[1]
