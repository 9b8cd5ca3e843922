"""Datelines of Chinese, Japanese and Korean agencies, which stand in brackets or end in "telegraphed".

`新华社北京11月18日电（记者王明）`, `（中央社記者王小明台北18日電）`, `【ソウル時事】`,
`(서울=연합뉴스) 김철수 기자 =`.
Other styles are `service.normalize.dateline`.
"""

import re
from collections.abc import Iterator

from service.model import Struct
from service.normalize.agencies import agency_name
from service.normalize.gazetteer import is_place

_HAN = "\u4e00-\u9fff"
_KANA = "\u3041-\u30ff"
_OPENINGS = frozenset("(（[【")
_CHINESE = re.compile(
    rf"[（(【]?(?P<agency>[{_HAN}]{{2,6}}?(?:社|网|網))(?:[记記]者(?P<by>[{_HAN}、]{{2,12}}?))?"
    rf"(?P<place>[{_HAN}]{{2,7}})(?P<date>(?:\d{{1,2}}月)?\d{{1,2}}日)(?:专|專)?[电電][)）】]?"
    rf"\s*(?:[（(](?:[记記]者)?\s*(?P<after>[{_HAN}、，,\s]{{2,30}})[)）])?[:：]?\s*"
)
_JAPANESE = re.compile(
    rf"【(?P<place>[{_HAN}{_KANA}]{{2,10}}?)(?:[=＝・]?(?P<agency>(?:AFP)?(?:共同|時事)|ロイター)|[=＝](?P<by>[{_HAN}{_KANA}]{{2,10}}))】\s*"
)
_KOREAN = re.compile(
    r"[(\[](?P<place>[가-힣]{2,6})\s*=\s*(?P<agency>[가-힣A-Za-z\d]{2,12})[)\]]\s*"
    r"(?:(?P<by>[가-힣]{2,4}(?:[·,\s]{1,2}[가-힣]{2,4}){0,4})\s*(?:기자|특파원)\s*)?=?\s*"
)
_BETWEEN = re.compile(r"[、，,·\s]+")


class EastAsian(Struct, frozen=True, kw_only=True):
    """A dateline that was read, and where the text behind it starts."""

    raw: str
    end: int
    place: str
    date: str | None
    agency: str | None
    people: tuple[str, ...]


def read_east_asian(text: str) -> EastAsian | None:
    """Return the dateline at the start of `text`, or `None`.

    Either the place is known or the agency is, so that no other brackets are taken.
    """
    first = text[:1]
    if first not in _OPENINGS and not "\u4e00" <= first <= "\u9fff":
        return None
    for pattern in (_CHINESE, _JAPANESE, _KOREAN):
        match = pattern.match(text, 0, 120)
        if match is None or match.end() >= len(text):
            continue
        return next((found for found in _readings(match) if _is_credible(found)), None)
    return None


def _readings(match: re.Match[str]) -> Iterator[EastAsian]:
    """Yield what the match can mean: a reporter's name of two to four letters has no end before the place."""
    groups = match.groupdict()
    place, printed = groups["place"], groups["by"] or ""
    people = _names(printed) + _names(groups.get("after") or "")
    together = printed + place
    splits = [(people, place)]
    if printed and groups.get("date"):
        splits += [(_names(together[:cut]), together[cut:]) for cut in (3, 2, 4) if len(together) - cut >= 2]
        splits = sorted(splits, key=lambda split: not is_place(split[1]))
    for names, where in splits:
        yield EastAsian(
            raw=match.group().strip(),
            end=match.end(),
            place=where,
            date=groups.get("date"),
            agency=groups["agency"],
            people=names,
        )


def _names(printed: str) -> tuple[str, ...]:
    return tuple(name for name in _BETWEEN.split(printed.strip()) if len(name) >= 2)


def _is_credible(found: EastAsian) -> bool:
    return is_place(found.place) or (found.agency is not None and agency_name(found.agency) is not None)
