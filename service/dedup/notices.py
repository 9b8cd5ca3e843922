"""Notices of a desk: kills, corrections and updates, and the headlines of the stories that they name.

A notice is certain where the publication status, a correction that the text announced
(`service.normalize.notices` takes those out) or an agency's mark in capitals before the headline says so.
It is suspected where a word for it stands before a mark in the headline ("Withdrawal:", "(Corrected)"),
where the desk addresses editors, or where a sentence says that a story which it names is withdrawn or
corrected. It is believed only if what it names is, word for word, the headline of an earlier story of the
same desk (`service.dedup.verdict`): an article about a killing, or about another publisher's withdrawal,
names none.
"""

import re

from service.record import Article

KILL, HOLD, CORRECTION, UPDATE = "kill", "hold", "correction", "update"

_MARKED = r"\s*(?:[:–—-]\s*|$)"
# Agencies print these marks in capitals; "Killed: two soldiers" is a headline like others.
_KILL_MARK = re.compile(
    r"[\s\[(*]*(?:MANDATORY\s+|STORY\s+|BULLETIN\s+)?(?:(?:KILL\s*){1,3}(?:NOTICE|ADVISORY)?|STORY\s+WITHDRAWN|"
    r"DÉPÊCHE\s+ANNULÉE|NOTICIA\s+ANULADA|NOTIZIA\s+ANNULLATA|MELDUNG\s+ZURÜCKGEZOGEN)" + _MARKED
)
_AFTER_MARK = re.compile(r"\s*[:–—)\]=-]+\s*")
_MARK_CHARACTERS = 48  # from the start of a headline to the mark that ends what a desk put before it
_MOST_MARKS = 4
_CURT_WORDS = 4  # a headline of so few words says what happened to a story, and the text which
_TO_EDITORS = re.compile(
    r"[\s\[(*]*(?:eds?\b\.?\s*:|editors\b|(?:attention|note|advisory)\s+(?:to\s+)?editors\b|advisory\s*[:–—-]|"
    r"attention\s+r[ée]dactions?\b|achtung\s+redaktion(?:en)?\b|attenzione\s+redazioni\b|"
    r"atención\s+(?:editores|redacciones)\b)",
    re.IGNORECASE,
)
_KILLS = re.compile(
    r"\b(?:kill(?:s|ed|ing)?|withdraw(?:s|n|al|ing)?|retract(?:s|ed|ion)?|delete[sd]?|remove[sd]?|cancell?ed|"
    r"recall(?:s|ed|ing)?|rescind(?:s|ed)?|disregard(?:ed)?|"
    r"(?:been|was|is|story|item|article|report) pulled|void(?:ed)?|no longer stands? by|"
    r"(?:do|must|should|may) not (?:be )?(?:use|publish|run)(?:d|ed)?|"
    r"zurück(?:ge|zu)?(?:zogen|ziehen|nommen|nehmen)|rückruf|storn(?:o|iert)|gegenstandslos|hinfällig|"
    r"widerruf(?:en)?|nicht (?:mehr )?(?:zu )?(?:verwende[nt]|veröffentlich(?:en|t))|"
    r"verwenden sie\b.{0,200}\bnicht|bitte löschen|"
    r"annul(?:er|ons|ez|ation|ée?s?)|annull(?:at[oa]|are|iamo|amento)|retrait|retir(?:ons|ée?)|supprim(?:er|ons|ée?)|"
    r"ne (?:pas|plus) (?:utiliser|publier|diffuser)|"
    r"anul(?:en|ar|amos|ación|ad[oa])|retir(?:ad[oa]|amos)|(?:elimin|suprim)[ai]d[oa]|sin efecto|"
    r"no (?:utilicen|publiquen|difund(?:an|ir))|"
    r"ritir(?:at[oa]|iamo)|cestinare|eliminat[oa]|considerarsi null[oa]|"
    r"non (?:utilizzare|pubblicare|diffondere))\b",
    re.IGNORECASE | re.DOTALL,
)
_CORRECTS = re.compile(
    r"\b(?:correct(?:s|ed|ing|ion)?|clarif(?:y|ies|ication)|amend(?:s|ed|ment)?|errat(?:um|a)|misstate[sd]?|"
    r"berichtig(?:t|te|ung)|korrig(?:iert|ierte|ieren)|korrektur|richtigstellung|"
    r"(?:verbesserte|neue) fassung|rectifi(?:e|ée?|er|catif|cation|cación)|"
    r"corrig(?:e|en|ée?|ió)|corregid[oa]|corrección|fe de erratas|rettific(?:a|are|at[oa])|corrett[oa]|"
    r"correzione|errata corrige)\b",
    re.IGNORECASE,
)
# By mistake something was said: that it was done is what articles tell of other people.
_MISSTATES = re.compile(
    r"\b(?:(?:wrong|incorrect|erroneous|mistaken)ly (?:gave|given|said|stated|reported|identified|described|"
    r"named|attributed|spelled|listed)|(?:irrtümlich|fälschlich(?:erweise)?)\b[^.]{0,80}\b(?:angegeben|gemeldet|"
    r"genannt|bezeichnet|geschrieben)|(?:indiqu|attribu|identifi|écri|annonc)\w* (?:par erreur|à tort)|"
    r"(?:indic|atribuy|identific|inform|escrib)\w+ (?:por error|erróneamente)|"
    r"(?:indicat|attribuit|identificat|riportat|scritt)[oaie] (?:erroneamente|per errore))\b",
    re.IGNORECASE,
)
_STORY_WORDS = tuple(
    "story item article report dispatch meldung beitrag dépêche noticia despacho notizia".split()
)
_STORY = re.compile(rf"\b(?:{'|'.join(_STORY_WORDS)})\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n")
# The first sentence of a notice that has nothing else to say.
_ASKS = re.compile(
    r"\s*(?:(?:please|editors,?)\s+(?:kill|delete|remove|do not (?:use|publish))|kill)\s+(?:this|the|our)\s+"
    r"(?:story|article|item|report)\b|\s*bitte verwenden sie diese meldung nicht\b|"
    r"\s*prière de ne pas utiliser cette dépêche\b|\s*rogamos anulen esta noticia\b|"
    r"\s*si prega di non utilizzare la notizia\b",
    re.IGNORECASE,
)
_NOTE_CHARACTERS = 600
"""What is read of a notice's body, and of each note to editors."""
_MOST_NOTES = 4
_QUOTED = re.compile(
    r"[“\"„«]\s*(?P<title>[^“”\"„«»\n]{12,200}?)\s*[”\"“»]|(?<!\w)[‘'](?P<single>[^\n]{12,200}?)[’'](?!\w)"
)
_HEADLINED = re.compile(
    r"\b(?:head(?:ed|lined?)|titled|entitled|mit dem Titel|unter dem Titel|intitulée?|titulad[ao]|"
    r"intitolat[ao])"
    r"\s*:?\s*(?P<title>[^\n.;]{12,200})(?P<single>)",
    re.IGNORECASE,
)
_EDGES = " \t.,;:!()[]=“”\"„«»‘’'"
_MOST_TITLES = 16


