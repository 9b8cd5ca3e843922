"""Sources in languages other than English: what stands around a source and is none of it.

"Nach Angaben der Feuerwehr" and "selon les informations du ministère" name a body behind a noun that only
says that it spoke. English is read in `service.taggers.sources_shape`.
"""

import re

_PREFACES = {
    "de": re.compile(
        r"^(?:(?:den|ersten|eigenen|bisherigen|offiziellen|jüngsten|neuesten)\s)*(?:Angaben?|Aussagen?|"
        r"Ansicht|Meinung|"
        r"Auskunft|Einschätzung(?:en)?|Worten|Informationen|Auffassung|Darstellung|Erkenntnissen|"
        r"Schätzungen)\s"
        r"(?=(?:der|des|von|vom|eines|einer|seiner|ihrer)\s)(?:(?:von|vom)\s)?"
    ),
    "fr": re.compile(
        r"^(?:les|des|l['’]|la)\s?(?:informations?|estimations?|analyse|avis|dires)\s"
        r"(?:de\s|du\s|des\s|d['’])"
    ),
    "es": re.compile(
        r"^(?:(?:la|los|las|el)\s)?(?:informaciones|información|datos|fuentes|palabras|opinión)\s"
        r"(?:del?|de la|de los)\s"
    ),
}  # fmt: skip


def without_preface(phrase: str, language: str) -> tuple[int, str]:
    """Return the phrase from its source on, and how many characters were cut in front."""
    pattern = _PREFACES.get(language)
    match = pattern.match(phrase) if pattern else None
    cut = match.end() if match else 0
    return cut, phrase[cut:].rstrip(", ")
