"""Addresses: the canonical URL of an article and the key that equal pages share.

Parsing follows the WHATWG URL standard (by `ada_url`), so that dot segments, default ports, odd
slashes and international hosts come out as in a browser. What is tracking, AMP or a redirector is
data, in `url_rules.yaml`. Nothing is ever fetched: a shortened link stays what it is, and is flagged.
"""

import functools
import re

from ada_url import URL, idna_to_unicode
from tld import get_fld

from service.normalize.url_rules import Redirector, UrlRules, load_rules
from service.record import Url

MAX_LENGTH = 8192

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_SLASHES = re.compile(r"(?<!:)/{2,}")
_SESSION_SUFFIX = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_LANGUAGE_ROOT = re.compile(r"/[a-z]{2}(?:[-_][a-z]{2})?/?", re.IGNORECASE)
_BLANKS = " \f\v\u00a0\u200b\ufeff"
_WRAPPED = re.compile(r"""<(.*)>|"(.*)"|'(.*)'|“(.*)”|‘(.*)’|\((.*)\)""")
_INVISIBLE = str.maketrans("", "", "\t\r\n")


def canonicalize(raw: str) -> Url | None:
    """Return the address in canonical form, or `None` if it is no http(s) URL.

    The canonical form is fit for a browser: credentials, fragment, tracking parameters and AMP caches
    or redirectors around it are gone, the rest is untouched. `normalized` is a key, not an address:
    without scheme, `www.`, mobile and AMP markers, parameters sorted by name. Both are idempotent:
    the canonical form of a canonical form is itself and has the same key.

    Args:
        raw: as printed; surrounding quotes, angle brackets and blanks are ignored.
    """
    if len(raw) > MAX_LENGTH:
        return None
    parsed = _parse(_bare(raw))
    if parsed is None:
        return None
    rules = load_rules()
    from_cache = False
    while (target := _unwrapped(parsed, rules)) is not None:
        parsed, was_cache = target
        from_cache = from_cache or was_cache
    return _url(raw, parsed, rules, from_cache)


def domain_of(url: str) -> str | None:
    """Return the registrable domain by the public suffix list (`news.bbc.co.uk` → `bbc.co.uk`).

    The list is the one inside the `tld` wheel; private suffixes count, so a blog on a shared host has
    its own domain. An address by number, a lone host and an unknown suffix have none.
    """
    if len(url) > MAX_LENGTH:
        return None
    parsed = _parse(_bare(url))
    return _registrable(parsed.hostname) if parsed is not None else None


def _bare(text: str) -> str:
    """Return the address without blanks, quotes or brackets around it, and with a scheme."""
    text = text.translate(_INVISIBLE).strip(_BLANKS)
    if match := _WRAPPED.fullmatch(text):
        text = match[match.lastindex or 0].strip(_BLANKS)
    if text.startswith("//"):
        return "https:" + text
    return "https://" + text if text[:4].lower() == "www." else text


def _parse(text: str) -> URL | None:
    try:
        url = URL(text)
    except ValueError:  # includes text that has no UTF-8 form
        return None
    if url.protocol not in {"http:", "https:"} or not _is_host(url.hostname):
        return None
    url.username = url.password = ""
    return url


def _is_host(host: str) -> bool:
    """Return whether every international label decodes; the parser itself lets broken ones pass."""
    return bool(host) and not any(
        label.startswith("xn--") and idna_to_unicode(label) == label for label in host.split(".")
    )


def _unwrapped(url: URL, rules: UrlRules) -> tuple[URL, bool] | None:
    """Return the address inside a redirector or an AMP cache; each is shorter, so this ends."""
    for cache in rules.amp_caches:
        if cache.host.fullmatch(url.hostname) and (match := cache.path.fullmatch(url.pathname)):
            scheme = "https://" if match[1] else "http://"
            inner = _parse(scheme + match[2] + url.search)
            return (inner, True) if inner is not None and len(inner.href) < len(url.href) else None
    for redirector in rules.redirectors:
        if redirector.host.fullmatch(url.hostname) and redirector.path.fullmatch(url.pathname):
            return _redirect_target(url, redirector)
    return None


def _redirect_target(url: URL, redirector: Redirector) -> tuple[URL, bool] | None:
    for name, value in _parameters(url.search):
        if name in redirector.names:
            inner = _parse(_percent_decoded(value))
            if inner is not None and len(inner.href) < len(url.href):
                return inner, False
    return None


def _percent_decoded(text: str) -> str:
    return re.sub(
        rb"%([0-9A-Fa-f]{2})", lambda match: bytes.fromhex(match[1].decode()), text.encode()
    ).decode("utf-8", "replace")


