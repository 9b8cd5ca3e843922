"""Who published the article: the name the input states, the domain, and a country only on evidence."""

import functools

import babel

from service.model import Draft
from service.normalize.story import RULESET_VERSION
from service.normalize.url import domain_of
from service.normalize.words import word_list
from service.record import Provenance, Source, Url

_GENERIC = word_list("generic_domains")
_COUNTRY_OF = {"uk": "GB"}


def publisher_of(draft: Draft, url: Url | None) -> tuple[Source | None, tuple[Provenance, ...]]:
    """Return the publisher and how its country was found.

    The country is that of the domain's country code, where that code is used by its country.
    """
    domain = domain_of(url.canonical) if url is not None else None
    country = country_of_domain(domain) if domain else None
    name = next((claim.value for claim in draft.sources), None)
    source = Source(name=name, domain=domain, country=country, feed_uri=draft.feed_uri)
    if source == Source():
        return None, ()
    if country is None:
        return source, ()
    note = Provenance(
        stage="normalize",
        method="source.country-code-domain",
        version=RULESET_VERSION,
        field="source.country",
        confidence=85,
    )
    return source, (note,)


def country_of_domain(domain: str) -> str | None:
    """Return the ISO 3166-1 code that the domain's last label stands for, if it stands for one."""
    label = domain.rpartition(".")[2].lower()
    if len(label) != 2 or label in _GENERIC:
        return None
    code = _COUNTRY_OF.get(label, label.upper())
    return code if code in babel.Locale("en").territories else None


def site_of(draft: Draft) -> str | None:
    """Return the label of the publisher's domain without its public suffix, lower case."""
    return _label(draft.urls[0].value) if draft.urls else None


@functools.lru_cache(maxsize=1024)
def _label(url: str) -> str | None:
    domain = domain_of(url)
    return domain.split(".")[0].replace("-", "") if domain else None
