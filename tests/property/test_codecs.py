"""Laws of decoding: it never raises, loses no item, and says only what its types allow."""

import base64
import contextlib
import json

import msgspec
import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from service.codecs import decode
from service.codecs.blocks import blocks_of_text
from service.codecs.dead_letter import dead_letter_headers, encode_dead_letter, read_dead_letter
from service.codecs.encoding import decode_text
from service.codecs.markup import inline_text, read_prolog, with_small_defects_mended
from service.codecs.payload import Refused
from service.model import DeadLetter, Draft, Headers, Limits, Message, Reason, StageName
from service.record import Origin

ORIGIN = Origin(topic="articles.raw", partition=0, offset=3, item=0)
TYPES = (
    "text/plain",
    "text/html",
    "application/json",
    "application/rss+xml",
    "application/atom+xml",
    "application/xml",
    "application/nitf+xml",
    "application/vnd.iptc.g2.newsitem+xml",
    "text/vnd.iptc.7901",
    "text/vnd.anpa.1312",
    "image/png",
    "text/plain; charset=utf-16",
    "text/plain; charset=\x00",
    "nonsense",
)
# Pieces that codecs look for, so that random input gets past the front door.
PIECES = (
    *'<rss version="2.0"> <channel> <item> </item> <title> </title> <description> </channel> </rss>'.split(),
    *'<feed xmlns="http://www.w3.org/2005/Atom"> <entry> </entry> <content type="xhtml"> </feed>'.split(),
    *"<nitf> <body> <body.content> <p> </p> <hl2> </body.content> </body> </nitf> <byline>".split(),
    *"<newsItem> <contentSet> <inlineData> </inlineData> </contentSet> </newsItem> <newsMessage>".split(),
    *"<!DOCTYPE [ <!ENTITY ]> <![CDATA[ ]]> <!-- --> <?xml ?> &amp; &nbsp; & < > <html> <br/>".split(),
    *'{ } [ ] , : "uri" "body" "bodies" "headline" "items" "version" "id" null 1e999 "\\ud800"'.split(),
    "\x01eca062 4 i 211 dpa 061\r\n",
    "\x16\x16\x01W2870\x1f\n",
    "\x02^Slug,12<\n",
    "\x02Title =\n\n",
    "\x03131137 GMT Nov 13\x04",
    "\ufeff",
    "\x00",
    "word ",
    "déjà vu ",
    "\n\n   ",
)

soups = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=40).map("".join)
contents = (
    st.binary(max_size=300)
    | soups.map(lambda text: text.encode("utf-8", "surrogatepass"))
    | soups.flatmap(
        lambda text: st.sampled_from(("utf-16", "cp1252", "koi8-r", "shift_jis", "utf-32-be")).map(
            lambda charset: text.encode(charset, "ignore")
        )
    )
)
names = st.sampled_from(("content-type", "url", "source", "published", "traceparent", "other", ""))
headers = st.lists(
    st.tuples(names, st.binary(max_size=30) | st.sampled_from(TYPES).map(str.encode)), max_size=5
).map(tuple)


def _message(value: bytes | None, stated: Headers = ()) -> Message:
    return Message(value=value, headers=stated, origin=ORIGIN, timestamp_ms=1)


def _check(found: tuple[Draft | DeadLetter, ...]) -> None:
    assert found
    assert [item.origin.item for item in found] == list(range(len(found)))
    for item in found:
        # Strictly: every field has its declared type, and no lone surrogate keeps it from being written.
        assert msgspec.convert(orjson.loads(orjson.dumps(msgspec.to_builtins(item))), type(item)) == item
        if isinstance(item, DeadLetter):
            assert item.reason is not Reason.INTERNAL_ERROR, item.detail
            assert item.stage is StageName.NORMALIZE
        else:
            assert sum(form is not None for form in (item.text, item.html, item.blocks)) == 1
            assert any(step.field == "format" for step in item.provenance)


@settings(max_examples=400, deadline=None)
@given(value=st.none() | contents, stated=headers)
def test_decoding_never_raises_and_numbers_its_items(value: bytes | None, stated: Headers) -> None:
    """Any bytes under any headers give at least one item, in order, of the declared types."""
    _check(decode(_message(value, stated), Limits()))


@settings(max_examples=200, deadline=None)
@given(value=contents, declared=st.sampled_from(TYPES), encoded=st.booleans())
def test_an_envelope_never_loses_its_id(value: bytes, declared: str, encoded: bool) -> None:
    """Whatever lies in an envelope, every outcome can be found by the envelope's id."""
    body = base64.b64encode(value).decode() if encoded else value.decode("latin-1")
    field = "body_base64" if encoded else "body"
    envelope = json.dumps({"id": "e-1", "content_type": declared, field: body}).encode()

    found = decode(_message(envelope), Limits())

    _check(found)
    if not (b'"id"' in value and encoded is False):
        assert {item.input_id for item in found} == {"e-1"}


titles = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12)


@given(st.lists(titles, min_size=1, max_size=12), st.booleans())
def test_a_feed_has_as_many_outcomes_as_items(items: list[str], with_defect: bool) -> None:
    """N items give n outcomes, also where the feed has to be mended."""
    defect = "<item><title>R&D</title></item>" if with_defect else ""
    feed = "".join(f"<item><title>{title}</title></item>" for title in items)
    text = f"<rss><channel>{feed}{defect}</channel></rss>"

    found = decode(_message(text.encode()), Limits())

    assert len(found) == len(items) + with_defect
    assert [item.titles[0].value for item in found if isinstance(item, Draft)][: len(items)] == items


@given(st.text(max_size=60).filter(lambda text: not text.startswith("\0")))
def test_text_in_any_wide_encoding_comes_back(text: str) -> None:
    """What a byte-order mark announces is what is read."""
    data = text.encode("utf-16", "ignore")

    assert decode_text(data, None).text == data.decode("utf-16")


@settings(deadline=None)
@given(contents, st.none() | st.sampled_from(TYPES) | st.text(max_size=40))
def test_decoded_text_has_no_lone_surrogates(data: bytes, declared: str | None) -> None:
    """Text can always be written again, or it is refused."""
    with contextlib.suppress(Refused):
        decode_text(data, declared).text.encode()


@given(soups)
def test_small_parsers_take_any_text(text: str) -> None:
    """Prologs, headlines and paragraphs are read from anything."""
    read_prolog(text)
    with_small_defects_mended(text)

    assert "\n" not in inline_text(text)
    assert all(block.text == " ".join(block.text.split()) for block in blocks_of_text(text))


@given(
    value=st.none() | st.binary(max_size=50),
    stated=headers,
    reason=st.sampled_from(Reason),
    detail=st.text(max_size=60),
    item=st.integers(0, 9),
)
def test_dead_letters_come_back_from_their_headers(
    value: bytes | None, stated: Headers, reason: Reason, detail: str, item: int
) -> None:
    """Nothing about a failure, and nothing of its message, is lost on the dead-letter topic."""
    message = _message(value, stated)
    origin = msgspec.structs.replace(ORIGIN, item=item)
    letter = DeadLetter(reason=reason, stage=StageName.TAG, detail=detail, origin=origin, input_id="e")

    kept = read_dead_letter(_message(value, dead_letter_headers(letter, message)))

    assert kept.dead_letter == letter
    assert kept.message == message
    assert orjson.loads(encode_dead_letter(letter, message))["reason"] == reason
