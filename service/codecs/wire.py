"""What the two wire formats share: bylines and the time stamp at the end."""

import re

_BYLINE = re.compile(r"^(?:By|Von|Par|Por|Di|Door|Av)\s+(?=\S)", re.IGNORECASE)
# First three letters of the months in the languages of agencies that use these formats.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene gen",
            "feb fév fev",
            "mar mär mrz maa",
            "apr abr avr",
            "may mai mag maj mei",
            "jun jui giu",
            "jul lug",
            "aug aoû aou ago",
            "sep set",
            "oct okt ott out",
            "nov",
            "dec dez déc dic",
        ),
        start=1,
    )
    for name in names.split()
}


def byline_of(line: str) -> str:
    """Return the line if it is a byline, else ''."""
    return line.strip() if _BYLINE.match(line.strip()) else ""


def timestamp(found: re.Match[str] | None) -> str:
    """Return the stamp's parts (day, month, year, hour, minute) in RFC 3339; '' when they are no time.

    Wire formats state the time in UTC. Impossible days are left to the reader of the claim.
    """
    if found is None:
        return ""
    name = found["month"]
    month = int(name) if name.isdigit() else _MONTHS.get(name[:3].lower(), 0)
    year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
    day, hour, minute = int(found["day"]), int(found["hour"]), int(found["minute"])
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60):
        return ""
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z"
