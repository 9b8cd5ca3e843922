"""Normalised articles made directly, for rooms that start from a record and need full control of it."""

from service.record import AltId, Article, Origin, Source, Standard, Text, Url


def plain_article(
    number: int,
    body: str,
    *,
    headline: str = "",
    url: str | None = None,
    domain: str | None = None,
    work: str | None = None,
    published: str | None = None,
    received: str | None = None,
    language: str = "en",
    status: str = "usable",
    origin: Origin | None = None,
    uri: str | None = None,
) -> Article:
    """Return a normalised article as de-duplication receives it."""
    return Article(
        uri=uri or f"urn:article:{number}",
        standard=Standard(name="ninjs", version="3.1", schema="http://www.iptc.org/std/ninjs/"),
        schema_version="1",
        processing_version="1",
        ruleset_version="1",
        type="text",
        representation_type="full",
        version="1",
        pub_status=status,
        alt_ids=(AltId(role="work", value=work or f"work:{number}"),),
        content_created=published,
        received_at=received,
        language=language,
        headlines=(Text(role="main", content_type="text/plain", value=headline),) if headline else (),
        bodies=(Text(content_type="text/plain", value=body),),
        url=Url(original=url, canonical=url, normalized=url) if url else None,
        source=Source(domain=domain) if domain else None,
        origin=origin or Origin(topic="articles.raw", partition=0, offset=number, item=0),
    )
