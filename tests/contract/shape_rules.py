"""What every printed record has to obey, as a list of rules that an outsider could check.

The rules read plain JSON and nothing of the service but its published schema and vocabulary, so they do
not share its mistakes: shingles, offsets and codes are worked out anew here.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from typing import Any

import jsonschema
import orjson

from tests.conftest import ROOT

Record = dict[str, Any]

WIDTH = 5
TAG_LISTS = (
    "people organisations places events objects subjects genres keywords quotes infoSources quantities"
).split()
NAMED = ("people", "organisations", "places", "events", "objects")
MEDIA_TOPIC = re.compile(r"http://cv\.iptc\.org/newscodes/mediatopic/\d{8}")
COUNTRY = re.compile(r"[A-Z]{2}")
REGION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
CURRENCY = re.compile(r"[A-Z]{3}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
STATUSES = {"new", "exact", "revision", "near", "syndicated"}
QUOTE_KINDS = {"direct", "indirect", "mixed"}
PRONOUNS = frozenset(
    "he she it they him her them his their its i we you us me himself herself themselves itself who".split()
)
ROLE_WORD = re.compile(r"\b(?:By|Staff|Reporter|Correspondent|Editor|Writer|Reuters|AP|AFP|dpa|EFE|ANSA)\b")


def shingles(body: str) -> set[tuple[str, ...]]:
    """Return the set of 5-word shingles of the lower-cased body; of a shorter one, all its words."""
    words = re.findall(r"\w+", body.lower())
    if len(words) < WIDTH:
        return {tuple(words)} if words else set()
    return {tuple(words[i : i + WIDTH]) for i in range(len(words) - WIDTH + 1)}


def jaccard(left: str, right: str) -> float:
    """Return the Jaccard index of two bodies' shingles; two empty bodies are wholly alike."""
    mine, theirs = shingles(left), shingles(right)
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0


def body_of(record: Record) -> str:
    """Return the text/plain body."""
    value = record["bodies"][0]["value"]
    assert isinstance(value, str)
    return value


def violations(record: Record) -> list[str]:
    """Return every rule that the record breaks, one line each; empty when it is sound."""
    return [f"{rule.__name__.lstrip('_')}: {problem}" for rule in RULES for problem in rule(record)]


@cache
def _validator(name: str) -> jsonschema.Draft202012Validator:
    schema = orjson.loads((ROOT / "schemas" / "messages" / f"{name}.schema.json").read_bytes())
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(schema, format_checker=checker)


def schema_errors(record: Record, name: str = "enriched-article.v1") -> Iterator[str]:
    """Yield what the published schema has against a record."""
    for error in _validator(name).iter_errors(record):
        yield f"{list(error.absolute_path)}: {error.message[:200]}"


def _schema(record: Record) -> Iterator[str]:
    yield from schema_errors(record)


def _one_plain_body(record: Record) -> Iterator[str]:
    bodies = record.get("bodies", [])
    if [body.get("contentType") for body in bodies] != ["text/plain"]:
        yield f"bodies are {bodies!r:.80}"


def _texts(record: Record) -> Iterator[str]:
    for field, role in (("headlines", "main"), ("descriptions", "standfirst")):
        for text in record.get(field, []):
            if text.get("role") != role or not text.get("contentType") or not text.get("value", "").strip():
                yield f"{field}: {text!r:.80}"


def _standfirst_once(record: Record) -> Iterator[str]:
    for text in record.get("descriptions", []):
        value = text["value"].strip()
        if len(value) > 25 and value in body_of(record)[: len(value) + 600] and body_of(record) != value:
            yield f"the body repeats {value[:60]!r}"


def _byline(record: Record) -> Iterator[str]:
    by = record.get("by")
    if by is not None and (not by.strip() or ROLE_WORD.search(by) or any(char.isdigit() for char in by)):
        yield f"by is {by!r}"


def _identifiers(record: Record) -> Iterator[str]:
    roles = [alt["role"] for alt in record.get("altIds", [])]
    if roles.count("work") != 1 or roles.count("input") > 1 or not record.get("uri"):
        yield f"roles {roles}"
    if not {"topic", "partition", "offset", "item"} <= set(record.get("origin", {})):
        yield f"origin {record.get('origin')}"


