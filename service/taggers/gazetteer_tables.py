"""Read the package's own tables: rows of text fields, parted by a bar, comments left out.

What the fields mean stands in each file's head and in the module that reads it.
"""

from collections.abc import Iterator
from importlib.resources import files


def rows_of(name: str) -> Iterator[list[str]]:
    """Yield the fields of each row of `service/taggers/data/<name>`."""
    for line in files("service.taggers").joinpath("data", name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("|")


def names_of(field: str) -> tuple[str, ...]:
    """Split a field of several names."""
    return tuple(part.strip() for part in field.split(";") if part.strip())


def plain_name(name: str) -> str:
    """Return the name without the article that tables keep for the reader's sake."""
    return name[4:] if name.startswith("the ") else name


def urn_of(kind: str, name: str) -> str:
    """Return our own stable identifier of an entity that has none we are certain of."""
    slug = "-".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())
    return f"urn:dateline:{kind}:{slug}"
