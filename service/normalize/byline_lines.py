"""Find the bylines in a text: lines that open with "By", and bare names above the body.

How a byline divides into persons and agencies is `service.normalize.byline`; credits below a text are
`service.normalize.byline_credits`.
"""

import re

from msgspec.structs import replace

from service.model import Block
from service.normalize.agencies import agency_name, fold_name, names_body
from service.normalize.byline import CUE, Byline, split_byline
from service.normalize.dateline_grammar import is_site
from service.normalize.lines import ends_sentence, is_heading, is_name
from service.normalize.publisher import site_of
from service.normalize.story import Credit, Story, decide, without_block

_TOP = 5  # blocks from the top in which a byline may stand
_LONGEST = 160  # characters of a byline
_LONGEST_ABOVE = 700  # characters of a standfirst above it
_LONGEST_HEADLINE = 220
_MOST_HEADS = 4  # blocks above a byline
_LONGEST_AFFILIATION = 60  # characters of the line that names a reporter's paper
_MOST_AFFILIATIONS = 3
_COPYRIGHT_YEAR = re.compile(r"(?:c\.|\(c\)|©)\s*(?:19|20)\d\d,?\s*", re.IGNORECASE)
_BARE_WORDS = range(2, 5)  # words of a bare name


def find_bylines(story: Story) -> Story:
    """Take bylines from the lines above the body."""
    return _bare_name(_cued(_claimed(story)))


def _claimed(story: Story) -> Story:
    """Split the bylines that the input states; those of the most trusted place that names anybody count."""
    claims = story.draft.bylines
    for evidence in dict.fromkeys(claim.evidence for claim in claims):
        printed = _printed([claim.value for claim in claims if claim.evidence == evidence])
        bylines = [split_byline(value) for value in printed]
        named = dict.fromkeys(name for byline in bylines for name in byline.people)
        people = tuple(name for name in named if not _is_publisher(story, name))
        credits = tuple(credit for byline in bylines for credit in _credits(byline, 95))
        if people or credits:
            decision = f"printed: {'; '.join(printed)}"
            return decide(
                story, "by", f"byline.{evidence}", 95, decision=decision,
                people=people, credits=(*story.credits, *credits),
            )  # fmt: skip
    return story


def _printed(values: list[str]) -> list[str]:
    """Return the bylines among `values`: beside lines that say "By", a line of names does not count."""
    if not any(CUE.match(value) for value in values):
        return values
    return [value for value in values if CUE.match(value) or not split_byline(value).people]


def _is_publisher(story: Story, name: str) -> bool:
    """Return whether the name stated as author is the publication's own."""
    folded = fold_name(name)
    stated = any(fold_name(claim.value) == folded for claim in story.draft.sources)
    return stated or is_site(name, site_of(story.draft))


def read_byline_line(text: str) -> Byline | None:
    """Return the byline when the whole line is one and says so, else `None`.

    >>> read_byline_line("By Jane Doe | Reuters").people
    ('Jane Doe',)
    """
    if len(text) > _LONGEST or text[:1] in "\"'“‘":
        return None
    has_cue = CUE.match(text) is not None
    if not has_cue and ends_sentence(text):
        return None
    byline = split_byline(text)
    if byline.unknown or not (byline.people or byline.agencies or byline.roles):
        return None
    if has_cue and (byline.people or byline.agencies or _is_role_byline(text)):
        return byline
    # Without a cue a name needs a role or an agency beside it.
    is_named = any(" " in name or not (name.isascii() or name[0].isupper()) for name in byline.people)
    return byline if is_named and (byline.agencies or byline.roles) and not ends_sentence(text) else None


def _is_role_byline(text: str) -> bool:
    return text[:2].casefold() == "by" or text[:3].casefold() in ("von", "par", "por")


def _cued(story: Story) -> Story:
    for index, block in enumerate(story.blocks[: max(_TOP, story.head)]):
        if index >= story.head and index > 0 and len(story.blocks[index - 1].text) > _LONGEST_ABOVE:
            break
        byline = read_byline_line(block.text) if block.kind == "paragraph" else None
        if byline is not None and len(story.blocks) > 1 and _is_credible(story, index, byline):
            is_cued = CUE.match(block.text) is not None
            taken = _take(story, index, byline, "byline.line", 95 if is_cued else 85)
            return replace(taken, head=max(story.head - 1, index)) if _heads(story, index, is_cued) else taken
    return story


