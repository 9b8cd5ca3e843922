"""The whole of normalising on real texts."""

import tarfile
from pathlib import Path

import pytest

from service.model import DeadLetter, Draft
from service.normalize import load, normalize_draft
from service.record import Article
from tests.factories import ORIGIN


def _normalized(text: str) -> Article:
    article = normalize_draft(Draft(origin=ORIGIN, format="text/plain", text=text))
    assert isinstance(article, Article)
    return article


def test_html_goes_through_the_same_rules() -> None:
    """A fragment's paragraphs lose their dateline as a text's do."""
    load()
    html = "<p>LONDON (AP) — The council approved the budget on Monday.</p><p>Tariffs rise by a tenth.</p>"
    article = normalize_draft(Draft(origin=ORIGIN, format="text/html", html=html))
    assert isinstance(article, Article)
    assert article.dateline is not None
    assert article.dateline.agency == "AP"
    assert article.body == "The council approved the budget on Monday.\n\nTariffs rise by a tenth."


@pytest.mark.parametrize("text", ["", " \n ", "—", "***"])
def test_nothing_is_a_dead_letter(text: str) -> None:
    """A text without a letter or digit is refused, and nothing else is."""
    assert isinstance(normalize_draft(Draft(origin=ORIGIN, format="text/plain", text=text)), DeadLetter)


@pytest.mark.parametrize(
    "text",
    ["a" * 1_000_000, "a " * 500_000, "a" + "(" * 200_000,
     "Photo: x\n" * 50_000, "A – " * 100_000, "\n".join(["Ab, "] * 50_000), "1. a\n" * 50_000,

     "A" + "\u0301" * 100_000, "https://" + "a" * 100_000, "By " + "Aa " * 100_000, "x\n\n" * 50_000],
)  # fmt: skip
@pytest.mark.timeout(20)
def test_hostile_texts_end_in_time(text: str) -> None:
    """Megabyte lines, nested brackets and endless lists cost no more than their length."""
    assert _normalized(text).body is not None


@pytest.mark.shared_data
def test_the_sample_article(data_dir: Path) -> None:
    """Every field of the raw sample is where it belongs, and the body is free of them."""
    text = (data_dir / "samples" / "purewilayah-tomahawk.txt").read_text(encoding="utf-8")
    article = _normalized(text)
    assert article.headline == (
        "Ukraine Fails to Secure Tomahawk Missiles, Trump–Zelensky Meeting Ends in Tension"
    )
    (standfirst,) = article.descriptions
    assert standfirst.value.startswith("Sources described the two-and-a-half-hour discussion")
    assert text.count(standfirst.value) == 2
    assert article.dateline is not None
    assert (article.dateline.place, article.dateline.agency) == ("United States", "PUREWILAYAH.COM")
    assert article.located == "United States"
    assert [source.name for source in article.info_sources] == ["PUREWILAYAH.COM"]
    assert [section.headline for section in article.sections] == [
        None, "U.S. Fears Direct Escalation with Russia", "Washington’s Strategic Ambiguity",
    ]  # fmt: skip
    assert article.signoff == "PW"
    assert article.language == "en"
    assert article.body.startswith("The recent White House meeting")
    assert article.body.endswith("Kiev’s demands.")
    for absent in ("PUREWILAYAH", "(PW)", "Strategic Ambiguity", "two-and-a-half-hour"):
        assert absent not in article.body


@pytest.mark.shared_data
def test_newswire_of_the_world(data_dir: Path) -> None:
    """On real articles offsets hold, and hardly a text is changed twice."""
    changed = total = 0
    with tarfile.open(data_dir / "newswire-worldwide" / "worldwide-newswire.tar.gz") as archive:
        for member in [m for m in archive.getmembers() if "original_articles/" in m.name and m.isfile()][::6]:
            handle = archive.extractfile(member)
            assert handle is not None
            article = _normalized(handle.read().decode("utf-8"))
            for section in article.sections:
                for paragraph in section.paragraphs:
                    assert article.body[paragraph.start : paragraph.end] == paragraph.text
            total += 1
            changed += _normalized(article.body).body != article.body
    assert total > 100
    assert changed <= total * 0.01
