"""Entities that a document declares and that only stand for one character, as old feeds have them.

`<!ENTITY nbsp "&#160;">` is harmless: a name is replaced by one character, nothing nests and nothing is
fetched. Whatever else a document type declares is refused by `service.codecs.markup`.
"""

import html
import re
from collections.abc import Mapping

MAX_ENTITIES = 2_000
MAX_SUBSET = 200_000  # characters of a document type that is read

_DECLARED = re.compile(r"<!ENTITY\s+([A-Za-z_][\w.\-]{0,63})\s+(?:\"([^\"<]{1,40})\"|'([^'<]{1,40})')\s*>")
# The entity sets of HTML, whose names are known here: the reference to them is never followed.
_ELSEWHERE = re.compile(
    r"<!ENTITY\s+%\s+[\w.\-]{1,64}\s+PUBLIC\s+\"-//W3C//ENTITIES [^\"]{1,80}\"\s+"
    r"\"[^\"]{0,300}\"\s*>\s*%[\w.\-]{1,64};"
)
_COMMENT = re.compile(r"<!--(?:[^-]|-(?!-))*-->")
_REFERENCE = re.compile(r"&([A-Za-z_][\w.\-]{0,63});")
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def declared_characters(doctype: str) -> Mapping[str, str] | None:
    """Return the characters that a document type's entities stand for, or `None` if any is another thing.

    Args:
        doctype: the whole `<!DOCTYPE … [ … ]>`.
    """
    if len(doctype) > MAX_SUBSET:
        return None
    rest = _ELSEWHERE.sub("", _COMMENT.sub("", doctype))
    found: dict[str, str] = {}
    for match in _DECLARED.finditer(rest):
        character = _character(match[2] or match[3])
        if character is None or len(found) >= MAX_ENTITIES:
            return None
        found.setdefault(match[1], character)
    left = _DECLARED.sub("", rest).lower()
    return None if "<!entity" in left or "%" in left else found


def with_characters(text: str, characters: Mapping[str, str]) -> str:
    """Return `text` with references to these entities replaced; each by one character, escaped for XML."""
    return _REFERENCE.sub(lambda match: characters.get(match[1], match[0]), text)


def _character(value: str) -> str | None:
    """Return the one character that an entity's value is, escaped for XML, or `None`."""
    plain = html.unescape(html.unescape(value)) if "&" in value else value
    is_character = len(plain) == 1 and (plain != value or not plain.isascii())
    return _ESCAPED.get(plain, plain) if is_character else None
