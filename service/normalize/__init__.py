"""From a draft to an article: every step of normalising, in order, on one screen.

    extract    a page's or fragment's HTML becomes blocks and claims, or is no article at all
    repair     mojibake, entities and Unicode of every text
    structure  text becomes headline, standfirst, byline, dateline, paragraphs, cross-heads, sign-off
    assemble   address, dates, language, identifiers; the record with its offsets

HTML is extracted before it is repaired, because the repair is for what a reader sees. Decoding bytes
is `service.codecs`; judging duplicates is `service.dedup`.
"""

from service.model import DeadLetter, Draft
from service.normalize import agencies, gazetteer
from service.normalize.assemble import assemble_article
from service.normalize.extract import extract
from service.normalize.repair import repair_draft
from service.normalize.structure import find_structure
from service.record import Article


def normalize_draft(draft: Draft) -> Article | DeadLetter:
    """Return the article of one item, or why there is none."""
    extracted = draft if draft.html is None else extract(draft)
    if isinstance(extracted, DeadLetter):
        return extracted
    return assemble_article(find_structure(repair_draft(extracted)))


def load() -> None:
    """Read the tables, so that a worker pays at start-up and not at the first article."""
    agencies.load()
    gazetteer.load()
