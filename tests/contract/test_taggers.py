"""What every tagger promises: determinism, an unchanged input, true offsets, order, bounds and cases."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from service.record import Article
from service.taggers import TAGGERS, tag_article
from service.taggers.document import Tagger, Tags, document_of
from tests.conftest import ROOT
from tests.eval.documents import plain_article

ROOM = ROOT / "service" / "taggers"
GOLDEN = ROOT / "tests" / "golden" / "taggers"

TEXT = (
    "KYIV — President Volodymyr Zelenskyy said on Monday that Ukraine needs 300 missiles worth $2 billion.\n"
    "“We are waiting for an answer,” Zelenskyy told Reuters in Kyiv. Moscow warned Washington, Axios "
    "reported, citing two officials.\n"
    "The United Nations (UN) counted 12,000 refugees, and the UN asked Poland and Germany for help. "
    "He thanked them."
)
# How long a tagger may take over a body of a megabyte, on a slow machine, is bounded by the test's own limit.
MEGABYTE = ("The minister of Qarland, Ada Brown, said on Monday that 5,000 people had left. " * 13_000)[
    :1_000_000
]
ODD = (
    "",
    "   \n \n",
    "\n".join("." * 50),
    "A" * 5_000,
    "’’’“““((((",
    "ａｂｃ Ｋｙｉｖ",
    "Kyiv\u200bKyiv \U0001f600 Ukraine",
)


def tags_before(tagger: Tagger, article: Article) -> Tags:
    """Run the taggers that come before `tagger`."""
    document = document_of(article)
    tags = Tags()
    for earlier in TAGGERS[: TAGGERS.index(tagger)]:
        tags = earlier.run(document, tags)
    return tags


def spans(value: Any, path: str = "") -> Iterator[tuple[str, int, int, str | None]]:
    """Yield (path, start, end, surface or None) of everything in the tags that points into the body."""
    if isinstance(value, tuple):
        for item in value:
            yield from spans(item, path)
    elif isinstance(value, msgspec.Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        if isinstance(fields.get("start"), int) and isinstance(fields.get("end"), int):
            words = fields.get("surface", fields.get("text"))
            yield path, fields["start"], fields["end"], words
        for name, inner in fields.items():
            yield from spans(inner, f"{path}.{name}")


each_tagger = pytest.mark.parametrize("tagger", TAGGERS, ids=lambda tagger: tagger.name)


def test_the_list_is_the_room() -> None:
    """Every file with a `TAGGER` is listed, under its own name, and nothing else is."""
    files = {
        p.stem
        for p in ROOM.glob("*.py")
        if re.search(r"^TAGGER\b", p.read_text(encoding="utf-8"), re.MULTILINE)
    }
    names = [tagger.name for tagger in TAGGERS]
    assert sorted(names) == sorted(files)
    assert len(set(names)) == len(names)


def test_names_come_before_what_needs_them() -> None:
    """Places need the names, quotes and sources need the people."""
    order = [tagger.name for tagger in TAGGERS]
    assert order.index("entities") < order.index("places") < order.index("quotes") < order.index("sources")


@each_tagger
def test_same_input_same_output(tagger: Tagger) -> None:
    """Two runs give equal tags."""
    article = plain_article(TEXT, headline="Ukraine asks for missiles")
    before = tags_before(tagger, article)
    assert tagger.run(document_of(article), before) == tagger.run(document_of(article), before)


@each_tagger
def test_input_is_left_alone(tagger: Tagger) -> None:
    """A tagger changes neither the article nor the tags it is given."""
    article = plain_article(TEXT)
    before = tags_before(tagger, article)
    kept = msgspec.to_builtins(before), msgspec.to_builtins(article)
    tagger.run(document_of(article), before)
    assert (msgspec.to_builtins(before), msgspec.to_builtins(article)) == kept


@each_tagger
def test_offsets_are_true(tagger: Tagger) -> None:
    """Everything that points into the body points at what it says."""
    article = plain_article(TEXT)
    tags = tagger.run(document_of(article), tags_before(tagger, article))
    found = list(spans(tags))
    assert all(0 <= start < end <= len(TEXT) for _, start, end, _ in found)
    assert all(words is None or TEXT[start:end] == words for _, start, end, words in found)


@each_tagger
def test_mentions_are_sorted(tagger: Tagger) -> None:
    """Mentions of one entity stand in the order of the text."""
    article = plain_article(TEXT)
    tags = tagger.run(document_of(article), tags_before(tagger, article))
    for field in tags.__struct_fields__:
        for tag in getattr(tags, field):
            starts = [m.start for m in getattr(tag, "mentions", ())]
            assert starts == sorted(starts), field


@each_tagger
def test_creator_and_confidence(tagger: Tagger) -> None:
    """What a tagger adds bears its name and version and a confidence within bounds."""
    article = plain_article(TEXT)
    before = tags_before(tagger, article)
    after = tagger.run(document_of(article), before)
    for field in after.__struct_fields__:
        old = set(map(repr, getattr(before, field)))
        for tag in getattr(after, field):
            assert 0 <= tag.confidence <= 100
            assert repr(tag) in old or tag.creator in {f"{t.name}/{t.version}" for t in TAGGERS}


@each_tagger
@pytest.mark.parametrize("text", ODD, ids=repr)
def test_odd_bodies(tagger: Tagger, text: str) -> None:
    """Empty, blank and strange bodies give tags without error and with true offsets."""
    article = plain_article(text)
    tags = tagger.run(document_of(article), tags_before(tagger, article))
    assert all(words is None or text[start:end] == words for _, start, end, words in spans(tags))


@pytest.mark.timeout(120)
def test_a_megabyte_is_tagged() -> None:
    """A body of a megabyte is tagged in bounded time, in every field that applies."""
    tagged = tag_article(plain_article(MEGABYTE))
    assert tagged.people
    assert tagged.quantities


@pytest.mark.timeout(120)
def test_a_megabyte_without_a_sentence_is_tagged() -> None:
    """A megabyte of capitals without a full stop is no trap either."""
    tag_article(plain_article(("Kyiv Ukraine AAA " * 60_000)[:1_000_000]))


@pytest.mark.timeout(120)
def test_a_megabyte_of_names_is_tagged() -> None:
    """Tens of thousands of different people and bodies are no trap: nothing compares all with all."""
    syllables = ("Ba", "Do", "Ka", "Li", "Mo", "Nu", "Pe", "Ra", "Su", "Ti")
    names = ["".join(syllables[int(digit)] for digit in f"{number:05}").title() for number in range(25_000)]
    text = " ".join(
        f"Mr {a} {b} met the {a} Ministry ({a[0]}M)." for a, b in zip(names, names[::-1], strict=True)
    )
    tagged = tag_article(plain_article(text[:1_000_000]))
    assert len(tagged.people) > 1_000


@each_tagger
def test_golden_cases_exist(tagger: Tagger) -> None:
    """Every tagger has cases whose right answer is written down."""
    places = [GOLDEN / tagger.name, *GOLDEN.glob(f"{tagger.name}.*")]
    assert any(place.is_file() or (place.is_dir() and any(place.iterdir())) for place in places), Path(
        tagger.name
    )


def test_the_whole_article_is_kept() -> None:
    """Tagging adds tags and touches no other field."""
    article = plain_article(TEXT, headline="Ukraine asks for missiles")
    tagged = tag_article(article)
    untouched = set(article.__struct_fields__) - set(Tags().__struct_fields__)
    assert all(getattr(tagged, name) == getattr(article, name) for name in untouched)
