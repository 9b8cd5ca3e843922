"""The envelope: opened strictly, its claims kept."""

import base64
import json

import pytest

from service.model import Reason
from tests.unit.codecs.cases import draft, letter, values


def _envelope(**fields: object) -> str:
    return json.dumps(fields)


def test_the_claims_of_the_envelope_stand_before_those_of_the_headers() -> None:
    """Who wrapped the article knows it better than who sent the message."""
    text = _envelope(
        id="e-1",
        content_type="text/plain",
        url="https://a.example/1",
        source="A",
        published="2026-01-02",
        language="fr",
        body="Quelques mots.",
    )

    found = draft(text, url="https://b.example", source="B")

    assert found.text == "Quelques mots."
    assert found.input_id == "e-1"
    assert values(found.urls) == ["https://a.example/1", "https://b.example"]
    assert [claim.evidence for claim in found.sources] == ["envelope:source", "header:source"]
    assert values(found.languages) == ["fr"]
    assert values(found.published) == ["2026-01-02"]


def test_a_base64_body_is_bytes_in_any_charset() -> None:
    """The inner declared charset counts for them."""
    body = base64.b64encode("Жарко.".encode("cp1251")).decode()

    assert draft(_envelope(content_type="text/plain; charset=cp1251", body_base64=body)).text == "Жарко."


def test_the_declared_encoding_of_text_in_json_does_not_count() -> None:
    """A JSON string is text already, whatever the document in it says."""
    document = "<nitf><body><hedline><hl1>Zürich</hl1></hedline></body></nitf>"
    body = f'<?xml version="1.0" encoding="iso-8859-1"?>{document}'

    assert values(draft(_envelope(body=body)).titles) == ["Zürich"]


@pytest.mark.parametrize(
    "fields",
    [
        {"body": 1},
        {"body": None},
        {"body": ["a"]},
        {"body": "a", "id": 7},
        {"body": "a", "url": {}},
        {"body": "a", "language": False},
        {"body": "a", "body_base64": "YQ=="},
        {"body_base64": "not base64!"},
        {"body_base64": "YQ"},
    ],
)
def test_wrong_fields_make_it_invalid(fields: dict[str, object]) -> None:
    """Wrong types, no body or two bodies, and base64 that is none."""
    assert letter(_envelope(**fields)).reason is Reason.INVALID_ENVELOPE


def test_unknown_fields_and_nulls_are_passed_over() -> None:
    """Producers may add fields, and write null for what they do not know."""
    assert draft(_envelope(body="Some words.", url=None, extra=[1])).text == "Some words."


def test_of_repeated_members_the_last_counts() -> None:
    """Duplicate keys are legal JSON; the outcome is an article all the same."""
    assert draft('{"body": "First words.", "body": "Second words."}').text == "Second words."