def notice_of(article: Article) -> str | None:
    """Return `kill`, `hold`, `correction` or `update` if the article is certain to be such a notice."""
    if article.pub_status == "canceled" or _is_marked_kill(article):
        return KILL
    kinds = {correction.kind for correction in article.corrections}
    if "withdrawal" in kinds:
        return KILL
    if article.pub_status == "withheld":
        return HOLD
    return next((kind for kind in (CORRECTION, UPDATE) if kind in kinds), None)


def suspected_notice(article: Article) -> str | None:
    """Return what the article is if it names a story of its desk: at least what `notice_of` says."""
    certain = notice_of(article)
    if certain in (KILL, HOLD):
        return certain
    said = _said_of_stories(article)
    is_request = len(article.body) <= _NOTE_CHARACTERS and _ASKS.match(article.body) is not None
    if is_request or any(_KILLS.search(text) for text in said):
        return KILL
    corrects = any(_CORRECTS.search(text) or _MISSTATES.search(text) for text in said)
    return CORRECTION if corrects else certain


def announced_titles(article: Article) -> list[str]:
    """Return the headlines that a notice may refer to: its own without the mark, and those it names."""
    titles = [article.headline, *(article.headline[end:] for _, end in _marks(article.headline))]
    titles += [title for text in _notes(article) for title in _named(text)]
    titles += [description.value for description in article.descriptions]
    titles += article.body[:_NOTE_CHARACTERS].split("\n")[:_MOST_NOTES]
    return [title for title in dict.fromkeys(one.strip(_EDGES) for one in titles) if title][:_MOST_TITLES]


def _said_of_stories(article: Article) -> list[str]:
    """Return the pieces of text in which a desk may speak of what becomes of a story."""
    headline, notes = article.headline, _notes(article)
    said = [headline[:start] for start, _ in _marks(headline)]
    if len(headline.split()) <= _CURT_WORDS:
        said.append(headline)
    is_advisory = any(correction.text.upper() == "ADVISORY" for correction in article.corrections)
    said += [text for text in notes if is_advisory or _TO_EDITORS.match(text)]
    of_stories = [text for text in notes if _has_story_word(text.lower())]
    sentences = [sentence for text in of_stories for sentence in _SENTENCE_END.split(text)]
    said += [one for one in sentences if _STORY.search(one) and _named(one)]
    first = headline.partition(" ")[0]
    return [*said, first] if _named(headline) else said  # "Correction to 'Ferries sail again'"


def _has_story_word(lowered: str) -> bool:
    """Return whether `_STORY` may find anything: what all articles are asked, so it is cheap."""
    return any(word in lowered for word in _STORY_WORDS)


def _marks(headline: str) -> list[tuple[int, int]]:
    """Return where the first marks that may end a desk's own words begin and end."""
    found = _AFTER_MARK.finditer(headline, 1)
    return [match.span() for match, _ in zip(found, range(_MOST_MARKS), strict=False)
            if match.start() <= _MARK_CHARACTERS]  # fmt: skip


def _named(text: str) -> list[str]:
    """Return what a text puts in quotation marks or calls a headline."""
    found = [*_QUOTED.finditer(text), *_HEADLINED.finditer(text)]
    return [match["title"] or match["single"] for match in found]


def _is_marked_kill(article: Article) -> bool:
    return any(_KILL_MARK.match(text) for text in (article.headline, article.slugline or ""))


def _notes(article: Article) -> list[str]:
    """Return where a desk says what it wants: headline, notes to editors, corrections, head of the body."""
    corrections = [correction.text for correction in article.corrections]
    notes = (article.ed_note or "").split("\n")[:_MOST_NOTES]
    texts = (article.headline, *notes, *corrections[:_MOST_NOTES], article.body)
    return [text[:_NOTE_CHARACTERS] for text in texts]
