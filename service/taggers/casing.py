"""Lower case for searching, with every offset unchanged."""

import functools


@functools.lru_cache(maxsize=8)  # several taggers search the same body
def lower_keeping_length(text: str) -> str:
    """Return `text` in lower case with every offset unchanged ("İ" would become two code points)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
