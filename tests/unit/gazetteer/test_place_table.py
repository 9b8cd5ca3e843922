"""The compiled table of places: what is written is found again, and nothing else."""

from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from service.gazetteer import PACKAGE_TABLE
from service.gazetteer.compile import inputs_hash
from service.gazetteer.place_table import GEONAMES, InvalidTable, PlaceEntry, PlaceTable, open_table
from service.gazetteer.place_writer import NamedPlace, Sources, write_table

SOURCES = Sources(made_of="places of this test")


def place(number: int, name: str, *, country: str = "XX", population: int = 20_000) -> PlaceEntry:
    """Return a town."""
    return PlaceEntry(
        name, f"{GEONAMES}{number}/", number, country, "07", "XX-07", 12.34567, -123.4, "PPL", population
    )


def table_of(folder: Path, *places: NamedPlace, folded: tuple[str, ...] = ()) -> PlaceTable:
    """Write and open a table."""
    write_table(folder / "t.places", places, folded, SOURCES)
    return open_table(folder / "t.places")


def test_a_place_is_found_by_each_of_its_names(tmp_path: Path) -> None:
    """Every field comes back as it was, under the main name and the others."""
    town = place(7, "Qarland")
    table = table_of(tmp_path, NamedPlace(town, ("Qarland", "Old Qarland", "Карланд")))

    assert [table.find(name) for name in ("Qarland", "Old Qarland", "Карланд")] == [(town,)] * 3
    assert table.find("qarland") == ()
    assert "Old Qarland" in table
    assert 7 not in table


def test_the_most_populous_namesake_comes_first_after_a_capital(tmp_path: Path) -> None:
    """A capital counts for more than a larger town of the same name."""
    seat, town = place(1, "Aba", population=50_000), place(2, "Aba", population=900_000)
    village = place(3, "Aba", population=10)
    table = table_of(tmp_path, *(NamedPlace(one, (), one is seat) for one in (village, town, seat)))

    assert table.find("Aba") == (seat, town, village)
    assert table.capitals() == {"XX": f"{GEONAMES}1/"}


def test_prominent_names_and_parts(tmp_path: Path) -> None:
    """A name of one word needs a city, one of two words a town; villages' words say nothing."""
    table = table_of(
        tmp_path,
        NamedPlace(place(1, "Metropolis", population=400_000), ()),
        NamedPlace(place(2, "Townsville", population=40_000), ()),
        NamedPlace(place(3, "Port Town", population=40_000), ()),
        NamedPlace(place(4, "Tiny Hamlet", population=400), ()),
    )

    assert table.words("prominent") == ["Metropolis", "Port Town"]
    assert set(table.words("parts")) == {"Metropolis", "Townsville", "Port", "Town"}


def test_folded_names(tmp_path: Path) -> None:
    """Folded names are looked up apart from the printed ones."""
    table = table_of(tmp_path, NamedPlace(place(1, "Ærø"), ()), folded=("aero", "sao paulo"))

    assert table.has_folded("sao paulo")
    assert not table.has_folded("Ærø")


@given(st.sets(st.text(min_size=1, max_size=12).filter(lambda name: name.isprintable()), max_size=40))
def test_any_names(tmp_path_factory: pytest.TempPathFactory, names: set[str]) -> None:
    """Whatever the names are, each is found, and a name with one more letter is not."""
    folder = tmp_path_factory.mktemp("tables")
    table = table_of(folder, *(NamedPlace(place(n, name), ()) for n, name in enumerate(sorted(names))))

    assert sorted(table) == sorted(names)
    assert all([p.name for p in table.find(name)] == [name] for name in names)
    assert not [name for name in names if f"{name}x" in table and f"{name}x" not in names]


@pytest.mark.parametrize("cut", [0, 5, 40, 1_100])
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, cut: int) -> None:
    """Whatever is missing, the message is one line and names the file."""
    write_table(tmp_path / "t.places", [NamedPlace(place(1, "Qarland"), ())], (), SOURCES)
    whole = (tmp_path / "t.places").read_bytes()
    (tmp_path / "cut.places").write_bytes(whole[:cut])

    with pytest.raises(InvalidTable, match=r"cut\.places") as caught:
        open_table(tmp_path / "cut.places")
    assert "\n" not in str(caught.value)


def test_same_places_same_bytes(tmp_path: Path) -> None:
    """The order in which places come does not matter."""
    places = [NamedPlace(place(n, name), ("Other",)) for n, name in enumerate("ABC")]
    first = write_table(tmp_path / "1.places", places, (), SOURCES)
    second = write_table(tmp_path / "2.places", places[::-1], (), SOURCES)

    assert first == second
    assert (tmp_path / "1.places").read_bytes() == (tmp_path / "2.places").read_bytes()


def test_the_package_table_is_fresh() -> None:
    """The table that ships was compiled from the inputs and by the code that are here now."""
    table = open_table(PACKAGE_TABLE)

    assert table.head.inputs == inputs_hash(), "run: make gazetteer"
    assert {p.iso_3166_2 for p in table.find("Dallas")} >= {"US-TX"}
    assert [p.country for p in table.find("Mumbai")] == ["IN"]
