"""Read the labelled lines of an export: `Headline: …`, `BYLINE: …`, `ABSTRACT` above its text, `BODY:`.

Editorial systems and press databases write an article so. Each labelled value becomes a claim of the draft
or a field; lines without a label stay for the other rules.
"""

import re
from typing import NamedTuple

from msgspec.structs import replace

from service.model import Claim, Draft
from service.normalize.dateline_grammar import read_parts
from service.normalize.story import Story, decide
from service.record import Dateline

_TOP = 14  # blocks from the top in which labels stand
_FIRST = 3  # blocks above the first label at most: headline and byline
_END = 4  # blocks from the end
_LONGEST = 1200  # characters of a labelled value: an abstract is the longest
_FIELDS = {
    "headline": "headline|title|head|hed|schlagzeile|überschrift|titel|titre|título|titular|titolo|rubrik",
    "standfirst": "standfirst|abstract|summary|subhead|sub-headline|subtitle|deck|dek|teaser|vorspann|chapô|"
    "entradilla|bajada|sommario|ingress|unterzeile",
    "byline": "byline|by-line|authors?|reporter|autor(?:in)?|auteur|autore",
    "dateline": "dateline|ort",
    "source": "source|publication|agency|quelle|fuente|fonte",
    "date": "date|pub date|publication date|date published|datum|fecha",
    "slug": "slug|slugline|keyword|keywords|stichworte|stichwörter",
    "category": "section|category|desk|ressort|rubrique|sección",
    "none": "length|word count|words|language|document type|load-date|graphic|type|dateien",
    "body": "body|text|full text|full story|story|article|copy|volltext|fließtext",
}
_LABEL = re.compile(
    r"(?:" + "|".join(f"(?P<{field}>{names})" for field, names in _FIELDS.items()) + r")\s*(?::\s*|\.?$)",
    re.IGNORECASE,
)
_TELLING = frozenset({"headline", "body"})  # labels that tell an export by themselves
_CLAIMS = {
    "headline": "titles",
    "standfirst": "standfirsts",
    "byline": "bylines",
    "source": "agencies",
    "date": "published",
    "category": "categories",
}


class Labelled(NamedTuple):
    """A label, where it stands, how many blocks it takes, and the value it labels."""

    field: str
    first: int
    taken: int
    value: str


def take_labels(story: Story) -> Story:
    """Take labelled lines from above the text, and those that tell only of the export from its end."""
    found = _found(story)
    fields = {label.field for label in found}
    if not found or (len(fields - {"none"}) < 2 and fields.isdisjoint(_TELLING)):
        return story
    if found[0].first > _FIRST or fields <= {"body"}:
        return story
    taken = {index for label in found for index in range(label.first, label.first + label.taken)}
    kept = tuple(block for index, block in enumerate(story.blocks) if index not in taken)
    if not kept:
        return story
    for label in found:
        story = _claimed(story, label)
    return replace(story, blocks=kept)


def _found(story: Story) -> list[Labelled]:
    found = []
    index, last = 0, len(story.blocks)
    while index < min(_TOP, last):
        label = _label(story, index)
        if label is not None:
            found.append(label)
        index += label.taken if label is not None else 1
        if label is not None and label.field == "body":
            break
    tail = (_label(story, index) for index in range(max(index, last - _END), last))
    return found + [label for label in tail if label is not None and label.field == "none"]


def _label(story: Story, index: int) -> Labelled | None:
    """Return what block `index` labels: its own rest, or the next block when it is a label alone."""
    text = story.blocks[index].text
    match = _LABEL.match(text) if len(text) <= _LONGEST else None
    if match is None or match.lastgroup is None:
        return None
    field, value = match.lastgroup, text[match.end() :].strip()
    if field == "body" or value:
        return Labelled(field, index, 0 if value and field == "body" else 1, value)
    is_alone = text.isupper() or text.endswith(":")
    if not is_alone or index + 1 >= len(story.blocks) or len(story.blocks[index + 1].text) > _LONGEST:
        return None
    return Labelled(field, index, 2, story.blocks[index + 1].text)


def _claimed(story: Story, label: Labelled) -> Story:
    """Note what the label states: a claim, the dateline, or only that it was there."""
    method, printed = f"labels.{label.field}", f"printed: {label.value}"
    evidence = f"text:{label.field}-label"
    if label.field in _CLAIMS:
        name = _CLAIMS[label.field]
        draft = replace(
            story.draft, **{name: (*getattr(story.draft, name), Claim(value=label.value, evidence=evidence))}
        )
        return decide(story, _record_field(label.field), method, 93, decision=printed, draft=draft)
    if label.field == "dateline" and story.dateline is None:
        return _dateline(story, label)
    if label.field == "slug" and not story.slugline:
        return decide(story, "slugline", method, 93, slugline=label.value)
    removed = f"removed: {label.field}: {label.value}" if label.taken else None
    return decide(story, "body", method, 90, decision=removed) if removed else story


def _record_field(field: str) -> str:
    names = {"headline": "headlines", "standfirst": "descriptions", "byline": "by", "date": "dates"}
    return names.get(field, "infoSources" if field == "source" else "subjects")


def _dateline(story: Story, label: Labelled) -> Story:
    parts = read_parts(label.value.strip(" -–—:"), None)
    place = parts.printed_place(label.value) if parts is not None else label.value
    dateline = Dateline(
        raw=label.value,
        place=place,
        date=parts.date if parts else None,
        agency=parts.agency if parts else None,
    )
    return decide(story, "dateline", "labels.dateline", 93, dateline=dateline)


def has_labelled_standfirst(draft: Draft) -> bool:
    """Return whether a label states the standfirst, so that no line need be guessed to be one."""
    return any(claim.evidence == "text:standfirst-label" for claim in draft.standfirsts)
