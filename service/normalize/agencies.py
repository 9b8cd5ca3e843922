"""Which printed names are news agencies, and the name each is known by.

The table is `agencies.yaml`. An agency that is not in it can still be recognised by its position in a
dateline (`service.normalize.dateline`); this module only answers for the known ones.
"""

import functools
import re
import unicodedata
from pathlib import Path

import yaml

from service.normalize.words import word_list

_TABLE = Path(__file__).with_name("agencies.yaml")
_ARTICLE = re.compile(r"^(?:the|la|el|die|l['’])\s+")
_BODIES = word_list("bodies")
# Sites that sign with their address: common domains, and the country codes of most of the world's press.
_DOMAIN = re.compile(
    r"\w[\w-]{1,40}\.(?:com|org|net|online|news|info|tv|media|press|(?:co|com|org)\.[a-z]{2}|at|au|be|bg|br|ca|ch|cz|"
    r"de|dk|ee|es|eu|fi|fr|gr|hr|hu|ie|il|in|is|it|jp|kr|lt|lv|me|mk|mx|nl|no|nz|pk|pl|pt|ro|rs|ru|se|si|sk|tr|ua|uk|us|za)"
)
_NOISE = re.compile(r"[.\s]+")


def names_body(printed: str) -> bool:
    """Return whether a word of `printed` tells an organisation, such as a newspaper, from a person."""
    words = [word.strip(".,") for word in printed.casefold().split()]
    return any(word in _BODIES or _DOMAIN.fullmatch(word) for word in words)


@functools.lru_cache(maxsize=4096)
def agency_name(printed: str) -> str | None:
    """Return the name that the agency printed as `printed` is known by, or `None`.

    >>> agency_name("The Associated Press")
    'AP'
    """
    return _aliases().get(fold_name(printed)) if len(printed) <= 60 else None


def credited(printed: str) -> tuple[str, ...]:
    """Return the names by which the agencies of a printed credit are known, or the credit as it stands.

    A service behind the agency's name is no agency of its own.

    >>> credited("dpa/lby"), credited("APA/dpa"), credited("Voz de America")
    (('dpa',), ('APA', 'dpa'), ('Voz de America',))
    """
    whole = agency_name(printed)
    if whole is not None:
        return (whole,)
    known = tuple(name for part in printed.split("/") if (name := agency_name(part)) is not None)
    return tuple(dict.fromkeys(known)) or (printed,)


def fold_name(printed: str) -> str:
    """Return a name's comparison form: lower case, without accents, full stops, article and outer signs."""
    plain = unicodedata.normalize("NFKD", printed.strip(" .,;:/|()[]*-–—")).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return _ARTICLE.sub("", _NOISE.sub(" ", plain)).strip()


@functools.cache
def _aliases() -> dict[str, str]:
    table: dict[str, list[str]] = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return {fold_name(alias): name for name, aliases in table.items() for alias in (name, *aliases)}


def load() -> None:
    """Read the table, so that a worker pays at start-up and not at the first article."""
    _aliases()
