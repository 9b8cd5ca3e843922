"""`dateline gazetteer`: dumps in the formats of GeoNames and Wikidata become gazetteers that work."""

import bz2
import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from service.cli.gazetteer import command
from service.gazetteer.dump_lines import UnreadableDump, dump_lines
from service.gazetteer.geonames import Choice, Counts, read_places
from service.gazetteer.place_table import open_table
from service.gazetteer.user_file import read_user_file
from service.taggers import tag_article
from service.taggers.gazetteer import use_names
from service.taggers.gazetteer_user import read_gazetteers
from tests.eval.documents import plain_article


def geonames_line(number: int, name: str, **fields: str) -> str:
    """Return a line of GeoNames' main table."""
    known = {
        "plain": name, "others": "", "lat": "1.5", "lon": "-2.25", "class": "P", "code": "PPL",
        "country": "XQ", "division": "07", "population": "900",
    } | fields  # fmt: skip
    cells = [
        str(number), name, known["plain"], known["others"], known["lat"], known["lon"], known["class"],
        known["code"], known["country"], "", known["division"], "", "", "", known["population"], "", "12",
        "Etc/UTC", "2024-01-02",
    ]  # fmt: skip
    return "\t".join(cells)


GEONAMES = "\n".join(
    [
        geonames_line(1, "Qarville", others="QRV,Old Qarville,Карвиль", population="80000"),
        geonames_line(2, "Qarlé", plain="Qarle", country="US", division="TX"),
        geonames_line(3, "Hamlet", population="12"),
        geonames_line(4, "Mount Qar", **{"class": "T", "code": "MT"}),
        geonames_line(5, "Qar County", **{"class": "A", "code": "ADM2", "population": "0"}),
        geonames_line(6, "Nowhere", lat="north"),
        "not\ta\tplace",
        "",
    ]
)


def item(number: str, name: str, *, sitelinks: int = 30, **claims: Any) -> str:
    """Return an item of a Wikidata dump, as a line of its array."""
    entity = {
        "type": "item",
        "id": number,
        "labels": {"en": {"language": "en", "value": name}},
        "aliases": {"en": [{"language": "en", "value": f"{name} Group"}, {"language": "en", "value": "x"}]},
        "sitelinks": {f"{n}wiki": {"title": name} for n in range(sitelinks)},
        "claims": {
            claim: [{"rank": "normal", "mainsnak": {"datavalue": {"value": value}}} for value in values]
            for claim, values in claims.items()
        },
    }
    return json.dumps(entity) + ","


WIKIDATA = "\n".join(
    [
        "[",
        item("Q900", "Qarland", P297=["XQ"], P31=[{"id": "Q6256"}]),
        item("Q901", "Ada Qarson", P31=[{"id": "Q5"}], P27=[{"id": "Q900"}]),
        item("Q902", "Qarland Grid", P31=[{"id": "Q4830453"}], P17=[{"id": "Q900"}]),
        item("Q903", "Little Known", sitelinks=1, P31=[{"id": "Q5"}]),
        item("Q904", "Qarville", P625=[{"latitude": 1.5, "longitude": 2.5}], P1566=["77"]),
        '{"type": "property", "id": "P1"},',
        '{"broken": ',
        "]",
    ]
)


def run(*arguments: str | Path) -> Result:
    """Run the command."""
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def packed(folder: Path, name: str, text: str) -> Path:
    """Write a dump as its ending says."""
    path, content = folder / name, text.encode()
    if name.endswith(".zip"):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("readme.txt", "words")
            archive.writestr(name.removesuffix(".zip") + ".txt", content)
        content = buffer.getvalue()
    pack: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".bz2": bz2.compress}
    path.write_bytes(pack.get(path.suffix, bytes)(content))
    return path


@pytest.fixture(autouse=True)
def _package_afterwards() -> Iterator[None]:
    yield
    use_names(None)


@pytest.mark.parametrize("name", ["cities500.txt", "cities500.zip", "XQ.txt.gz", "XQ.txt.bz2"])
def test_a_table_of_places_is_built(tmp_path: Path, name: str) -> None:
    """From each packing: places of the size asked for, with names, codes and points."""
    done = run("build", "geonames", packed(tmp_path, name, GEONAMES), "-o", tmp_path / "my.places")

    assert done.exit_code == 0, done.output
    assert "2 of 7 lines, 2 could not be read" in done.output
    table = open_table(tmp_path / "my.places")
    assert sorted(table) == ["Old Qarville", "Qarle", "Qarlé", "Qarville"]
    (place,) = table.find("Qarle")
    assert (place.name, place.iso_3166_2, place.lat, place.lon, place.population) == (
        "Qarlé", "US-TX", 1.5, -2.25, 900
    )  # fmt: skip
    assert "GeoNames" in table.head.made_of


