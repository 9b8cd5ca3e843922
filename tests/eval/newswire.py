"""Plain-text articles with gold that others stated: agency wires, papers of the world, and rendered pages.

    worldwide   raw articles of local papers; read by hand, labels in `newswire_labels.tsv`
    wires       IEER newswire: the headline is marked, and the dateline's place is marked as a location
    bylines     PolNeAR texts under their title and the byline that their metadata prints
    layouts     news pages' gold (title, standfirst, authors, cross-heads, paragraphs) written as plain text

Nothing of the texts is kept here; the labels name a file and the digest of its bytes.
"""

import csv
import gzip
import hashlib
import json
import re
import tarfile
import textwrap
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

_LABELS = Path(__file__).with_name("newswire_labels.tsv")
_FUNDUS = "extract-fundus-testdata"
_TAG = re.compile(r"<[be]_\w+[^>]*>")
_PLACE = re.compile(
    r'(?P<places>(?:<b_enamex type="(?:LOCATION|ORGANIZATION)"[^>]*>[^<_(]+<e_enamex>,?\s*'
    r"(?:[A-Z][a-z]{1,4}\.,?\s*)?)+)"
    r"(?:\((?:<b_enamex[^>]*>)?\w+(?:<e_enamex>)?\)\s*)?[_-]\s"
)
# What stands among PolNeAR's authors and is none.
_OUTLET = re.compile(
    r"the .*|usa today|breitbart(?: news)?|ap|afp|upi|reuters|national review|weekly standard|"
    r"washington post|special (?:to|for) .*|.* contributed .*|@.*",
    re.IGNORECASE,
)
_CUES = {"at": "Von", "de": "Von", "ch": "Von", "li": "Von", "fr": "Par", "es": "Por", "pt": "Por"}
_ENGLISH = frozenset("au ca uk us za my na ind tz gl il".split())


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A plain text and what is known of it; a field that is `None` is not known, an empty one is absent."""

    name: str
    text: str
    headline: str | None = None
    standfirst: str | None = None
    place: str | None = None
    date: str | None = None
    agency: str | None = None
    people: tuple[str, ...] | None = None
    crossheads: tuple[str, ...] | None = None
    paragraphs: tuple[str, ...] = ()


def worldwide(data: Path) -> Iterator[Case]:
    """Yield the hand-labelled articles; a label whose file has changed is an error."""
    texts = {}
    with tarfile.open(data / "newswire-worldwide" / "worldwide-newswire.tar.gz") as archive:
        for member in archive.getmembers():
            file = archive.extractfile(member) if member.name.endswith(".txt") else None
            if file is not None and "original_articles" in member.name:
                texts[Path(member.name).stem] = file.read()
    for row in csv.DictReader(_LABELS.read_text(encoding="utf-8").splitlines(), delimiter="\t"):
        data_bytes = texts[row["file"]]
        if hashlib.sha256(data_bytes).hexdigest()[:12] != row["digest"]:
            raise ValueError(f"{row['file']} is not the file that was labelled")
        yield Case(
            name=row["file"],
            text=data_bytes.decode("utf-8", "replace"),
            place=row["place"],
            date=row["date"],
            agency=row["agency"],
            people=tuple(filter(None, row["by"].split("; "))),
        )


def wires(data: Path) -> Iterator[Case]:
    """Yield the IEER documents as they were sent, with their headline above a blank line."""
    with zipfile.ZipFile(data / "newswire-nltk" / "ieer.zip") as archive:
        names = sorted(name for name in archive.namelist() if "_1998" in name)
        for name in names:
            content = archive.read(name).decode("latin-1")
            for document in re.findall(r"<DOC>.*?</DOC>", content, re.DOTALL):
                yield _wire(document)


def _wire(document: str) -> Case:
    headline = _plain(_inside(document, "HEADLINE")).strip()
    marked = _inside(document, "TEXT").strip()
    # Notices of the distributor stand above the dateline; what is marked tells where the text begins.
    found = _PLACE.match(marked)
    place = " ".join(_plain(found["places"]).strip(" ,").split()) if found else None
    if found is None and re.match(r"(?:<b_\w+[^>]*>)?[A-Z][a-z`]|``", marked):
        place = ""  # the first word is no capitals: there is no dateline
    text = "\n\n".join(part for part in (headline, _plain(_inside(document, "TEXT"))) if part)
    return Case(
        name=_inside(document, "DOCNO").strip(),
        text=text,
        headline=" ".join(headline.split()),
        place=place,
        people=None,
    )


def _inside(document: str, tag: str) -> str:
    match = re.search(rf"<{tag}>(.*?)</{tag}>", document, re.DOTALL)
    return match[1] if match else ""


def _plain(marked: str) -> str:
    return _TAG.sub("", marked).replace("&AMP;", "&").replace("&amp;", "&")


def bylines(data: Path) -> Iterator[Case]:
    """Yield PolNeAR texts below their title and the author line that their metadata prints."""
    with tarfile.open(data / "quote-polnear" / "polnear.tar.gz") as archive:
        files = {Path(name).name: name for name in archive.getnames() if "/text/" in name}
        table = next(name for name in archive.getnames() if name.endswith("metadata.tsv"))
        rows = list(csv.DictReader(_read(archive, table).splitlines(), delimiter="\t"))
        for number, row in enumerate(rows):
            name = files.get(f"{row['filename']}.txt")
            people = _people(row["author"])
            if name is None or people is None or number % 2:
                continue
            body = _read(archive, name).split("\n\n", 1)[-1].strip()
            cue = "" if row["author"].lower().startswith("by ") else "By "
            text = f"{row['title']}\n\n{cue}{row['author']}\n\n{body}"
            yield Case(name=row["filename"], text=text, headline=row["title"], people=people)


def _people(author: str) -> tuple[str, ...] | None:
    """Read the persons of an author line, or `None` where the line itself does not tell."""
    line = re.sub(r"^by ", "", author, flags=re.IGNORECASE)
    line = re.split(r"(?<=[a-zA-Z]{3})\. ", line)[0]
    parts = [part.strip() for part in re.split(r",| and ", line) if part.strip()]
    if not parts or parts == ["None"] or any("(" in part for part in parts):
        return None
    persons = [part for part in parts if not _OUTLET.fullmatch(part)]
    is_plain = all(
        2 <= len(person.split()) <= 4 and person.replace(" ", "")[-1].isalpha() for person in persons
    )
    return tuple(persons) if is_plain else None


def _read(archive: tarfile.TarFile, name: str) -> str:
    file = archive.extractfile(name)
    return file.read().decode("utf-8", "replace") if file is not None else ""


def layouts(data: Path) -> Iterator[Case]:
    """Yield the news pages' gold in the three ways in which papers send plain text."""
    for line in gzip.decompress((data / _FUNDUS / "index.jsonl.gz").read_bytes()).splitlines():
        gold = json.loads(line)
        publisher = json.loads((data / _FUNDUS / gold["country"] / f"{gold['publisher']}.json").read_text())
        body = publisher[gold["version"]].get("body") or {}
        sections = [
            (" ".join(section["headline"]), section["paragraphs"]) for section in body.get("sections", ())
        ]
        if sections and gold["title"]:
            yield from _laid_out(gold, sections)


