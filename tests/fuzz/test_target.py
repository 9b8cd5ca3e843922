"""The short form of fuzzing: seeds and some of their mutations keep the laws, and so does what was found."""

import base64
import json
from pathlib import Path

import pytest

from tests.fuzz.target import LawBroken, mutated, run, seeds

FOUND: list[dict[str, str]] = json.loads(
    (Path(__file__).parents[1] / "golden" / "fuzz" / "found.json").read_text(encoding="utf-8")
)
_EVERY = 3  # of the seeds
_MUTATIONS = 2  # of each


@pytest.fixture(scope="module")
def warm_seeds() -> list[bytes]:
    """Return some of the seeds, after each went through once, so that tables are loaded."""
    chosen = list(seeds())[::_EVERY]
    for seed in chosen:
        run(seed, is_warm=False)
    return chosen


def test_mutations_of_samples_keep_the_laws(warm_seeds: list[bytes]) -> None:
    """Every mutation ends in articles or dead letters, in bounded time."""
    for number in range(_MUTATIONS * len(warm_seeds)):
        run(mutated(warm_seeds[number % len(warm_seeds)], number))


@pytest.mark.parametrize("case", FOUND, ids=[case["what"] for case in FOUND])
def test_what_fuzzing_found_stays_mended(case: dict[str, str], warm_seeds: list[bytes]) -> None:
    """Inputs that once broke a law keep it."""
    run(base64.b64decode(case["input_base64"]))


def test_a_slow_input_breaks_the_law(monkeypatch: pytest.MonkeyPatch, warm_seeds: list[bytes]) -> None:
    """The bound on time is one that can be broken."""
    monkeypatch.setattr("tests.fuzz.target.SLOW", 0.0)
    with pytest.raises(LawBroken, match="CPU time"):
        run(warm_seeds[0])


def test_mutation_is_the_same_in_every_run() -> None:
    """A number gives one input, so that a failure can be repeated."""
    seed = b"\\x00<rss><channel><item><title>A</title></item></channel></rss>"
    assert mutated(seed, 5) == mutated(seed, 5) != mutated(seed, 6)
