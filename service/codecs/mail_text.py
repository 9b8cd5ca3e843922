"""The article inside the text of an e-mail: without what mail programs and correspondents put around it.

Signatures, disclaimers, quotation marks at lines' starts, and the headers of forwarded mail go. What is left
is article copy, whose structure `service.normalize` finds; MIME is `service.codecs.mail`.
"""

import re
from typing import NamedTuple

_FORWARDED = re.compile(
    r"^[ \t>]*(?:[-_=*]{2,}\s*(?:forwarded message|original message|ursprüngliche nachricht|"
    r"weitergeleitete nachricht|message transféré|mensaje reenviado|mensaje original|messaggio inoltrato)"
    r"\s*[-_=*]{2,}|"
    r"begin forwarded message:|anfang der weitergeleiteten nachricht:)[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER = re.compile(
    r"[ \t]*\**(?P<name>from|von|de|da|to|an|à|para|a|cc|date|sent|gesendet|datum|envoyé|enviado|fecha|data|"
    r"inviato|subject|betreff|objet|asunto|oggetto|reply-to|antwort an)\**\s?:\**[ \t]*(?P<value>.*)$",
    re.IGNORECASE,
)
_SUBJECTS = frozenset("subject betreff objet asunto oggetto".split())
_DATES = frozenset("date sent gesendet datum envoyé enviado fecha data inviato".split())
_QUOTE = re.compile(r"^[ \t]*>+ ?", re.MULTILINE)
_WROTE = re.compile(
    r"^[ \t]*(?:on|am|le|el|il)\b.{5,160}\b(?:wrote|schrieb.{0,60}|a écrit|escribió|ha scritto)\s*:[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_SIGNATURE = re.compile(r"^-- ?$|^Sent from my \w.{0,40}$|^Von meinem \w.{0,40} gesendet$", re.MULTILINE)
_DISCLAIMER = re.compile(
    r"^[*\s]*(?:this (?:e-?mail|message)(?: and any (?:attachments?|files?).{0,80})? (?:is|are|may)\b"
    r".{0,120}(?:confidential|privileged|intended)"
    r"|the information (?:contained )?in this (?:e-?mail|message)"
    r"|diese e-?mail (?:enthält|ist)\b.{0,80}vertraulich|disclaimer\s*:|confidentiality notice)",
    re.IGNORECASE | re.MULTILINE,
)
_SUBJECT_PREFIX = re.compile(
    r"^(?:(?:re|fwd?|aw|wg|tr|rv|enc|i)\s?(?:\[\d+\])?:\s*|\[[^\]]{1,40}\]\s*)+", re.IGNORECASE
)
_MOST_HEADERS = 8
_MOST_FORWARDS = 5
_LONGEST_SIGNATURE = 1_500  # characters behind the mark
_QUOTED_SHARE = 0.8  # of lines, from which a text is one quotation


class MailText(NamedTuple):
    """What is left of a mail's text, what the innermost forwarded header states, and what was taken off."""

    text: str
    subject: str
    date: str
    steps: tuple[str, ...]


def article_of(text: str) -> MailText:
    """Return the article copy in the text of a mail; never less than nothing: what cannot be told stays."""
    text = text.replace("\r\n", "\n")
    subject = date = ""
    steps: list[str] = []
    for _ in range(_MOST_FORWARDS):
        inner = _inner(text)
        if inner is None:
            break
        text, subject, date = inner[0], inner[1] or subject, inner[2] or date
        steps.append("forwarded")
    for name, step in (("quoted", _unquoted), ("reply", _without_reply), ("signature", _without_signature)):
        shorter = step(text)
        if shorter != text and any(map(str.isalnum, shorter)):
            text = shorter
            steps.append(name)
    return MailText(text.strip("\n"), subject, date, tuple(steps))


def is_forwarded(text: str) -> bool:
    """Return whether a mail program's line "Forwarded message" stands in the text."""
    return "essage" in text and _FORWARDED.search(text) is not None


def clean_subject(subject: str) -> str:
    """Return the subject without "Fwd:", "Re:" and a list's tag.

    >>> clean_subject("Fwd: [desk] Harbour to close")
    'Harbour to close'
    """
    return " ".join(_SUBJECT_PREFIX.sub("", " ".join(subject.split())).split())


def _inner(text: str) -> tuple[str, str, str] | None:
    """Return text, subject and date of the forwarded mail, when it is more than what stands above it."""
    match = _FORWARDED.search(text)
    if match is None:
        return None
    lines = text[match.end() :].lstrip("\n").split("\n")
    subject = date = ""
    count = 0
    for line in lines[: 2 * _MOST_HEADERS]:
        header = _HEADER.match(_QUOTE.sub("", line))
        if header is None and (line.strip() or count):
            break
        count += 1
        if header is not None:
            name = header["name"].casefold()
            subject = header["value"].strip() if name in _SUBJECTS else subject
            date = header["value"].strip() if name in _DATES else date
    below = "\n".join(lines[count:])
    return (below, subject, date) if len(below.split()) >= len(text[: match.start()].split()) else None


def _unquoted(text: str) -> str:
    """Take the marks off when the whole text is a quotation."""
    lines = [line for line in text.split("\n") if line.strip()]
    quoted = sum(line.lstrip().startswith(">") for line in lines)
    return _QUOTE.sub("", text) if lines and quoted >= _QUOTED_SHARE * len(lines) else text


def _without_reply(text: str) -> str:
    """Cut off the mail that is answered below, when the answer is the longer part."""
    match = _WROTE.search(text)
    if match is None or not text[match.end() :].lstrip().startswith(">"):
        return text
    above, below = text[: match.start()], text[match.end() :]
    return above if len(above.split()) >= len(below.split()) else _QUOTE.sub("", below)


def _without_signature(text: str) -> str:
    """Cut off the signature and the disclaimer behind the copy."""
    ends = [
        match.start()
        for match in (*_SIGNATURE.finditer(text), *_DISCLAIMER.finditer(text))
        if len(text) - match.start() <= _LONGEST_SIGNATURE and match.start() > len(text) / 4
    ]
    return text[: min(ends)] if ends else text
