"""Compare counted ratios with their ceilings, and say what to do about it. Pure."""

from collections.abc import Iterator, Mapping

import msgspec

HOW = "`python -m tests.bench.ratchet --write` takes the ratios of that run as the ceilings"


class Ceilings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the ratios may be, and what they were taken with.

    Attributes:
        slack: share by which a ratio may pass its ceiling: what it moves by between runs and machines.
        python: the interpreter's version; another one's ratios differ by themselves.
        machine: the processor's kind, likewise.
        inputs: digest of the inputs, likewise.
        ratios: instructions of each job for an input, divided by the reference's.
    """

    slack: float
    python: str
    machine: str
    inputs: str
    ratios: dict[str, float]


class Verdict(msgspec.Struct, frozen=True):
    """What a comparison came to: lines to print, and whether a ceiling was passed."""

    lines: tuple[str, ...]
    passed: bool


def judge(ceilings: Ceilings, counted: Ceilings) -> Verdict:
    """Compare; ratios that were taken with something else are told and not held."""
    other = [
        f"{name} {getattr(counted, name)} (ceilings: {getattr(ceilings, name)})"
        for name in ("python", "machine", "inputs")
        if getattr(counted, name) != getattr(ceilings, name)
    ]
    found = list(_compared(ceilings, counted.ratios))
    lines = [line for _, line in found]
    if other:
        note = f"not held, since taken with another {', '.join(other)}. {HOW}."
        return Verdict((*lines, note), passed=True)
    slower = any(is_slower for is_slower, _ in found)
    if slower:
        lines.append(
            "A function costs more instructions than it did. Make it as cheap as before; or, if the dearer "
            f"way is wanted, {HOW}: commit the new ceilings.json with the reason."
        )
    return Verdict(tuple(lines), passed=not slower)


def _compared(ceilings: Ceilings, ratios: Mapping[str, float]) -> Iterator[tuple[bool, str]]:
    for job in sorted(ceilings.ratios.keys() | ratios.keys()):
        ceiling, ratio = ceilings.ratios.get(job), ratios.get(job)
        if ceiling is None:
            yield True, f"{job}: {ratio:.3f} has no ceiling"
        elif ratio is None:
            yield True, f"{job}: has a ceiling and was not counted"
        elif ratio > ceiling * (1 + ceilings.slack):
            yield True, f"{job}: {ratio:.3f} is {ratio / ceiling - 1:.1%} over its ceiling of {ceiling:.3f}"
        elif ratio < ceiling * (1 - ceilings.slack):
            yield (
                False,
                f"{job}: {ratio:.3f} is {1 - ratio / ceiling:.1%} under {ceiling:.3f}: lower it, {HOW}",
            )
        else:
            yield False, f"{job}: {ratio:.3f} (ceiling {ceiling:.3f}, slack {ceilings.slack:.0%})"
