"""A user's names: what they add, override and take away in the tags of an article."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.gazetteer.place_table import GEONAMES, PlaceEntry
from service.gazetteer.place_writer import NamedPlace, Sources, write_table
from service.gazetteer.user_file import InvalidGazetteer
from service.record import Article
from service.taggers import tag_article
from service.taggers.gazetteer import known_names, package_names, use_names
from service.taggers.gazetteer_user import read_gazetteers
from tests.eval.documents import plain_article

HEAD = "kind\tname\taliases\turi\tcountry\tlat\tlon\n"
TEXT = "Qarland Grid closed its office in Paris on Monday, Reuters reported. QGC gave no reason in Qarville."


@pytest.fixture(autouse=True)
def _package_afterwards() -> Iterator[None]:
    """Put the package's names in force again."""
    yield
    use_names(None)


def tagged(folder: Path, *lines: str, text: str = TEXT) -> Article:
    """Tag `text` with a gazetteer of `lines`."""
    path = folder / "names.tsv"
    path.write_text(HEAD + "\n".join(lines), encoding="utf-8")
    use_names(read_gazetteers([path]))
    return tag_article(plain_article(text))


def test_a_new_organisation_is_found_by_its_aliases(tmp_path: Path) -> None:
    """All its names are one entity with the user's identifier and name."""
    article = tagged(tmp_path, "organisation\tQarland Grid Company\tQarland Grid;QGC\turn:x:qgc\tXQ")

    (grid,) = [one for one in article.organisations if one.uri == "urn:x:qgc"]
    assert grid.name == "Qarland Grid Company"
    assert [mention.surface for mention in grid.mentions] == ["Qarland Grid", "QGC"]


def test_a_place_is_overridden(tmp_path: Path) -> None:
    """The user's Paris is the only one, with its own point; a place of the user's own is found."""
    article = tagged(
        tmp_path, "place\tParis\t\turn:x:paris\tUS\t33.66\t-95.55", "place\tQarville\t\t\tXQ\t1.5\t2.5"
    )

    places = {place.name: place for place in article.places}
    assert (places["Paris"].uri, places["Paris"].lat) == ("urn:x:paris", 33.66)
    assert (places["Qarville"].lat, places["Qarville"].lon) == (1.5, 2.5)


def test_a_name_is_taken_away(tmp_path: Path) -> None:
    """What is of kind none has no identifier, whoever the recogniser takes it for."""
    before = tag_article(plain_article(TEXT))
    after = tagged(tmp_path, "none\tReuters")

    assert "Reuters" in {one.name for one in before.organisations if one.uri}
    assert "Reuters" not in {one.name for one in after.organisations if one.uri}


def test_the_version_is_in_the_creators(tmp_path: Path) -> None:
    """Whose tags depend on names say by which gazetteer; without one nothing is added."""
    article = tagged(tmp_path, "person\tAda Brown")
    version = known_names().version

    assert {one.creator for one in article.organisations} == {f"entities/1+gazetteer.{version}"}
    assert {one.creator for one in article.places} == {f"places/2+gazetteer.{version}"}
    use_names(None)
    assert {one.creator for one in tag_article(plain_article(TEXT)).places} == {"places/2"}


def test_the_version_is_that_of_the_content(tmp_path: Path) -> None:
    """Equal content, equal version; another name, another version."""
    versions = []
    for number, name in enumerate(("Ada Brown", "Ada Brown", "Ada Green")):
        path = tmp_path / f"{number}.tsv"
        path.write_text(f"kind\tname\nperson\t{name}\n", encoding="utf-8")
        versions.append(read_gazetteers([path]).version)

    assert versions[0] == versions[1] != versions[2]


def test_one_wrong_file_and_none_is_used(tmp_path: Path) -> None:
    """Reading is all or nothing, and changes nothing that is in force."""
    good, bad = tmp_path / "good.tsv", tmp_path / "bad.tsv"
    good.write_text("kind\tname\nperson\tAda Brown\n", encoding="utf-8")
    bad.write_text("kind\tname\nbeast\tAda Brown\n", encoding="utf-8")

    with pytest.raises(InvalidGazetteer, match=r"bad\.tsv:2"):
        read_gazetteers([good, bad])
    assert known_names() is package_names()


def test_a_compiled_table_goes_before_ours(tmp_path: Path) -> None:
    """A name in it hides the package's cities of that name; others are still found."""
    other = PlaceEntry("Paris", f"{GEONAMES}99/", 99, "XQ", "", "", 1.0, 2.0, "PPL", 500_000)
    write_table(tmp_path / "mine.places", [NamedPlace(other, ("Paris",))], (), Sources(made_of="a test"))
    names = read_gazetteers([tmp_path / "mine.places"])

    assert [place.country for place in names.places.by_name["Paris"]] == ["XQ"]
    assert names.places.by_name["Mumbai"][0].country == "IN"
    (tmp_path / "mine.places").write_bytes(b"nothing")
    with pytest.raises(InvalidGazetteer, match=r"mine\.places"):
        read_gazetteers([tmp_path / "mine.places"])


def test_no_files_are_the_package() -> None:
    """Without files nothing is built anew."""
    assert read_gazetteers([]) is package_names()