def _laid_out(gold: dict[str, Any], sections: list[tuple[str, list[str]]]) -> Iterator[Case]:
    authors = tuple(gold["authors"] or ())
    persons = tuple(name for name in authors if _is_person(name, gold["publisher"]))
    cue = "By" if gold["country"] in _ENGLISH else _CUES.get(gold["country"])
    byline = f"{cue} {', '.join(authors)}" if authors and cue else ""
    standfirst = " ".join(gold["summary"] or ())
    lines = [line for heading, paragraphs in sections for line in (heading, *paragraphs) if line.strip()]
    known = Case(
        name="",
        text="",
        headline=gold["title"],
        people=persons if byline else (),
        crossheads=tuple(heading for heading, _ in sections if heading),
        paragraphs=tuple(text for _, paragraphs in sections for text in paragraphs),
    )
    blocks = [gold["title"], standfirst, byline, *lines]
    yield _case(known, "blank lines", "\n\n".join(filter(None, blocks)), standfirst)
    yield _case(known, "one a line", "\n".join(filter(None, [gold["title"], byline, *lines])), "")
    if max((len(word) for line in lines for word in line.split()), default=0) < 40:
        wrapped = [textwrap.fill(line, 72, break_long_words=False, break_on_hyphens=False) for line in lines]
        yield _case(known, "wrapped", "\n\n".join(filter(None, [gold["title"], byline, *wrapped])), "")


def _is_person(name: str, publisher: str) -> bool:
    """Return whether an author of a page is no desk, place or initials, as the set's gold has them too."""
    is_named = " " in name or not name.isascii()
    return is_named and not name.replace(" ", "").lower().startswith(publisher.lower()) and " et " not in name


def _case(known: Case, name: str, text: str, standfirst: str) -> Case:
    return msgspec.structs.replace(known, name=name, text=text, standfirst=standfirst)
