"""Score toponyms: are they found, and are they put where they lie.

    python -m tests.eval.score_places [DATA] [--misses]

Sets: TR-News and GeoWebNews (development parts). Nationalities ("Turkish") are places in their gold; our
record keeps them apart as references to a country, so they are scored both ways. A place is right
when it lies within 161 km of the gold point (A@161, the field's measure) or is the same GeoNames entry.
"""

import argparse
import html
import math
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from service.taggers.document import Tags
from service.taggers.entities import tag_entities
from service.taggers.places import tag_places
from service.taggers.places_gazetteer import load_places
from service.tags import Place
from tests.conftest import DATA
from tests.eval.documents import plain_document
from tests.eval.figure import Figure

_NAMES = {
    "Literal",
    "Mixed",
    "Coercion",
    "Metonymic",
    "Literal_Modifier",
    "Non_Literal_Modifier",
    "Embedded_Literal",
}


class Toponym(NamedTuple):
    """A gold place: offsets, GeoNames id and point where known, and whether it is an adjective."""

    start: int
    end: int
    geonames: str
    point: tuple[float, float] | None
    adjective: bool


class Article(NamedTuple):
    """A text and its toponyms."""

    name: str
    text: str
    toponyms: tuple[Toponym, ...]


def articles(data: Path, name: str) -> Iterator[Article]:
    """Yield the articles of `TR-News` or `GWN`."""
    with tarfile.open(data / "geo-trnews-gwn" / "geoparsing.tar.gz") as archive:
        member = next(m for m in archive.getmembers() if m.name.endswith(f"{name}.xml"))
        stream = archive.extractfile(member)
        assert stream is not None
        source = stream.read().decode("utf-8")
    for number, block in enumerate(re.findall(r"<article\b.*?</article>", source, re.DOTALL)):
        match = re.search(r"<text>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</text>", block, re.DOTALL)
        if match is not None:
            text = match.group(1) if "CDATA" in block else html.unescape(match.group(1))
            found = (_toponym(part, text) for part in re.findall(r"<toponym>.*?</toponym>", block, re.DOTALL))
            yield Article(f"{name}-{number}", text, tuple(t for t in found if t is not None))


def _field(block: str, names: str) -> str:
    match = re.search(rf"<(?:{names})>(.*?)</", block)
    return html.unescape(match.group(1)).strip() if match else ""


