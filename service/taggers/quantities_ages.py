"""Read ages: "a 5-year-old", "aged 30", "Ann Lee, 42,", "im Alter von 70".

What else a number may be is `service.taggers.quantities`.
"""

import re

from service.taggers.quantities_context import measured_noun
from service.taggers.quantities_digits import Number
from service.taggers.quantities_ranges import Reading
from service.taggers.quantities_tables import Unit
from service.taggers.quantities_units import unit_after

_AGE_AFTER = re.compile(
    r"[- ](?:year|month|week|day)s?[- ]olds?\b|(?:-jährige[rnsm]?|jährige[rnsm]?)\b|\s(?:years?|months?|"
    r"weeks?)\sof\sage\b"
    r"|\sJahre\salt\b|\s(?:ans?|mois|semaines)\sd['’]âge\b|\s(?:años|meses)\sde\sedad\b",
)


_AGE_BEFORE = re.compile(r"\b(?:aged?|age of|ages of|im Alter von|âgée? de|de edad de)\s$", re.IGNORECASE)


_AGE_PREDICATE = re.compile(r"(?:^|[\s“\"])(?:[Hh]e|[Ss]he|who)\s(?:is|was|turned)\s(?:only\s|just\s)?$")
_AGE_PREDICATE_END = re.compile(r"(?:[.,;]?(?:\s|$)(?!percent|per\s|million|feet|points|metres|km))")


_AGE_APPOSITION = re.compile(r"[A-ZÀ-Þ][\w’'-]+,?\s[(]?$")


_AGE_WORDS = ("age", "aged", "of", "von", "de")  # what `_AGE_BEFORE` ends with
_VERB_WORDS = ("is", "was", "turned", "only", "just")  # and `_AGE_PREDICATE`


_AGE_UNITS = {"month": "mo", "mois": "mo", "meses": "mo", "week": "wk", "semaine": "wk", "day": "d"}


def age_of(body: str, number: Number) -> Reading | None:
    """Return the age that a number states: "a 5-year-old", "aged 30", "Ann Lee, 42,"."""
    after = _AGE_AFTER.match(body, number.end)
    if after is not None:
        text = after.group().lower()
        code = next((code for name, code in _AGE_UNITS.items() if name in text), "a")
        return Reading(number, number.start, after.end(), Unit(kind="age", code=code))
    if number.words or not number.bare or not 1 <= number.value <= 115:
        return None
    before = body[max(0, number.start - 25) : number.start]
    last = "".join(before.rsplit(None, 1)[-1:]).lower()
    if last.endswith(_AGE_WORDS) and _AGE_BEFORE.search(before):
        unit = unit_after(body, number, "")
        if unit is None or unit.unit.code == "a":
            end = number.end if unit is None else unit.end
            return Reading(number, number.start, end, Unit(kind="age", code="a"))
    if last in _VERB_WORDS and _AGE_PREDICATE.search(before) and _AGE_PREDICATE_END.match(body, number.end):
        return _years_old(body, number)
    following = body[number.end : number.end + 2]
    is_apposed = before.endswith(", ") and following[:1] in {",", "."} and not following[1:].isdigit()
    is_bracketed = before.endswith(" (") and following[:1] == ")"
    if (is_apposed or is_bracketed) and _AGE_APPOSITION.search(before):
        return Reading(number, number.start, number.end, Unit(kind="age", code="a"))
    return None


def _years_old(body: str, number: Number) -> Reading | None:
    """Read "She was 91." and "who turned 16 in May", but not "He was 20 metres away"."""
    if unit_after(body, number, "") is not None or measured_noun(body, number.end, "en") is not None:
        return None
    return Reading(number, number.start, number.end, Unit(kind="age", code="a"))
