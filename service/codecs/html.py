"""HTML: decoded and told apart into page and fragment. The article in it is found by `service.normalize`."""

import re

import msgspec

from service.codecs.markup import visible_text
from service.codecs.payload import Reading, Refused, has_content, with_claims
from service.model import DeadLetter, Draft, Reason

# A page has a frame around the article; a fragment is article text and nothing else.
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_LOOK = 16 * 1024


def decode_html(reading: Reading) -> tuple[Draft | DeadLetter, ...]:
    """Return the page or fragment as one article.

    Raises:
        Refused: empty, when there is no text outside the tags.
    """
    if not has_content(visible_text(reading.text)):
        raise Refused(Reason.EMPTY, "no letter or digit outside the tags")
    draft = msgspec.structs.replace(
        reading.draft(), html=reading.text, is_page=_PAGE.search(reading.text[:_LOOK]) is not None
    )
    return (with_claims(draft, reading.payload.claims),)
