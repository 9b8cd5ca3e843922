"""Articles that a page keeps as HTML inside a string of its program code, to be shown by the browser.

Nothing is run: long string literals with paragraphs in them are decoded as JSON strings, and the one with
the most paragraphs is the article.
"""

import re

import orjson

MAX_CHARS = 4_000_000  # of program code that is looked at
_LONG = 400  # shortest string that may be an article
_MIN_PARAGRAPHS = 3

# A literal that does not end is taken to the end, so that each character is looked at once.
_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)(?:"|\\?\Z)', re.DOTALL)
_PARAGRAPH = re.compile(r"<p[\s>]|<br\s?/?>\s*<br", re.IGNORECASE)


def text_in_scripts(scripts: list[str]) -> str:
    """Return the HTML of the article that is kept in a script, or an empty string."""
    best, most = "", _MIN_PARAGRAPHS - 1
    budget = MAX_CHARS
    for script in scripts:
        if budget <= 0:
            break
        for match in _STRING.finditer(script[:budget]):
            if match.end(1) - match.start(1) < _LONG:
                continue
            html = _decoded(match[1])
            count = len(_PARAGRAPH.findall(html))
            if count > most and "<html" not in html[:200].lower():
                best, most = html, count
        budget -= len(script)
    return best


def _decoded(literal: str) -> str:
    """Return the string that a literal stands for, also where it is a string inside a string."""
    text = literal
    for _ in range(2):
        try:
            text = orjson.loads(f'"{text}"')
        except orjson.JSONDecodeError:
            break
    return text if "<" in text else ""
