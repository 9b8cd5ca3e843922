"""Guess the charset of bytes that declare none and are not UTF-8.

European text in a single-byte charset has lone accented letters between ASCII ones; its language can be
told from the ASCII letters alone, and the language tells the charset. Everything else, in which high
bytes stand in runs, is left to charset-normalizer.
"""

import re

from charset_normalizer import from_bytes

from service.codecs.language_model import language_model

SAMPLE_BYTES = 32 * 1024  # detection costs milliseconds per kilobyte; a prefix this long is enough
LONE_SHARE = 0.4  # of high bytes that stand alone: .44 to 1 in European text, at most .22 in any other
_HIGH = re.compile(rb"[\x80-\xff]")
_LONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_CENTRAL, _TURKISH, _BALTIC = ("iso8859_2", "cp1250"), ("cp1254",), ("cp1257", "iso8859_4")
_CHARSETS = (
    dict.fromkeys("hu cs sk pl sl hr bs ro sq".split(), _CENTRAL)
    | dict.fromkeys("tr az".split(), _TURKISH)
    | dict.fromkeys("lt lv et".split(), _BALTIC)
    | {"vi": ("cp1258",)}
)
_WESTERN = ("cp1252", "iso8859_15")
# Charsets that news is or was written in; the others only add ways to be wrong.
_WRITTEN = (
    "cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 iso8859_2 iso8859_5 iso8859_6 iso8859_7 "
    "iso8859_8 iso8859_9 koi8_r koi8_u cp866 mac_cyrillic cp874 big5hkscs gb18030 cp932 euc_jp cp949"
).split()


def guess_charset(data: bytes) -> tuple[str, str, int] | None:
    """Return the charset, the method and a confidence (0–100), or `None` when nothing explains the bytes."""
    high = len(_HIGH.findall(data[:SAMPLE_BYTES]))
    lone = len(_LONE.findall(data[:SAMPLE_BYTES]))
    if lone >= LONE_SHARE * high:
        name = _by_language(data)
        if name is not None:
            return name, "language", 80
    best = from_bytes(_sample(data), cp_isolation=list(_WRITTEN), steps=5, chunk_size=512).best()
    if best is None:
        return None
    return best.encoding, "charset-normalizer", max(0, min(100, round(100 * (1 - best.chaos))))


def _by_language(data: bytes) -> str | None:
    """Choose among the charsets of the text's language the one that makes most high bytes letters.

    Of two that do equally well the ISO one comes first: it has no letters where Windows has most of its
    own, so a text that fits both has none of those.
    """
    sample = data[:SAMPLE_BYTES]
    language, _ = language_model().classify(sample[:8192].decode("cp1252", "ignore"))
    names = [name for name in _CHARSETS.get(language, _WESTERN) if _decodes(data, name)]
    return max(names, key=lambda name: _letters(sample, name), default=None)


def _letters(sample: bytes, name: str) -> int:
    text = sample.decode(name, "ignore")
    return sum(character.isalpha() for character in text if not character.isascii())


def _decodes(data: bytes, name: str) -> bool:
    try:
        return not any("\x80" <= character <= "\x9f" for character in data.decode(name))
    except UnicodeDecodeError:
        return False


def _sample(data: bytes) -> bytes:
    """Cut at a line's end, so that no character is cut in two."""
    if len(data) <= SAMPLE_BYTES:
        return data
    end = data.rfind(b"\n", 0, SAMPLE_BYTES)
    return data[: end if end > 0 else SAMPLE_BYTES]
