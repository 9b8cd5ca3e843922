"""Declared languages: tags in whatever spelling, or names, to a valid BCP 47 tag.

What the text itself is written in is `service.normalize.language`.
"""

import functools
import re

from babel import Locale

from service.normalize.language_rules import load_rules

MAX_LENGTH = 64
_SEPARATORS = re.compile(r"[-_.@]")
_FIRST_OF_LIST = re.compile(r"[,;|/\s]")
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "mis", "root"})
_SCRIPT_OF_REGION = {"CN": "Hans", "SG": "Hans", "TW": "Hant", "HK": "Hant", "MO": "Hant"}


@functools.lru_cache(maxsize=1024)
def parse_tag(text: str) -> str | None:
    """Return the BCP 47 tag of a declared language, or `None` if it names none.

    `en_US` → `en-US`, `eng` → `en`, `English` → `en`, `zh-tw` → `zh-Hant-TW`, `de-DE,de;q=0.9` → `de-DE`.
    Language, script and region are kept, other subtags are not. Only registered languages, scripts
    and regions are taken (by CLDR).
    """
    text = text.strip()
    if not text or len(text) > MAX_LENGTH:
        return None
    rules = load_rules()
    named = _names().get("-".join(text.lower().split()))
    if named is not None:
        return named
    primary, *rest = _SEPARATORS.split(_FIRST_OF_LIST.split(text)[0])
    primary = primary.lower()
    primary = rules.aliases.get(primary, primary)
    if primary in _NO_LANGUAGE or primary not in _registry().languages:
        return None
    return "-".join([primary, *_script_and_region(primary, rest)])


def _script_and_region(primary: str, subtags: list[str]) -> list[str]:
    registry = _registry()
    script = next((tag.title() for tag in subtags if tag.title() in registry.scripts), None)
    region = next((tag.upper() for tag in subtags if tag.upper() in registry.territories), None)
    if primary == "zh" and script is None and region is not None:
        script = _SCRIPT_OF_REGION.get(region)
    return [subtag for subtag in (script, region) if subtag]


@functools.cache
def _registry() -> Locale:
    return Locale("en")


@functools.cache
def _names() -> dict[str, str]:
    """Return names of languages in lower case with their tags, English ones and their own."""
    english = {
        "-".join(name.lower().split()): code
        for code, name in _registry().languages.items()
        if "_" not in code and len(code) <= 3 and code not in _NO_LANGUAGE
    }
    return english | load_rules().autonyms
