"""The rule pack of `service.normalize.url`: what is tracking, AMP, a redirector or a shortener.

The rules are data, in `url_rules.yaml` beside this file, with a version; here they are only read and
made ready for use.
"""

import functools
import re
from importlib import resources
from typing import Any

import msgspec
import yaml


class Redirector(msgspec.Struct, frozen=True):
    """A host that passes readers on to the address in one of its parameters."""

    host: re.Pattern[str]
    path: re.Pattern[str]
    names: tuple[str, ...] = ()


class UrlRules(msgspec.Struct, frozen=True, kw_only=True):
    """The rule pack, ready for use; the meaning of each field is told in `url_rules.yaml`."""

    version: str
    tracking_names: frozenset[str]
    tracking_prefixes: tuple[str, ...]
    value_names: frozenset[str]
    values: frozenset[str]
    by_site: dict[str, frozenset[str]]
    amp_names: frozenset[str]
    amp_flag_values: frozenset[str]
    rendering_names: frozenset[str]
    rendering_values: frozenset[str]
    amp_segments: frozenset[str]
    mobile_labels: frozenset[str]
    home_pages: frozenset[str]
    redirectors: tuple[Redirector, ...]
    amp_caches: tuple[Redirector, ...]
    shorteners: frozenset[str]


@functools.cache
def load_rules() -> UrlRules:
    """Read the rule pack that is installed with this package."""
    pack: dict[str, Any] = yaml.safe_load(
        resources.files("service.normalize").joinpath("url_rules.yaml").read_text(encoding="utf-8")
    )
    by_value = pack["tracking_by_value"]
    return UrlRules(
        version=pack["version"],
        tracking_names=_words(pack["tracking_names"]),
        tracking_prefixes=tuple(pack["tracking_prefixes"].split()),
        value_names=_words(by_value["names"]),
        values=_words(by_value["values"]),
        by_site={site: _words(names) for site, names in pack["tracking_by_site"].items()},
        amp_names=_words(pack["amp_names"]),
        amp_flag_values=_words(pack["amp_flag_values"]) | {""},
        rendering_names=_words(pack["rendering_names"]),
        rendering_values=_words(pack["rendering_values"]),
        amp_segments=_words(pack["amp_segments"]),
        mobile_labels=_words(pack["mobile_labels"]),
        home_pages=_words(pack["home_pages"]),
        redirectors=tuple(_redirector(entry) for entry in pack["redirectors"]),
        amp_caches=tuple(_redirector(entry) for entry in pack["amp_caches"]),
        shorteners=_words(pack["shorteners"]),
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _redirector(entry: dict[str, str]) -> Redirector:
    return Redirector(
        re.compile(entry["host"]), re.compile(entry["path"]), tuple(entry.get("names", "").split())
    )
