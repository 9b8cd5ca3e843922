"""Properties of addresses: never an exception, and canonical forms are fixed points."""

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.provisional import urls

from service.normalize.url import canonicalize, domain_of

_PIECES = (
    "http:// https: // / www. m. amp. example.com amp ? & = #!/ ; % %2f %e4 .. utm_source=x ref=rss id=1 "
    '&amp; :80 @ ä xn-- < " [ ] https%3A%2F%2Fa.com www.google.com/url?q= www.google.com/amp/s/ '
    "index.html .amp.html"
).split()
_pieces = st.lists(st.sampled_from([*_PIECES, " ", "\t"]), max_size=14).map("".join)


@given(st.text() | urls() | _pieces)
def test_canonical_forms_are_fixed_points(raw: str) -> None:
    """Canonicalising a canonical address changes nothing, nor the key."""
    domain_of(raw)
    url = canonicalize(raw)
    if url is not None:
        again = canonicalize(url.canonical)
        assert again is not None
        assert (again.canonical, again.normalized) == (url.canonical, url.normalized)


@given(st.permutations(["a=1", "b=2", "c=3", "utm_medium=x"]))
def test_order_of_parameters_does_not_matter(parts: list[str]) -> None:
    """The key is the same in whatever order the parameters come."""
    url = canonicalize("https://example.com/x?" + "&".join(parts))
    assert url is not None
    assert url.normalized == "example.com/x?a=1&b=2&c=3"
