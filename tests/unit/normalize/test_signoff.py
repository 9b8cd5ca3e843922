"""Sign-offs."""

import pytest

from service.model import Block, Draft
from service.normalize.signoff import find_signoff
from service.normalize.story import Story
from service.record import Dateline
from tests.factories import ORIGIN

_TEXT = "The council approved the budget on Monday, the speaker said."


def _signed(*texts: str) -> Story:
    blocks = tuple(Block(kind="paragraph", text=text) for text in texts)
    return find_signoff(Story(draft=Draft(origin=ORIGIN, format="text/plain"), blocks=blocks))


@pytest.mark.parametrize(
    ("ending", "signoff"),
    [
        (" (PW)", ("PW",)),
        (" (Yonhap)", ("Yonhap",)),
        (" - Reuters", ("Reuters",)),
        (" — SPA", ("SPA",)),
        (" /afp", ("afp",)),
        (" -Example.online", ("Example.online",)),
        (" (ANI) (PW)", ("ANI", "PW")),
        (" (with inputs from PTI)", ("with inputs from PTI",)),
    ],
)
def test_behind_the_last_sentence(ending: str, signoff: tuple[str, ...]) -> None:
    """Initials in brackets and agencies after a dash leave the text."""
    story = _signed(_TEXT, _TEXT + ending)
    assert story.signoffs == signoff
    assert story.blocks[-1].text == _TEXT


@pytest.mark.parametrize(
    "line",
    ["(ANI)", "ANI", "– Roots Online", "IPS UN Bureau", "abc/def", "dpa xy yz", "Cape Example", "AAP be/"],
)
def test_line_of_its_own(line: str) -> None:
    """A last line that is only an agency, a medium or initials goes wholly."""
    story = _signed(_TEXT, line)
    assert len(story.signoffs) == 1
    assert [block.text for block in story.blocks] == [_TEXT]


@pytest.mark.parametrize(
    "text",
    ["It joined the African Union (AU).", "It joined (in 2001).", "He said no – again.", "They won 3-1."],
)
def test_text_that_only_looks_like_one(text: str) -> None:
    """Brackets and dashes inside the last sentence are text."""
    assert _signed(_TEXT, text).signoffs == ()


def test_agency_is_credited() -> None:
    """A sign-off that is an agency is a source too; initials are not."""
    assert [credit.name for credit in _signed(_TEXT, "(Xinhua)").credits] == ["Xinhua"]
    assert _signed(_TEXT, f"{_TEXT} (PW)").credits == ()


def test_a_list_does_not_end_in_a_signoff() -> None:
    """The last name of a list is no sign-off."""
    assert _signed(_TEXT, "Jane Doe", "John Smith").signoffs == ()


def test_initials_behind_an_agency() -> None:
    """An agency and its desk's initials sign together; two words with a stroke between do not."""
    assert _signed(_TEXT, "AP/jd").signoffs == ("AP/jd",)
    assert _signed(_TEXT, "on/off").signoffs != ("on",)


@pytest.mark.parametrize(
    ("end", "signed"),
    [
        (" PTI JD MR", "PTI JD MR"),
        (" EFE", "EFE"),
        (" (www.exampletimes.ng)", "www.exampletimes.ng"),
        (" – LA PRENSA, Jul. 25.", "LA PRENSA"),
    ],
)
def test_signoffs_behind_the_last_sentence(end: str, signed: str) -> None:
    """An agency with initials, a site in brackets, or a paper with its date sign; the sentence stays."""
    text = "The council approved the budget on Monday after a long debate about tariffs."
    blocks = (Block(kind="paragraph", text="It met at noon."), Block(kind="paragraph", text=text + end))
    story = find_signoff(Story(draft=Draft(origin=ORIGIN, format="text/plain"), blocks=blocks))
    assert story.signoffs == (signed,)
    assert story.blocks[-1].text == text


@pytest.mark.parametrize("line", ["JD", "JD MR", "(sp-dgs)", "==Kyodo", "jd/mr"])
def test_initials_on_their_own_line(line: str) -> None:
    """Initials of reporter and desk below the text are a sign-off."""
    text = "The council approved the budget on Monday after a long debate about tariffs."
    blocks = (Block(kind="paragraph", text=text), Block(kind="paragraph", text=line))
    story = find_signoff(Story(draft=Draft(origin=ORIGIN, format="text/plain"), blocks=blocks))
    assert story.signoffs == (line.strip("()="),)


def test_the_datelines_own_agency_signs() -> None:
    """An agency that no table knows is known by the dateline."""
    dateline = Dateline(raw="LONDON (Deskwire) -", place="LONDON", agency="Deskwire")
    blocks = tuple(Block(kind="paragraph", text=text) for text in (_TEXT, "(Deskwire)"))
    story = Story(draft=Draft(origin=ORIGIN, format="text/plain"), blocks=blocks, dateline=dateline)
    assert find_signoff(story).signoffs == ("Deskwire",)
