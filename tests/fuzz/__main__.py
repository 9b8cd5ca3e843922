"""Fuzz for a bounded time: guided by coverage with atheris where it can be had, else by mutation alone.

    python -m tests.fuzz --seconds 60 [--corpus FOLDER]

An input that breaks a law is written below the corpus folder as `crash-…` or `timeout-…`, and the exit code
is not zero. atheris has wheels for Linux on x86-64 only.
"""

import argparse
import importlib.util
import itertools
import sys
import time
from pathlib import Path

CORPUS = Path(".fuzz")
_LONGEST = 20_000  # bytes of an input
_TIMEOUT = 10  # seconds, at which the fuzzer gives up on an input
_MEMORY = 3_000  # MiB of the whole process
_INSTRUMENTED = ("service", "feedparser")
_TARGET = "tests.fuzz.target"  # imported under the fuzzer's eyes, which is what marks its branches


def main() -> int:
    """Run the fuzzer; return 1 if an input broke a law."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="inputs worth keeping, and failures")
    arguments = parser.parse_args()
    arguments.corpus.mkdir(parents=True, exist_ok=True)
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed: inputs are mutated without looking at coverage", file=sys.stderr)
        return _mutate(arguments.seconds, arguments.corpus)
    return _guided(arguments.seconds, arguments.corpus)


def _mutate(seconds: int, corpus: Path) -> int:
    target = importlib.import_module(_TARGET)
    kept = list(target.seeds())
    for seed in kept:
        target.run(seed, is_warm=False)
    ends = time.monotonic() + seconds
    for number in itertools.count():
        if time.monotonic() > ends:
            print(f"{number:,} inputs, no law broken")
            return 0
        data = target.mutated(kept[number % len(kept)], number)
        try:
            target.run(data)
        except Exception as error:
            path = corpus / f"crash-{number}"
            path.write_bytes(data)
            print(f"input {path}: {error!r}", file=sys.stderr)
            return 1
    return 0


def _guided(seconds: int, corpus: Path) -> int:
    """Hand over to libFuzzer, which ends the process itself."""
    atheris = importlib.import_module("atheris")
    inputs = corpus / "inputs"
    inputs.mkdir(exist_ok=True)
    with atheris.instrument_imports(include=list(_INSTRUMENTED)):
        target = importlib.import_module(_TARGET)
        for number, seed in enumerate(target.seeds()):
            target.run(seed, is_warm=False)  # some modules are imported when they are first needed
            (inputs / f"seed-{number:03}").write_bytes(seed[:_LONGEST])
    words = corpus / "words.dict"
    words.write_text("\n".join(f'"{_escaped(word)}"' for word in target.WORDS) + "\n")
    options = [
        f"-max_total_time={seconds}", f"-max_len={_LONGEST}", f"-timeout={_TIMEOUT}",
        f"-rss_limit_mb={_MEMORY}", f"-dict={words}", f"-artifact_prefix={corpus}/", "-print_final_stats=1",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(inputs)], target.run)
    atheris.Fuzz()
    return 0


def _escaped(word: bytes) -> str:
    return "".join(
        chr(code) if 32 <= code < 127 and code not in b'"\\' else f"\\x{code:02x}" for code in word
    )


if __name__ == "__main__":
    sys.exit(main())