def test_features_and_countries_are_chosen(tmp_path: Path) -> None:
    """A class by its letter, a code by its name; only the countries asked for; text output can be read."""
    dump = packed(tmp_path, "all.txt", GEONAMES)
    done = run(
        "build", "geonames", dump, "-o", tmp_path / "my.tsv",
        "--features", "P,ADM2", "--countries", "XQ", "--least-population", "0",
    )  # fmt: skip

    assert done.exit_code == 0, done.output
    entries = read_user_file(tmp_path / "my.tsv")
    assert [(entry.name, entry.feature) for entry in entries] == [
        ("Qarville", "PPL"), ("Hamlet", "PPL"), ("Qar County", "ADM2")
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["latest.json", "latest.json.gz", "latest.json.bz2"])
def test_people_and_organisations_are_built(tmp_path: Path, name: str) -> None:
    """What enough pages are about, with Wikidata's identifiers and the country's code."""
    done = run("build", "wikidata", packed(tmp_path, name, WIKIDATA), "-o", tmp_path / "my.tsv")

    assert done.exit_code == 0, done.output
    assert "1 could not be read" in done.output
    entries = read_user_file(tmp_path / "my.tsv")
    assert [(entry.kind, entry.name, entry.country) for entry in entries] == [
        ("person", "Ada Qarson", "XQ"), ("organisation", "Qarland Grid", "XQ")
    ]  # fmt: skip
    assert entries[1].uri == "http://www.wikidata.org/entity/Q902"
    assert entries[1].aliases == ("Qarland Grid Group",)


def test_places_of_wikidata(tmp_path: Path) -> None:
    """Those with a point and a GeoNames id, when they are asked for."""
    dump = packed(tmp_path, "latest.json", WIKIDATA)
    run("build", "wikidata", dump, "-o", tmp_path / "my.tsv", "--kinds", "place")

    (place,) = read_user_file(tmp_path / "my.tsv")
    assert (place.name, place.lat, place.lon, place.geonames_id) == ("Qarville", 1.5, 2.5, 77)
    assert run("build", "wikidata", dump, "-o", tmp_path / "x", "--kinds", "beast").exit_code == 2


def test_what_is_built_tags(tmp_path: Path) -> None:
    """The way from a dump to a record."""
    run("build", "geonames", packed(tmp_path, "x.txt", GEONAMES), "-o", tmp_path / "my.places")
    run("build", "wikidata", packed(tmp_path, "x.json", WIKIDATA), "-o", tmp_path / "my.tsv")
    use_names(read_gazetteers([tmp_path / "my.places", tmp_path / "my.tsv"]))
    article = tag_article(
        plain_article("Ada Qarson said on Monday that Qarland Grid would stay in Qarville.")
    )

    assert [one.uri for one in article.people] == ["http://www.wikidata.org/entity/Q901"]
    assert [one.uri for one in article.organisations] == ["http://www.wikidata.org/entity/Q902"]
    assert [one.geonames_id for one in article.places] == [1]


@pytest.mark.parametrize("name", ["cut.txt.gz", "cut.txt.bz2", "cut.zip"])
def test_a_dump_that_breaks_off_leaves_what_was(tmp_path: Path, name: str) -> None:
    """One line, exit status 1, no half file, and the old one stays."""
    path = packed(tmp_path, name, GEONAMES * 50)
    path.write_bytes(path.read_bytes()[:-40])
    output = tmp_path / "my.tsv"
    output.write_text("old", encoding="utf-8")
    done = run("build", "geonames", path, "-o", output)

    assert done.exit_code == 1
    assert name in done.output
    assert output.read_text(encoding="utf-8") == "old"
    assert not (tmp_path / "my.tsv.part").exists()


def test_memory_is_bounded(tmp_path: Path) -> None:
    """Lines are yielded as they are read: the first is there before the last is unpacked."""
    path = packed(tmp_path, "long.txt.gz", (geonames_line(1, "Qarville") + "\n") * 20_000)
    told: list[int] = []
    lines = dump_lines(path, told.append)
    counts = Counts()
    next(read_places(lines, Choice(), counts))

    assert counts.lines == 1
    for _ in lines:
        pass
    assert sum(told) == path.stat().st_size
    with pytest.raises(UnreadableDump, match="absent"):
        next(dump_lines(tmp_path / "absent"))


def test_files_are_checked(tmp_path: Path) -> None:
    """Every problem has its line; good files are counted."""
    good, bad = tmp_path / "good.tsv", tmp_path / "bad.tsv"
    good.write_text("kind\tname\taliases\nperson\tAda\tA. Q.\n", encoding="utf-8")
    bad.write_text("kind\tname\nbeast\tX\nplace\tY\n", encoding="utf-8")

    assert run("check", good).output == f"{good}: 1 entries, 2 names\n"
    done = run("check", good, bad)
    assert done.exit_code == 1
    assert [line.split(": ")[0] for line in done.output.splitlines()] == [f"{bad}:2", f"{bad}:3"]
