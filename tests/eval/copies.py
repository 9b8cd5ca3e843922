"""Derive copies from real articles, by stated edits, with the true similarity known for each.

The edits are those of a news desk that takes over wire copy: cutting from the end, a local lead or an
extra paragraph, another headline, words changed, two wires merged; and those that try to hide a copy:
case, punctuation, lookalike letters. Chance is seeded, so every run derives the same copies.
"""

import random
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

WORD = re.compile(r"\w+")
LOOKALIKES = str.maketrans("aceopxyi", "асеорхуі")


class Copy(NamedTuple):
    """One derived text, the number of the article it comes from, and the edit's name."""

    edit: str
    source: int
    text: str


def true_jaccard(left: str, right: str) -> float:
    """Return the Jaccard index of the 5-word shingle sets, by plain sets of tuples of words."""
    one, two = shingle_set(left), shingle_set(right)
    return len(one & two) / len(one | two) if one | two else 0.0


def shingle_set(text: str) -> set[tuple[str, ...]]:
    """Return the set of 5-word shingles (of what there is, when there are fewer words)."""
    words: list[str] = WORD.findall(text.lower())
    return {tuple(words[start : start + 5]) for start in range(max(1, len(words) - 4))} if words else set()


def derive(texts: Sequence[str], seed: int) -> list[Copy]:
    """Return one copy of each article by each edit, in a mixed order."""
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    vocabulary = sorted({word for text in texts[:200] for word in WORD.findall(text) if len(word) > 3})
    copies = [
        Copy(edit, number, change(text, texts[chance.randrange(len(texts))], vocabulary, chance))
        for edit, change in EDITS.items()
        for number, text in enumerate(texts)
    ]
    chance.shuffle(copies)
    return copies


Edit = Callable[[str, str, list[str], random.Random], str]


def _cut(share: float) -> Edit:
    def edit(text: str, _other: str, _vocabulary: list[str], _chance: random.Random) -> str:
        words = text.split(" ")
        return " ".join(words[: max(1, round(len(words) * share))])

    return edit


def _change_words(share: float) -> Edit:
    def edit(text: str, _other: str, vocabulary: list[str], chance: random.Random) -> str:
        def change(match: re.Match[str]) -> str:
            return chance.choice(vocabulary) if chance.random() < share else match[0]

        return WORD.sub(change, text)

    return edit


def _local_lead(text: str, other: str, _vocabulary: list[str], _chance: random.Random) -> str:
    return f"{other[:400]}\n\n{text}"


def _local_cut(text: str, other: str, _vocabulary: list[str], _chance: random.Random) -> str:
    return f"{other[:600]}\n\n{text[: int(len(text) * 0.6)]}"


def _merge(text: str, other: str, _vocabulary: list[str], _chance: random.Random) -> str:
    return f"{text[: len(text) * 2 // 3]}\n\n{other[: len(other) // 2]}"


def _paraphrase_lead(text: str, _other: str, vocabulary: list[str], chance: random.Random) -> str:
    """Rewrite the first quarter: its sentences in another order, half of the words changed or dropped."""
    at = len(text) // 4
    sentences = re.split(r"(?<=[.!?])\s+", text[:at])
    chance.shuffle(sentences)
    words = [
        chance.choice(vocabulary) if chance.random() < 0.35 else word
        for word in " ".join(sentences).split()
        if chance.random() > 0.15
    ]
    return f"{' '.join(words)}\n\n{text[at:]}"


def _merge_three(text: str, other: str, vocabulary: list[str], chance: random.Random) -> str:
    third = "\n".join(chance.sample(vocabulary, min(len(vocabulary), 60)))
    return f"{other[: len(text) // 2]}\n\n{text[: len(text) // 2]}\n\n{third}"


def _shout(text: str, _other: str, _vocabulary: list[str], _chance: random.Random) -> str:
    return text.upper().replace(",", " -").replace("ẞ", "SS")


def _disguise(text: str, _other: str, _vocabulary: list[str], _chance: random.Random) -> str:
    return text.translate(LOOKALIKES)


EDITS: dict[str, Edit] = {
    "identical": _cut(1.0),
    "upper case, other punctuation": _shout,
    "lookalike letters": _disguise,
    "cut to 80 %": _cut(0.8),
    "cut to 60 %": _cut(0.6),
    "cut to 40 %": _cut(0.4),
    "cut to 20 %": _cut(0.2),
    "local lead": _local_lead,
    "local lead and cut": _local_cut,
    "5 % of words changed": _change_words(0.05),
    "15 % of words changed": _change_words(0.15),
    "30 % of words changed": _change_words(0.3),
    "merged with another": _merge,
    "three merged": _merge_three,
    "paraphrased lead": _paraphrase_lead,
}
