"""The words of `extract_rules.yaml`, compiled; what they mean is told there and where they are used."""

import functools
import re
from importlib import resources

import msgspec
import yaml


class ExtractRules(msgspec.Struct, frozen=True, kw_only=True):
    """The rule pack: one pattern per list."""

    version: str
    box_names: re.Pattern[str]
    standfirst_names: re.Pattern[str]
    not_standfirst_names: re.Pattern[str]
    link_labels: re.Pattern[str]
    notices: re.Pattern[str]
    notices_anywhere: re.Pattern[str]
    link_headings: re.Pattern[str]
    site_headings: re.Pattern[str]
    summary_headings: re.Pattern[str]


@functools.cache
def load_rules() -> ExtractRules:
    """Read the rule pack that is installed with this package."""
    text = resources.files("service.normalize").joinpath("extract_rules.yaml").read_text(encoding="utf-8")
    pack = yaml.safe_load(text)
    patterns = {name: _pattern(name, entries) for name, entries in pack.items() if name != "version"}
    return ExtractRules(version=pack["version"], **patterns)


def _pattern(name: str, entries: list[str]) -> re.Pattern[str]:
    """Return the alternatives as one pattern; names are matched at the beginnings of words only."""
    start = r"\b" if name.endswith("_names") else ""
    return re.compile(f"{start}(?:{'|'.join(entries)})", re.IGNORECASE)