def _times(record: Record) -> Iterator[str]:
    for field in ("contentCreated", "versionCreated", "embargoedUntil", "received_at"):
        value = record.get(field)
        if value is not None:
            if not TIME.fullmatch(value):
                yield f"{field} is {value!r}"
            else:
                datetime.fromisoformat(value)
    dates = record.get("dates", {})
    created = record.get("contentCreated", "")
    if created and not dates.get("published_evidence"):
        yield "contentCreated without evidence"
    if created and dates.get("published_precision") == "day" and "T00:00:00" not in created:
        yield f"a bare day at {created}"


def _sections(record: Record) -> Iterator[str]:
    body = body_of(record)
    paragraphs = [p for section in record.get("sections", []) for p in section["paragraphs"]]
    for paragraph in paragraphs:
        if body[paragraph["start"] : paragraph["end"]] != paragraph["text"]:
            yield f"paragraph {paragraph['text'][:40]!r} is not at its offsets"
    if "".join("".join(p["text"].split()) for p in paragraphs) != "".join(body.split()):
        yield "the paragraphs are not the body"
    for section in record.get("sections", []):
        headline = section.get("headline")
        if headline and headline in {p["text"] for p in paragraphs}:
            yield f"the cross-head {headline!r} is a paragraph too"


def _offsets(record: Record) -> Iterator[str]:
    body = body_of(record)
    for name in TAG_LISTS:
        for tag in record.get(name, []):
            for mention in (*tag.get("mentions", ()), *tag.get("corefs", ())):
                if body[mention["start"] : mention["end"]] != mention["surface"]:
                    yield f"{name}: {mention}"
            for span in tag.get("evidence", ()):
                if not 0 <= span["start"] < span["end"] <= len(body):
                    yield f"{name}: {span}"
            if "text" in tag and body[tag["start"] : tag["end"]] != tag["text"]:
                yield f"{name}: {tag['text'][:40]!r}"
            if "surface" in tag and body[tag["start"] : tag["end"]] != tag["surface"]:
                yield f"{name}: {tag['surface'][:40]!r}"
    for passage in record.get("dedup", {}).get("evidence", ()):
        if not 0 <= passage["start"] < passage["end"] <= len(body):
            yield f"dedup: {passage}"


def _tags(record: Record) -> Iterator[str]:
    body = body_of(record)
    stood_for = {m.get("stands_for") for place in record.get("places", []) for m in place.get("mentions", ())}
    for name in TAG_LISTS:
        for tag in record.get(name, []):
            confidence = tag.get("confidence")
            if not isinstance(confidence, int) or not 0 <= confidence <= 100:
                yield f"{name}: confidence {confidence!r}"
            if not re.fullmatch(r"[a-z_-]+/\S+", tag.get("creator", "")):
                yield f"{name}: creator {tag.get('creator')!r}"
    for name in (*NAMED, "subjects", "keywords"):
        for tag in record.get(name, []):
            spans = (*tag.get("mentions", ()), *tag.get("evidence", ()))
            if not spans and body.strip() and (name != "organisations" or tag.get("uri") not in stood_for):
                yield f"{name}: {tag.get('name', tag.get('value'))!r} points at nothing"


def _names_only(record: Record) -> Iterator[str]:
    for name in NAMED:
        for tag in record.get(name, []):
            for mention in tag.get("mentions", ()):
                surface = mention["surface"]
                is_pronoun = surface in PRONOUNS or surface.lower() in PRONOUNS - {"us", "it", "who"}
                if is_pronoun or surface != surface.strip():
                    yield f"{name}: {surface!r}"
                if re.match(r"[Tt]he (?:president|prime minister|minister|company|government)\b", surface):
                    yield f"{name}: {surface!r}"


def _metonyms(record: Record) -> Iterator[str]:
    organisations = {tag.get("uri"): tag for tag in record.get("organisations", [])}
    for place in record.get("places", []):
        for mention in place.get("mentions", ()):
            if not mention.get("metonym"):
                continue
            stands_for = mention.get("stands_for")
            if stands_for not in organisations:
                yield f"{mention['surface']} stands for {stands_for}, which is not listed"
            elif (mention["start"], mention["end"]) in {
                (m["start"], m["end"]) for m in organisations[stands_for].get("mentions", ())
            }:
                yield f"{mention['surface']} is a mention of the organisation too"


