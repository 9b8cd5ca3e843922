"""Take the shortcodes of content systems out of paragraphs: `[dropcap]M[/dropcap]ay`, `[gallery ids="1,2"]`.

They are instructions to a site's software in square brackets, left in exports and feeds. What a pair
encloses is text, unless the pair shows a picture, a film or a post from elsewhere. Notes of people in
square brackets are `service.normalize.furniture`. Syntax: https://codex.wordpress.org/Shortcode_API.
"""

import re

from service.normalize.scan import MOST_DECISIONS
from service.normalize.story import Story, decide, without_block

_MOST = 40  # in one paragraph
_ATTRIBUTES = r"(?:\s[^\[\]]{0,400})?"
_PAIR = re.compile(
    rf"\[(?P<name>[a-z][a-z\d_-]{{1,30}}){_ATTRIBUTES}\](?P<inner>[^\[\]]{{0,2000}})\[/(?P=name)\]"
)
_SHOWN = frozenset(
    "caption wp_caption gallery embed audio video playlist youtube vimeo twitter instagram".split()
)
_SINGLE = re.compile(
    r"\[/?(?:gallery|embed|audio|video|playlist|youtube|vimeo|vc_[a-z_]{2,30}|et_pb_[a-z_]{2,30})"
    r"(?:\s[^\[\]=]{1,40}=[^\[\]]{0,400}|(?<=[a-z])\s?/)?\]"
)


def take_shortcodes(story: Story) -> Story:
    """Take shortcodes out of every block, with the captions that they enclose."""
    for index in range(len(story.blocks) - 1, -1, -1):
        text = story.blocks[index].text
        if "[" in text and len(story.provenance) <= MOST_DECISIONS:
            story = _without(story, index, text)
    return story


def _without(story: Story, index: int, text: str) -> Story:
    rest = _PAIR.sub(_inner, text, count=_MOST)
    rest = " ".join(_SINGLE.sub(" ", rest, count=_MOST).split()) if "[" in rest else rest.strip()
    if rest == text or (not rest and len(story.blocks) == 1):
        return story
    return decide(
        story, "body", "furniture.shortcode", 90, decision=f"removed: {text if not rest else 'shortcodes'}",
        **without_block(story, index, rest),
    )  # fmt: skip


def _inner(pair: re.Match[str]) -> str:
    return "" if pair["name"] in _SHOWN else pair["inner"]
