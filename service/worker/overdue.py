"""Messages that once took too long: a small file that the supervisor writes and stage processes read.

A message on it becomes a dead letter with reason `timeout` without being run again, by whichever process
of this supervisor gets its partition. The file lives as long as the supervisor; another machine that gets
the message meets it on its own, is killed once, and knows it from then on.
"""

from pathlib import Path

import msgspec

Coordinates = tuple[str, int, int]


class OverdueMessages:
    """The coordinates in the file at `path`, read again whenever it has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: frozenset[Coordinates] = frozenset()
        self.reload()

    def reload(self) -> None:
        """Read the file; absent means none."""
        if self._path.exists():
            self._known = frozenset(msgspec.json.decode(self._path.read_bytes(), type=list[Coordinates]))

    def add(self, topic: str, partition: int, offset: int) -> None:
        """Add one, for all processes that are started from now on."""
        self._known |= {(topic, partition, offset)}
        temporary = self._path.with_suffix(".new")
        temporary.write_bytes(msgspec.json.encode(sorted(self._known)))
        temporary.replace(self._path)

    def __contains__(self, coordinates: Coordinates) -> bool:
        return coordinates in self._known
