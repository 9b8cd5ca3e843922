"""Text repair: what is mended, and what must stay."""

import json
import tarfile
from pathlib import Path

import pytest

from service.model import Block, Claim, Draft
from service.normalize.repair import repair_draft, repair_text
from tests.factories import ORIGIN


@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        ("donâ€™t", "don’t"),
        ("cafÃ© und MÃ¼nchen", "café und München"),
        ("Le docteur conseille g√¢teaux et un r√©gime", "Le docteur conseille gâteaux et un régime"),
        ("Garc\u00c3\u00ada\u00a0said", "García said"),
        ("AT&amp;T &quot;said&quot; &#8211; no", 'AT&T "said" – no'),
        ("&amp;nbsp;a", " a"),
        ("e\u0301te\u0301", "été"),
        ("ﬁnal ﬂow", "final flow"),
        ("co\u00adoperate\u200b \ufeffnow", "cooperate now"),
        ("one\u2028two\u2029three", "one\ntwo\n\nthree"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("10\u202f000\u00a0km\tnorth", "10 000 km north"),
        ("\u202eabc\u202c\x07", "abc"),
    ],
)
def test_damage_is_mended(damaged: str, mended: str) -> None:
    """Mojibake, entities, odd spaces, line ends and invisible characters are put right."""
    assert repair_text(damaged) == mended


@pytest.mark.parametrize(
    "good",
    [
        "“We’re done – really,” she said…",
        "San José – Washington: à Paris, l'été",
        "می‌خواهم بروم",
        "👩‍🚀 flies",
        "AT&T, R&D and a?b=1&copy=2",
        "√2 ≈ 1.41; 5 ◊ 6",
    ],
)
def test_good_text_stays(good: str) -> None:
    """Curly quotes, accents, joiners that mean something and bare ampersands are not touched."""
    assert repair_text(good) == good


def test_lone_surrogates_become_encodable() -> None:
    """A surrogate without its pair is replaced, since no encoding could hold it."""
    assert repair_text("a\ud800b").encode() == "a�b".encode()


def test_draft_is_repaired_in_every_text() -> None:
    """Text, blocks and claims are repaired; a claim of which nothing remains is dropped."""
    draft = Draft(
        origin=ORIGIN,
        format="text/plain",
        text="cafÃ©",
        blocks=(Block(kind="paragraph", text="a \n b"),),
        titles=(Claim(value="\u200b", evidence="x"), Claim(value="AT&amp;T", evidence="y")),
        ed_note="  ",
    )
    repaired = repair_draft(draft)
    assert repaired.text == "café"
    assert repaired.blocks == (Block(kind="paragraph", text="a b"),)
    assert repaired.titles == (Claim(value="AT&T", evidence="y"),)
    assert repaired.ed_note is None


def _shared_cases(data_dir: Path, name: str) -> list[dict[str, str]]:
    with tarfile.open(data_dir / "mojibake-ftfy" / "ftfy-testcases.tar.gz") as archive:
        member = next(member for member in archive.getmembers() if member.name.endswith(f"{name}.json"))
        handle = archive.extractfile(member)
        assert handle is not None
        cases: list[dict[str, str]] = json.loads(handle.read())
    return cases


def _policy(text: str) -> str:
    """Return what our Unicode policy makes of a text that needs no other repair."""
    return repair_text(text)


@pytest.mark.shared_data
@pytest.mark.parametrize("name", ["in-the-wild", "synthetic", "language-names"])
def test_known_mojibake_is_mended(data_dir: Path, name: str) -> None:
    """Every published case comes out as published, our policy for spaces and controls apart."""
    for case in _shared_cases(data_dir, name):
        assert repair_text(case["original"]) == _policy(case.get("fixed-encoding", case["fixed"])), case[
            "label"
        ]


@pytest.mark.shared_data
def test_lookalikes_are_not_damaged(data_dir: Path) -> None:
    """No text of the negative cases changes more than the policy for spaces asks."""
    for case in _shared_cases(data_dir, "negative"):
        wanted = case.get("fixed-encoding", case["fixed"]).replace("\xa0", " ")
        assert repair_text(case["original"]) == wanted, case["label"]
