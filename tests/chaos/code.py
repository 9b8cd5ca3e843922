"""Which code a result is of: a short digest of the files that take part."""

import hashlib

from tests.chaos.workers import ROOT

SKIPPED = "__pycache__"


def code_digest(*folders: str) -> str:
    """Return a digest of the names and bytes of all files in these folders of the tree, tables included."""
    found = hashlib.blake2b(digest_size=4)
    for folder in folders or ("service",):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and SKIPPED not in path.parts:
                found.update(str(path.relative_to(ROOT)).encode())
                found.update(path.read_bytes())
    return found.hexdigest()
