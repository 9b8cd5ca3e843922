"""What de-duplication sees of an article: its words, its shingles, and the keys of its identity.

How the keys are used is decided in `service.dedup.verdict`.
"""

import msgspec

from service.dedup.folding import fold, words_of
from service.dedup.shingle import WIDTH, Hashes, digest, distinct, shingles_of, word_hashes
from service.dedup.story import LEAD_WORDS, Subject, subject_of
from service.record import Article

SHORT = 8
"""Bodies of fewer words are teasers ("Continue reading", "Comments"): equal ones need an equal headline."""

UNSPACED = frozenset("zh ja th lo km my".split())
"""Languages written without blanks between words: a "word" is all that stands between two marks."""
UNSPACED_BYTES = 120
"""40 characters, about twenty words: a body of an unspaced language that is no teaser."""

COMPARED_WORDS = 50_000
"""Words of a body that are shingled: more than any article has, and a bound on what a fingerprint weighs."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """An article as it is compared.

    Attributes:
        words: number of words in the body that are compared.
        is_short: whether the body is too short to be compared by its shingles.
        in_order: hash of each shingle, in the order of the body.
        shingles: the sorted set of these hashes.
        content: equal for equal texts, whatever their case, punctuation or lookalike letters.
        headline_key: hash of the folded headline; empty without one.
        subject: the telling words of headline and lead.
        edition: differs when the headline or the publication status does.
        url_key: the address, unless it is a home page, which many articles share.
        source: the publisher's domain, else its name.
        agencies: folded names of the news agencies that the article credits.
        language: primary language subtag.
    """

    words: int
    is_short: bool
    in_order: Hashes
    shingles: Hashes
    content: str
    headline_key: str
    subject: Subject
    edition: str
    url_key: str | None
    source: str | None
    agencies: tuple[str, ...]
    language: str


def read(article: Article) -> Reading:
    """Prepare an article for comparison."""
    body = fold(article.body)
    hashes = word_hashes(body)
    headline_words = words_of(article.headline)
    headline = " ".join(headline_words)
    in_order = shingles_of(hashes[:COMPARED_WORDS])
    url_key = article.url.normalized if article.url and not article.url.is_homepage else None
    language = primary(article.language)
    is_long = len(hashes) >= SHORT or (language in UNSPACED and len(body) >= UNSPACED_BYTES)
    source = (article.source.domain or article.source.name) if article.source else None
    return Reading(
        words=min(len(hashes), COMPARED_WORDS),
        is_short=not is_long,
        in_order=in_order,
        shingles=distinct(in_order),
        content=_content(body, len(hashes), headline, url_key),
        headline_key=digest(headline) if headline else "",
        subject=subject_of(headline_words, _first_words(body)),
        edition=digest(headline, article.pub_status),
        url_key=url_key,
        source=source,
        agencies=_agencies(article),
        language=language,
    )


def _agencies(article: Article) -> tuple[str, ...]:
    credited = [source.name for source in article.info_sources if source.role == "agency"]
    if article.dateline and article.dateline.agency:
        credited.append(article.dateline.agency)
    return tuple(sorted({" ".join(words_of(name)) for name in credited} - {""}))


def primary(language: str) -> str:
    """Return the primary subtag, such as `en` of `en-GB`."""
    return language.partition("-")[0].lower()


def _first_words(body: bytes) -> list[str]:
    return b" ".join(body.split(b" ", LEAD_WORDS)[:LEAD_WORDS]).decode("utf-8", "surrogatepass").split()


def _content(body: bytes, words: int, headline: str, url_key: str | None) -> str:
    if words >= SHORT:
        return digest(body)
    if words >= WIDTH:
        return digest(body, headline)
    return digest(body, headline, url_key or "")
