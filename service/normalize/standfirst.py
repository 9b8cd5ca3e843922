"""Find the standfirst, and keep it once when the body repeats it as a sentence."""

import re

from msgspec.structs import replace

from service.model import Claim
from service.normalize.extract_dom import fold
from service.normalize.labels import has_labelled_standfirst
from service.normalize.lines import ends_sentence, is_heading
from service.normalize.story import Story, decide, remove, without_block

_LONGEST = 420  # characters
_FEWEST_BLOCKS = 3  # of a text that has room for a standfirst
_FEWEST_WORDS = 5  # of a heading that says as much as a standfirst
_LONGEST_TOGETHER = 1000  # characters of the lines above a dateline or a byline
_LONGEST_UNENDED = 250
_SHORTEST_REPEAT = 25  # characters; anything shorter may recur by chance
_SENTENCE_END = re.compile(r"[.!?]\s")
_REPEAT_DEPTH = 6  # paragraphs from the top in which a repetition is looked for


def find_standfirst(story: Story) -> Story:
    """Take the lines between headline and first paragraph as the standfirst."""
    if story.draft.blocks is not None:
        return _leading_heading(story)
    if story.headline is None or len(story.blocks) < 2:
        return story
    if story.head > 0:
        return _above_dateline(story)
    first = story.blocks[0].text
    if story.blocks[0].kind != "paragraph" or len(first) > _LONGEST:
        return story
    if _repeated_at(story, first, 1) is not None:
        return _take(story, first, "standfirst.repeated", 95, 1)
    has_text_after = ends_sentence(story.blocks[1].text) or len(story.blocks[1].text) > _LONGEST_UNENDED
    if is_heading(first, _LONGEST_UNENDED) and not ends_sentence(first) and has_text_after:
        return _take(story, first, "standfirst.unended-line", 75, 1)
    return story


def _leading_heading(story: Story) -> Story:
    """Take a heading above the first paragraph, where a format states its blocks, as the standfirst.

    Agencies without a field for it write it so; a heading of few words is a cross-head even there.
    """
    is_known = story.draft.is_page or bool(story.draft.standfirsts) or story.headline is None
    if is_known or len(story.blocks) < _FEWEST_BLOCKS:
        return story
    first, second = story.blocks[:2]
    is_between = first.kind == "crosshead" and second.kind == "paragraph"
    if not is_between or len(first.text.split()) < _FEWEST_WORDS or len(first.text) > _LONGEST:
        return story
    return _take(story, first.text, "standfirst.leading-heading", 75, 1)


def drop_repeated_standfirst(story: Story) -> Story:
    """Remove the standfirst's sentences from the body where they stand again, word for word.

    Only whole sentences near the top go, and never the whole body: a feed item whose summary is all
    the text there is keeps it as its body.
    """
    claim = story.standfirst or next(iter(story.draft.standfirsts), None)
    if claim is None:
        return story
    if story.standfirst is None and (fault := _no_standfirst(story, claim.value)):
        draft = replace(story.draft, standfirsts=story.draft.standfirsts[1:])
        return decide(story, "descriptions", fault, 90, decision=f"removed: {claim.value}", draft=draft)
    found = _repeated_at(story, claim.value, 0)
    if found is None:
        return story
    index, start = found
    text = story.blocks[index].text
    rest = f"{text[:start].rstrip()} {text[start + len(claim.value) :].lstrip()}".strip()
    if not rest and len(story.blocks) == 1:
        return story
    return decide(story, "descriptions", "standfirst.repeat-removed", 97, **without_block(story, index, rest))


def _no_standfirst(story: Story, text: str) -> str | None:
    """Return the rule by which a stated standfirst is none: the headline again, or the text's start cut off.

    What ends inside a sentence of the body was made by a machine or for length; the body has all of it.
    """
    if story.headline is not None and fold(text) == fold(story.headline.value):
        return "standfirst.repeats-headline"
    if story.draft.is_page:  # of a page it was decided where its markup is known
        return None
    start = text.rstrip(" .…")
    body = " ".join(block.text for block in story.blocks[:_REPEAT_DEPTH])
    after = body[len(start) : len(start) + 1]
    is_inside = after.isspace() or (after == "," and _SENTENCE_END.search(start) is not None)
    is_cut = len(start) >= _SHORTEST_REPEAT and body.startswith(start) and is_inside
    return "standfirst.cut-off" if is_cut and not ends_sentence(start) else None


def _above_dateline(story: Story) -> Story:
    if has_labelled_standfirst(story.draft):  # slugs and sections, since the standfirst is known
        for _ in range(story.head):
            story = remove(story, 0, "furniture.above-dateline", 75)
        return story
    lines = [block.text for block in story.blocks[: story.head]]
    if sum(map(len, lines)) > _LONGEST_TOGETHER:
        return story
    method = "standfirst.above-dateline" if story.dateline is not None else "standfirst.above-byline"
    return _take(story, " ".join(lines), method, 92, story.head)


def _take(story: Story, text: str, method: str, confidence: int, count: int) -> Story:
    claim = Claim(value=text, evidence="text:standfirst")
    return decide(
        story, "descriptions", method, confidence, standfirst=claim, blocks=story.blocks[count:], head=0
    )


def _repeated_at(story: Story, sentence: str, first: int) -> tuple[int, int] | None:
    """Return (block, offset) where `sentence` stands as whole sentences, or `None`."""
    if len(sentence) < _SHORTEST_REPEAT:
        is_first = len(story.blocks) > first + 1 and story.blocks[first].text == sentence
        return (first, 0) if is_first else None
    for index, block in enumerate(story.blocks[first : first + _REPEAT_DEPTH], first):
        start = block.text.find(sentence)
        if start >= 0 and _is_whole(block.text, start, start + len(sentence)):
            return index, start
    return None


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[:start].rstrip(), text[end:]
    return (not before or ends_sentence(before)) and (
        not after or (ends_sentence(text[:end]) and after[:1].isspace())
    )