def _parameters(search: str) -> list[tuple[str, str]]:
    query = search.removeprefix("?").replace("&amp;", "&")
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(name, value) for name, _, value in pairs]


def _url(raw: str, parsed: URL, rules: UrlRules, from_cache: bool) -> Url:
    domain = _registrable(parsed.hostname)
    query = parsed.search.removeprefix("?").replace("&amp;", "&")
    parts = [part for part in query.split("&") if part and not _is_tracking(part, domain, rules)]
    parsed.search = "&".join(parts)
    parsed.pathname = _SESSION_SUFFIX.sub("", parsed.pathname)
    route = parsed.hash if parsed.hash.startswith(("#!", "#/")) and len(parsed.hash) > 2 else ""
    parsed.hash = ""
    canonical = parsed.href.removesuffix("?") + route
    host, amp_host = _key_host(parsed.host, domain, rules)
    path, amp_path = _key_path(parsed.pathname, rules)
    search, amp_search = _key_query(parts, rules)
    return Url(
        original=raw,
        canonical=canonical,
        normalized=host + path + (f"?{search}" if search else "") + route,
        amp=from_cache or amp_host or amp_path or amp_search,
        is_homepage=not search and not route and (path == "" or _LANGUAGE_ROOT.fullmatch(path) is not None),
        is_shortened=parsed.hostname in rules.shorteners,
    )


def _is_tracking(part: str, domain: str | None, rules: UrlRules) -> bool:
    name, _, value = part.partition("=")
    name = name.lower()
    return (
        name in rules.tracking_names
        or name.startswith(rules.tracking_prefixes)
        or (name in rules.value_names and value.lower() in rules.values)
        or (domain in rules.by_site and name in rules.by_site[domain])
    )


def _key_host(host: str, domain: str | None, rules: UrlRules) -> tuple[str, bool]:
    """Return the host without `www`, mobile and AMP labels, and whether it was an AMP host."""
    base = domain or ".".join(host.split(".")[-2:])
    labels = host[: -len(base)].rstrip(".").split(".") if host.endswith(base) and host != base else []
    kept = [label for label in labels if label not in rules.mobile_labels]
    if kept and re.fullmatch(r"www\d?", kept[0]):
        kept = kept[1:]
    return ".".join([*kept, base]) if labels else host, "amp" in labels


def _key_path(path: str, rules: UrlRules) -> tuple[str, bool]:
    """Return the path in one spelling, without AMP markers, index page and last slash."""
    path = _SLASHES.sub("/", _one_spelling(path))
    segments = [segment for segment in path.split("/") if segment]
    kept = [segment for segment in segments if segment.lower() not in rules.amp_segments]
    amp = 0 < len(kept) < len(segments)
    if not amp:
        kept = segments
    if kept and (match := re.fullmatch(r"(.+)\.amp(\.html?)?|amp\.html?", kept[-1])):
        amp = True
        kept[-1:] = [match[1] + (match[2] or "")] if match[1] else []
    if kept and kept[-1].lower() in rules.home_pages:
        kept.pop()
    return "".join(f"/{segment}" for segment in kept), amp


def _key_query(parts: list[str], rules: UrlRules) -> tuple[str, bool]:
    """Return the parameters sorted by name; repeated names keep their order."""
    kept: list[tuple[str, str]] = []
    amp = False
    for part in parts:
        name, _, value = part.partition("=")
        if _asks_for_rendering(name.lower(), value.lower(), rules):
            amp = amp or "amp" in (name + value).lower()
        else:
            kept.append((_one_spelling(name), _one_spelling(value).replace("+", "%20")))
    kept.sort(key=lambda pair: pair[0])
    return "&".join(f"{name}={value}" if value else name for name, value in kept), amp


def _asks_for_rendering(name: str, value: str, rules: UrlRules) -> bool:
    flag = name in rules.amp_names and (value in rules.amp_flag_values or name == "usqp")
    return flag or (name in rules.rendering_names and value in rules.rendering_values)


def _one_spelling(text: str) -> str:
    """Decode what needs no escape and write the other escapes in upper case (RFC 3986, 6.2.2)."""
    if "%" not in text:
        return text

    def spell(match: re.Match[str]) -> str:
        code = int(match[1], 16)
        return chr(code) if code in _UNRESERVED else match[0].upper()

    return _ESCAPE.sub(spell, text)


@functools.lru_cache(maxsize=4096)
def _registrable(host: str) -> str | None:
    if not host or host.startswith("[") or host[-1].isdigit():
        return None
    domain = get_fld(f"https://{host.rstrip('.')}", fail_silently=True, search_private=True)
    return str(domain) if domain else None
