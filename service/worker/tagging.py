"""What the tag stage works by, besides the package's own tables: routes, gazetteers, rules, user's taggers.

Files are read at start, where a mistake ends the start, and again when one of them changes, between two
transactions: the records of one transaction are all made by the same files. A changed file that is wrong is
refused with one line in the log, and what was in force stays, all of it. Taggers are code and stay until
the process ends; a route to a topic that was not there at start waits for a restart, since the topic's
rights and existence are checked there.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.gazetteer.user_file import InvalidGazetteer
from service.routing import InvalidRoutes, Routes, load_routes
from service.settings import InvalidSettings, Settings
from service.taggers import TAGGERS
from service.taggers.document import Tagger
from service.taggers.gazetteer import KnownNames, use_names
from service.taggers.gazetteer_user import read_gazetteers
from service.taggers.rules_file import InvalidRules, read_rules
from service.taggers.user_taggers import InvalidTagger, load_user_taggers
from service.telemetry import events

LOOK_SECONDS = 1.0
"""How often the files are looked at, at most."""

Marks = tuple[tuple[int, int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class Tools:
    """One state of all files.

    Attributes:
        routes: the routing table.
        names: names with a user's gazetteers; `None` when there are none.
        rules: a tagger for each file of rules.
    """

    routes: Routes
    names: KnownNames | None
    rules: tuple[Tagger, ...]


class Tagging:
    """The tools in force, and their renewal.

    Raises:
        InvalidRoutes: the routing file is wrong.
        InvalidSettings: another file is, or a tagger cannot be used.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._files = _files(settings)
        self._marks = _marks(self._files)
        self._looked = clock()
        try:
            self._tools = read_tools(settings)
            self._own = load_user_taggers(settings.user_taggers, taken=_names(self._tools.rules))
        except (InvalidGazetteer, InvalidRules, InvalidTagger) as error:
            raise InvalidSettings(str(error)) from error
        self._targets = frozenset(self._tools.routes.targets)

    @property
    def routes(self) -> Routes:
        """The routing table in force."""
        return self._tools.routes

    @property
    def taggers(self) -> tuple[Tagger, ...]:
        """A user's rules and taggers, in the order in which they run."""
        return (*self._tools.rules, *self._own)

    def start(self) -> None:
        """Put a user's names in force in this process."""
        use_names(self._tools.names)

    def refresh(self) -> None:
        """Read the files again if one has changed; call this between transactions."""
        now = self._clock()
        if not self._files or now - self._looked < LOOK_SECONDS:
            return
        self._looked = now
        marks = _marks(self._files)
        if marks != self._marks:
            self._marks = marks
            self._renew()

    def _renew(self) -> None:
        try:
            tools = read_tools(self._settings)
            _check_names(tools.rules, self._own)
            if new := sorted(set(tools.routes.targets) - self._targets):
                raise InvalidRoutes(f"{self._settings.routing_file}: {', '.join(new)} is new; restart for it")
        except (InvalidRoutes, InvalidGazetteer, InvalidRules) as error:
            events.tables_refused(str(error))
            return
        self._tools = tools
        self.start()
        version = tools.names.version if tools.names else ""
        events.tables_renewed(gazetteer=version, routes=tools.routes.version, rules=len(tools.rules))


def read_tools(settings: Settings) -> Tools:
    """Read all files.

    Raises:
        InvalidRoutes, InvalidGazetteer, InvalidRules: one is wrong.
    """
    routes = load_routes(settings.routing_file, settings.topic_prefix)
    names = read_gazetteers(settings.gazetteers) if settings.gazetteers else None
    rules = tuple(read_rules(path) for path in settings.rules)
    _check_names(rules, ())
    return Tools(routes, names, rules)


def _check_names(rules: Sequence[Tagger], others: Sequence[Tagger]) -> None:
    names = [tagger.name for tagger in (*TAGGERS, *others, *rules)]
    if repeated := next((name for name in names if names.count(name) > 1), None):
        raise InvalidRules(f"rules: two taggers are named {repeated!r}; give each file of rules its own name")


def _names(rules: Sequence[Tagger]) -> tuple[str, ...]:
    return tuple(tagger.name for tagger in (*TAGGERS, *rules))


def _files(settings: Settings) -> tuple[Path, ...]:
    routing = (settings.routing_file,) if settings.routing_file else ()
    return (*routing, *settings.gazetteers, *settings.rules)


def _marks(files: Sequence[Path]) -> Marks:
    """Return what changes when a file does, however it was written: its inode, size and time."""
    marks: list[tuple[int, int, int] | None] = []
    for file in files:
        try:
            stat = file.stat()
        except OSError:
            marks.append(None)
        else:
            marks.append((stat.st_ino, stat.st_size, stat.st_mtime_ns))
    return tuple(marks)
