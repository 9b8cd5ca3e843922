"""Identifiers."""

import msgspec
import pytest

from service.model import Draft
from service.normalize.identity import Identity, identify_article
from service.normalize.url import canonicalize
from tests.factories import ORIGIN

_DRAFT = Draft(origin=ORIGIN, format="text/plain", text="x", input_id="id-1", guid="guid-1")
_URL = canonicalize("https://example.org/a")


def _role(identity: Identity, role: str) -> str | None:
    return next((alt.value for alt in identity.alt_ids if alt.role == role), None)


def test_same_input_same_identifiers() -> None:
    """Identifiers depend on nothing but the input."""
    assert identify_article(_DRAFT, _URL, "text") == identify_article(_DRAFT, _URL, "text")


def test_a_revision_keeps_its_work() -> None:
    """Other content gives another uri and content hash, and the same work."""
    first, second = identify_article(_DRAFT, _URL, "text"), identify_article(_DRAFT, _URL, "text, changed")
    assert first.uri != second.uri
    assert _role(first, "work") == _role(second, "work")
    assert _role(first, "content") != _role(second, "content")


def test_what_the_identity_is_taken_from() -> None:
    """The envelope's id comes first, then the guid, the address and the coordinates."""
    replace = msgspec.structs.replace
    without_id = replace(_DRAFT, input_id=None)
    without_guid = replace(without_id, guid=None)
    elsewhere = replace(without_guid, origin=replace(ORIGIN, offset=99))
    moved = replace(_DRAFT, guid="other", origin=replace(ORIGIN, offset=99))
    assert identify_article(_DRAFT, None, "t").uri == identify_article(moved, _URL, "t").uri
    works = [
        _role(identify_article(draft, url, "t"), "work")
        for draft, url in (
            (_DRAFT, _URL),
            (without_id, _URL),
            (without_guid, _URL),
            (without_guid, None),
            (elsewhere, None),
        )
    ]
    assert len(set(works)) == 5


def test_items_of_one_message_differ() -> None:
    """Two items with the same envelope id and the same text are two articles."""
    second = msgspec.structs.replace(_DRAFT, origin=msgspec.structs.replace(ORIGIN, item=1))
    assert identify_article(_DRAFT, None, "t").uri != identify_article(second, None, "t").uri


def test_roles_and_form() -> None:
    """The uri is a URN; every identifier that is known has its role."""
    identity = identify_article(_DRAFT, _URL, "t")
    assert identity.uri.startswith("urn:dateline:article:")
    assert [alt.role for alt in identity.alt_ids] == ["input", "guid", "url", "work", "content"]
    assert _role(identity, "input") == "id-1"


def test_a_listed_article_keeps_its_work_wherever_it_stands() -> None:
    """New items above an article do not make another work of it, whether it has a guid or an address."""
    listed = msgspec.structs.replace(_DRAFT, input_id=None)
    for draft in (listed, msgspec.structs.replace(listed, guid=None)):
        moved = msgspec.structs.replace(draft, origin=msgspec.structs.replace(ORIGIN, offset=7, item=3))
        assert identify_article(draft, _URL, "t") == identify_article(moved, _URL, "t")


@pytest.mark.parametrize(
    ("guid", "same"), [("1274", False), ("urn:x:1274", True), ("tag:a.org,2026:1", True)]
)
def test_a_guid_that_is_no_uri_counts_with_its_site(guid: str, same: bool) -> None:
    """Two sites may both number an article 1274; a URI is the same everywhere."""
    draft = msgspec.structs.replace(_DRAFT, input_id=None, guid=guid)
    other = canonicalize("https://example.net/a")
    works = {_role(identify_article(draft, url, "t"), "work") for url in (_URL, other)}
    assert (len(works) == 1) is same


def test_a_home_page_names_no_article() -> None:
    """Articles that give their paper's home page as address are told apart by where they lie."""
    draft = msgspec.structs.replace(_DRAFT, input_id=None, guid=None)
    other = msgspec.structs.replace(draft, origin=msgspec.structs.replace(ORIGIN, offset=98))
    home = canonicalize("https://example.org/")
    assert _role(identify_article(draft, home, "t"), "work") != _role(
        identify_article(other, home, "t"), "work"
    )
