"""Recognise dates as printed in datelines and publication lines, without interpreting them.

What moment they mean is settled in `service.normalize.dates`.
"""

import re

# Names of months and weekdays in the languages of the large agencies; a full stop may follow.
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|"
    "januar|jänner|februar|märz|mai|juni|juli|oktober|dezember|jän|mär|okt|dez|"
    "janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|"
    "janv|févr|fév|avr|juil|déc|"
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre|"
    "ene|abr|ago|set|dic|"
    "gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|gen|mag|giu|lug|ott|"
    "janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|dezembro|fev|mai|out|"
    "januari|februari|maart|mei|augustus|mrt|"
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|"
    "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня|"
    "янв|фев|апр|июн|июл|авг|сент|сен|окт|нояб|ноя|дек|"
    "януари|февруари|март|април|май|юни|юли|август|септември|октомври|ноември|декември|"
    "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia|"
    "ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince|"
    "januára|februára|apríla|mája|júna|júla|augusta|septembra|októbra|novembra|decembra|"
    "januarja|februarja|aprila|junija|julija|avgusta|oktobra|januara|februara|marta|juna|jula|"
    "siječnja|veljače|ožujka|travnja|svibnja|lipnja|kolovoza|rujna|studenoga|studenog|prosinca|"
    "január|február|március|április|május|június|július|augusztus|szeptember|október|"
    "ianuarie|februarie|martie|aprilie|iunie|iulie|septembrie|octombrie|noiembrie|decembrie|"
    "ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık|"
    "marts|maj|augusti|desember|maret|agustus|"
    "tammikuuta|helmikuuta|maaliskuuta|huhtikuuta|toukokuuta|kesäkuuta|heinäkuuta|elokuuta|syyskuuta|"
    "lokakuuta|marraskuuta|joulukuuta|"
    "يناير|فبراير|مارس|أبريل|ابريل|مايو|يونيو|يوليو|أغسطس|اغسطس|سبتمبر|أكتوبر|اكتوبر|نوفمبر|ديسمبر"
)
# Arabic agencies print both names of a month.
_LEVANTINE = (
    "كانون الثاني|شباط|آذار|اذار|نيسان|أيار|ايار|حزيران|تموز|آب|أيلول|ايلول|"
    "تشرين الأول|تشرين الثاني|كانون الأول"
)
_WEEKDAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues|tue|wed|thurs|thur|thu|fri|sat|sun|"
    "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|"
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    "lunes|martes|miércoles|jueves|viernes|sábado|domingo"
)


def _alternatives(words: str) -> str:
    """Return a pattern of the words, longest first, grouped by first letter so that few are ever tried."""
    groups: dict[str, list[str]] = {}
    for word in sorted(set(words.split("|")), key=len, reverse=True):
        groups.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{first}(?:{'|'.join(map(re.escape, rest))})" for first, rest in groups.items())


_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º|°)?"
_YEAR = r"(?:19|20)\d\d"
_MONTH = rf"(?:{_alternatives(_MONTHS)})\b\.?"
_WEEKDAY = rf"(?:{_alternatives(_WEEKDAYS)})\b\.?"

PRINTED_DATE = (
    rf"(?:{_WEEKDAY},?\s+)?(?:"
    rf"{_MONTH}\s*{_DAY}(?:\s?[-–]\s?{_DAY})?(?:\s*[.,/]?\s*{_YEAR})?"
    rf"|{_DAY}\s{_MONTH}\s(?:{_LEVANTINE})"
    rf"|{_DAY}\.?(?:\s?[-–/]\s?{_DAY}\.?)?\s*(?:de\s+|of\s+)?{_MONTH},?(?:\s*(?:de\s+|del\s+)?{_YEAR})?"
    rf"|{_YEAR}\.\s{_MONTH}\s{_DAY}\."
    rf"|{_MONTH},?\s*{_YEAR}"
    rf"|{_YEAR}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./](?:{_YEAR}|\d\d)"
    rf")|(?<=[,(]\s){_WEEKDAY}|(?<=[,(]){_WEEKDAY}"
)
"""Pattern of a printed date, for use inside other patterns with `re.IGNORECASE`."""

_FULL = re.compile(PRINTED_DATE, re.IGNORECASE)
_IN_DATELINE = re.compile(rf"(?:^|(?<=[\s,.(/–—-]))(?:{PRINTED_DATE})(?![\w])", re.IGNORECASE)


def is_printed_date(text: str) -> bool:
    """Return whether the whole text is one printed date."""
    return len(text) <= 40 and _FULL.fullmatch(text.strip(" .,")) is not None


def find_printed_date(text: str) -> tuple[int, int] | None:
    """Return (start, end) of the first printed date in a short text, or `None`."""
    match = _IN_DATELINE.search(text)
    return (match.start(), match.end()) if match else None