def _toponym(block: str, text: str) -> Toponym | None:
    kind, phrase = _field(block, "type"), _field(block, "phrase|extractedName")
    if kind and kind not in _NAMES and kind not in {"Demonym", "Language"}:
        return None
    start, end = int(_field(block, "start")), int(_field(block, "end"))
    if text[start:end] != phrase:
        return None
    lat, lon = _field(block, "lat|latitude"), _field(block, "lon|longitude")
    reference = re.search(r'geonameid="(\d+)"', block)
    number = reference.group(1) if reference else _field(block, "geonamesID")
    adjective = kind in {"Demonym", "Language"} or phrase in load_places().demonyms
    return Toponym(start, end, number, (float(lat), float(lon)) if lat and lon else None, adjective)


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance of two points in degrees (haversine, radius 6,371 km)."""
    (lat1, lon1), (lat2, lon2) = ([math.radians(x) for x in point] for point in (a, b))
    chord = (
        math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 12_742 * math.asin(math.sqrt(chord))


class Result(NamedTuple):
    """Counts over a set; `near` of `located` places lie within 161 km, `same` are the same entry."""

    gold: int
    ours: int
    right: int
    located: int
    near: int
    same: int

    def line(self) -> str:
        """Return precision, recall, F1, A@161 and the share of equal entries."""
        p, r = self.right / max(self.ours, 1), self.right / max(self.gold, 1)
        f1 = 2 * p * r / max(p + r, 1e-9)
        near, same = self.near / max(self.located, 1), self.same / max(self.located, 1)
        return f"P {p:.3f} R {r:.3f} F1 {f1:.3f}  A@161 {near:.3f}  same id {same:.3f} (of {self.located})"


def tagged(text: str, *, adjectives: bool) -> dict[tuple[int, int], Place]:
    """Return the places found by their offsets; `adjectives` adds "Turkish" and its like."""
    document = plain_document(text)
    tags = tag_places(document, tag_entities(document, Tags()))
    spans = [(m, place) for place in tags.places for m in place.mentions]
    if adjectives:
        spans += [(m, place) for place in tags.places for m in place.corefs]
    return {(m.start, m.end): place for m, place in spans}


def score(texts: list[Article], *, adjectives: bool, misses: bool = False) -> Result:
    """Compare with the gold of all `texts`; without `adjectives` they are left out on both sides."""
    gold = ours = right = located = near = same = 0
    for article in texts:
        found = tagged(article.text, adjectives=adjectives)
        wanted = {(t.start, t.end): t for t in article.toponyms if adjectives or not t.adjective}
        gold, ours = gold + len(wanted), ours + len(found)
        right += len(wanted.keys() & found.keys())
        if misses:
            _show(article, wanted, found)
        for span in wanted.keys() & found.keys():
            point, place = wanted[span].point, found[span]
            if point is None:
                continue
            located += 1
            same += str(place.geonames_id) == wanted[span].geonames
            is_near = (
                place.lat is not None
                and place.lon is not None
                and kilometres(point, (place.lat, place.lon)) <= 161
            )
            near += is_near or str(place.geonames_id) == wanted[span].geonames
            if misses and not (is_near or str(place.geonames_id) == wanted[span].geonames):
                code = place.iso_3166_2 or place.iso_3166_1
                print(f"  @ {article.text[span[0] : span[1]]!r} -> {place.name}, {code}; gold {point}")
    return Result(gold, ours, right, located, near, same)


def _show(
    article: Article, wanted: dict[tuple[int, int], Toponym], found: dict[tuple[int, int], Place]
) -> None:
    print(f"== {article.name}")
    for sign, spans in (("-", wanted.keys() - found.keys()), ("+", found.keys() - wanted.keys())):
        for start, end in sorted(spans):
            around = article.text[max(0, start - 30) : end + 30].replace("\n", " ")
            print(f"  {sign} {article.text[start:end]!r:30} {around}")


# Of other sets of local news: no figures are published for these development parts.
_PUBLISHED_NEAR = {"Edinburgh, on LGL": 0.76, "CLAVIN, on LGL": 0.71, "vote of 20 systems, 12 sets": 0.86}
_PUBLISHED_F1 = {"Topocluster, on LGL": 0.71, "GeoTxt, on LGL": 0.68, "Edinburgh, on LGL": 0.62}


def figures(data: Path) -> Iterator[Figure]:
    """Yield F1 of found names, and the share of found places within 161 km, adjectives included."""
    for name in ("TR-News", "GWN"):
        result = score(list(articles(data, name)), adjectives=True)
        dataset = f"geo-trnews-gwn {name}"
        found = 2 * result.right / max(result.gold + result.ours, 1)
        near = result.near / max(result.located, 1)
        yield Figure(
            dataset=dataset, name="toponyms, exact F1", value=found, items=result.gold,
            published=_PUBLISHED_F1,
        )  # fmt: skip
        yield Figure(
            dataset=dataset, name="A@161", value=near, items=result.located, published=_PUBLISHED_NEAR
        )


def main() -> None:
    """Print two lines a set."""
    parser = argparse.ArgumentParser(prog="python -m tests.eval.score_places")
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--misses", action="store_true", help="print what differs")
    options = parser.parse_args()
    for name in ("TR-News", "GWN"):
        texts = list(articles(options.data, name))
        for adjectives in (False, True):
            result = score(texts, adjectives=adjectives, misses=options.misses and not adjectives)
            print(f"{name:8} {'with adjectives' if adjectives else 'names only':16} {result.line()}")


if __name__ == "__main__":
    main()
