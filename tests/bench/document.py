"""Tables in a document: each stands between two marks and is written anew by what measures it."""

import re
from collections.abc import Mapping


def put_in(document: str, found: Mapping[str, str]) -> str:
    """Return the document with the tables between their marks replaced.

    Raises:
        ValueError: a mark is missing.
    """
    for name, table in found.items():
        marks = re.compile(rf"(<!-- table of {name}:[^\n]*-->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        document, replaced = marks.subn(lambda mark, text=table: f"{mark[1]}\n{text}\n\n{mark[2]}", document)  # type: ignore[misc]
        if replaced != 1:
            raise ValueError(f"no marks for {name}")
    return document