def _places(record: Record) -> Iterator[str]:
    for place in record.get("places", []):
        lat, lon = place.get("lat"), place.get("lon")
        if (lat is None) != (lon is None):
            yield f"{place['name']}: half a position"
        if lat is not None and not (
            isinstance(lat, int | float)
            and isinstance(lon, int | float)
            and -90 <= lat <= 90
            and -180 <= lon <= 180
        ):
            yield f"{place['name']}: {lat!r}, {lon!r}"
        if not COUNTRY.fullmatch(place.get("iso_3166_1", "ZZ")):
            yield f"{place['name']}: {place['iso_3166_1']}"
        if not REGION.fullmatch(place.get("iso_3166_2", "ZZ-1")):
            yield f"{place['name']}: {place['iso_3166_2']}"


def _subjects(record: Record) -> Iterator[str]:
    for subject in record.get("subjects", []):
        uri = subject.get("uri")
        if uri is not None and not MEDIA_TOPIC.fullmatch(uri):
            yield f"{subject['name']}: {uri}"


def _info_sources(record: Record) -> Iterator[str]:
    for source in record.get("infoSources", []):
        if not source.get("name", "").strip():
            yield f"{source}"


def _quantities(record: Record) -> Iterator[str]:
    for quantity in record.get("quantities", []):
        has_value, has_range = "value" in quantity, {"min", "max"} & set(quantity)
        if bool(has_value) == bool(has_range) or (has_range and len(has_range) != 2):
            yield f"{quantity['surface']!r}: value and range {quantity}"
        numbers = [quantity[name] for name in ("value", "min", "max") if name in quantity]
        if any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers):
            yield f"{quantity['surface']!r}: {numbers}"
        if "min" in quantity and "max" in quantity and quantity["min"] > quantity["max"]:
            yield f"{quantity['surface']!r}: {numbers}"
        if not CURRENCY.fullmatch(quantity.get("currency", "EUR")):
            yield f"{quantity['surface']!r}: {quantity['currency']}"
        if re.search(r"\s", quantity.get("unit", "")):
            yield f"{quantity['surface']!r}: unit {quantity['unit']!r}"


def _quotes(record: Record) -> Iterator[str]:
    body = body_of(record)
    for quote in record.get("quotes", []):
        if quote["kind"] not in QUOTE_KINDS or not quote["text"].strip():
            yield f"{quote['kind']}: {quote['text'][:40]!r}"
        speaker = quote.get("speaker")
        if (
            speaker
            and "start" in speaker
            and (body[speaker["start"] : speaker["end"]] != speaker["surface"] or not speaker["surface"])
        ):
            yield f"speaker {speaker}"
        if quote.get("cue") and body[quote["cue_start"] : quote["cue_end"]] != quote["cue"]:
            yield f"cue {quote['cue']}"


def _dedup(record: Record) -> Iterator[str]:
    dedup = record.get("dedup")
    if dedup is None or dedup["status"] not in STATUSES or not dedup.get("story"):
        yield f"dedup is {dedup}"
        return
    if (dedup["status"] == "new") == ("of" in dedup):
        yield f"{dedup['status']} of {dedup.get('of')}"
    if dedup["status"] != "new" and not 0 <= dedup.get("similarity", -1) <= 1:
        yield f"similarity {dedup.get('similarity')}"
    if dedup["status"] in {"exact", "near"} and dedup["similarity"] < 0.1:
        yield f"{dedup['status']} at {dedup['similarity']}"
    if dedup["status"] in {"revision", "syndicated"} and "containment" not in dedup:
        yield f"{dedup['status']} without containment"


RULES: tuple[Callable[[Record], Iterator[str]], ...] = (
    _schema,
    _one_plain_body,
    _texts,
    _standfirst_once,
    _byline,
    _identifiers,
    _times,
    _sections,
    _offsets,
    _tags,
    _names_only,
    _metonyms,
    _places,
    _subjects,
    _info_sources,
    _quantities,
    _quotes,
    _dedup,
)