def _heads(story: Story, index: int, is_cued: bool) -> bool:
    """Return whether what stands above the byline is headline and standfirst, and text stands below it."""
    above = story.blocks[:index]
    is_short = bool(above) and len(above[0].text) <= _LONGEST_HEADLINE and len(above) <= _MOST_HEADS
    return is_cued and is_short and index >= story.head - 1 and index + 1 < len(story.blocks)


def _is_credible(story: Story, index: int, byline: Byline) -> bool:
    """Return whether the line may be a byline here: without a cue, its names must be no news."""
    if CUE.match(story.blocks[index].text):
        return True
    return not any(_occurs(name, story.blocks[index + 1 :]) for name in byline.people)


def _bare_name(story: Story) -> Story:
    """Take a line that is only a name, in the head, when no word of it recurs in the text.

    A headline of two or three capitalised words says what the text is about, so its words recur; a
    reporter's name does not, but for a note about the author at the end.
    """
    if story.people or (story.credits and story.credits[0].role == "byline"):
        return story
    for index, block in enumerate(story.blocks[: max(3, story.head)]):
        text = block.text.strip(" *")
        if index >= story.head and not is_heading(text, 200):
            break
        if index + 1 < len(story.blocks) and _is_desk(text):
            return _take(story, index, split_byline(text), "byline.agency-line", 85)
        if (
            _is_bare_name(text)
            and index + 1 < len(story.blocks)
            and not _occurs(text, story.blocks[index + 1 :])
        ):
            return _take(story, index, split_byline(text), "byline.bare-name", 80)
    return story


def _is_desk(text: str) -> bool:
    """Return whether the line is an agency or a desk and nothing else: "Reuters Staff", "Web Desk"."""
    if len(text) > 40 or len(text.split()) > 4:
        return False
    byline = split_byline(text)
    has_role = any(len(role.split()) > 1 or role.casefold() == "agencies" for role in byline.roles)
    is_known = all(agency_name(literal) for _, literal in byline.agencies)
    return not byline.people and not byline.unknown and is_known and bool(byline.agencies or has_role)


def is_affiliation(text: str) -> bool:
    """Return whether the line says for whom a reporter writes: "Associated Press", "AP Sports Writer"."""
    if len(text) > _LONGEST_AFFILIATION or ends_sentence(text) or CUE.match(text):
        return False
    bare = _COPYRIGHT_YEAR.sub("", text)
    byline = split_byline(bare)
    is_only = not byline.people and not byline.unknown
    return is_only and bool(byline.agencies or byline.roles) and (names_body(bare) or _is_desk(bare))


def _is_bare_name(text: str) -> bool:
    if len(text.split()) not in _BARE_WORDS or not is_name(text) or not text[0].isupper():
        return False  # a script without capitals does not tell names from other words
    byline = split_byline(text)
    return len(byline.people) == 1 and not byline.unknown and not byline.roles and not byline.agencies


def _occurs(name: str, blocks: tuple[Block, ...]) -> bool:
    """Return whether a longer word of `name` recurs in the text, its last lines apart."""
    words = [word for word in re.findall(r"\w+", name.casefold()) if len(word) > 3] or [name.casefold()]
    text = " ".join(block.text for block in blocks if not _is_author_note(block.text)).casefold()
    return any(word in text for word in words)


def _is_author_note(text: str) -> bool:
    return len(text) < 400 and (
        text[:1] in "*–—"
        or re.search(
            r"\b(?:writer|author|columnist|editor|correspondent|professor|lecturer)\b", text, re.IGNORECASE
        )
        is not None
    )


def _take(story: Story, index: int, byline: Byline, method: str, confidence: int) -> Story:
    decision = f"printed: {story.blocks[index].text}"
    people = tuple(dict.fromkeys((*story.people, *byline.people)))
    credits = (*story.credits, *_credits(byline, confidence))
    changes = without_block(story, index)
    story = decide(
        story, "by", method, confidence, decision=decision, people=people, credits=credits, **changes
    )
    return _affiliation(story, index)


def _affiliation(story: Story, index: int) -> Story:
    """Take the lines below a byline that name its authors' paper or post."""
    for _ in range(_MOST_AFFILIATIONS):
        text = story.blocks[index].text if index + 1 < len(story.blocks) else ""
        if not is_affiliation(text):
            break
        credits = (*story.credits, *_credits(split_byline(_COPYRIGHT_YEAR.sub("", text)), 85))
        changes = without_block(story, index)
        story = decide(
            story, "by", "byline.affiliation", 85, decision=f"printed: {text}", credits=credits, **changes
        )
    return story


def _credits(byline: Byline, confidence: int) -> tuple[Credit, ...]:
    return tuple(
        Credit(name=name, literal=literal, role="byline", confidence=confidence)
        for name, literal in byline.agencies
    )
