"""Names that are known beforehand, on disk: the compiled table of places, and tables that users write.

- `service.gazetteer.place_table`: reads the compiled table, mapped into memory and shared by processes.
- `service.gazetteer.place_writer`: writes it; `service.gazetteer.compile` makes the one in the package.
- `service.gazetteer.folding`: one spelling for names that are compared without case and accents.

What a name in a text means is decided by `service.taggers`; whether a dateline's first words can be a
place is asked by `service.normalize`. Both read the same table, so a machine holds it once.
"""

from pathlib import Path

PACKAGE_TABLE = Path(__file__).with_name("data") / "cities.places"
"""The compiled table of cities that ships with the package."""
