"""Datelines of Chinese, Japanese and Korean agencies."""

import pytest

from service.normalize.dateline_east_asian import read_east_asian


@pytest.mark.parametrize(
    ("text", "place", "agency", "people"),
    [
        ("新华社北京11月18日电（记者王明、李红）总理会见客人。", "北京", "新华社", ("王明", "李红")),
        ("中新社北京11月18日电 总理会见客人。", "北京", "中新社", ()),
        ("（中央社記者王小明台北18日電）行政院表示。", "台北", "中央社", ("王小明",)),
        ("【ソウル時事】大統領が述べた。", "ソウル", "時事", ()),
        ("【北京=山田太郎】政府は発表した。", "北京", None, ("山田太郎",)),
        ("(서울=연합뉴스) 김철수 기자 = 정부는 밝혔다.", "서울", "연합뉴스", ("김철수",)),
        ("(서울=연합뉴스) 정부는 밝혔다.", "서울", "연합뉴스", ()),
    ],
)
def test_styles(text: str, place: str, agency: str | None, people: tuple[str, ...]) -> None:
    """Each agency's style gives place, agency and reporters, and the text goes on behind it."""
    found = read_east_asian(text)
    assert found is not None
    assert (found.place, found.agency, found.people) == (place, agency, people)
    assert text[found.end :].endswith("。") or text[found.end :].endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "【速報】地震が発生した。",
        "（全文は会員限定）記事です。",
        "(ABC=DEF) text",
        "新年快乐。",
        "【北京】",
        "",
    ],
)
def test_other_brackets_are_left(text: str) -> None:
    """Brackets without a known place or agency, and text without a dateline, are no dateline."""
    assert read_east_asian(text) is None
