"""Growth curves as a small SVG file: one panel each, sizes on a logarithmic axis, the bound as a line."""

import math
from typing import NamedTuple
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP = 260, 180, 50, 40
GAP = 50


class Curve(NamedTuple):
    """One panel: values by size, and the bound that they should stay under."""

    name: str
    sizes: list[int]
    values: list[float]
    bound: float


def plot(axis: str, curves: list[Curve]) -> str:
    """Return the panels beside each other."""
    total = len(curves) * (WIDTH + LEFT + GAP)
    panels = "".join(
        f'<g transform="translate({number * (WIDTH + LEFT + GAP) + LEFT},{TOP})">{_panel(axis, curve)}</g>'
        for number, curve in enumerate(curves)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total} {TOP + HEIGHT + 50}" '
        f'font-family="sans-serif" font-size="12">'
        f'<rect width="100%" height="100%" fill="#fff"/>{panels}</svg>\n'
    )


def _panel(axis: str, curve: Curve) -> str:
    top = max(curve.bound, *curve.values) * 1.1
    low, high = math.log10(min(curve.sizes)), math.log10(max(curve.sizes))
    places = [
        ((math.log10(size) - low) / (high - low or 1) * WIDTH, HEIGHT - value / top * HEIGHT)
        for size, value in zip(curve.sizes, curve.values, strict=True)
    ]
    bound = HEIGHT - curve.bound / top * HEIGHT
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#0b62b8"/>'
        f'<text x="{x:.1f}" y="{y - 8:.1f}" text-anchor="middle" fill="#0b62b8">{value:.3g}</text>'
        for (x, y), value in zip(places, curve.values, strict=True)
    )
    sizes = "".join(
        f'<text x="{x:.1f}" y="{HEIGHT + 16}" text-anchor="middle">{_short(size)}</text>'
        for (x, _), size in zip(places, curve.sizes, strict=True)
    )
    return (
        f'<text x="0" y="-18" font-weight="bold">{escape(curve.name)}</text>'
        f'<path d="M0,0 V{HEIGHT} H{WIDTH}" fill="none" stroke="#555"/>'
        f'<path d="M0,{bound:.1f} H{WIDTH}" stroke="#b3261e" stroke-dasharray="5 4"/>'
        f'<text x="{WIDTH}" y="{bound - 4:.1f}" text-anchor="end" fill="#b3261e">bound {curve.bound:g}</text>'
        f'<polyline points="{line}" fill="none" stroke="#0b62b8" stroke-width="2"/>{dots}{sizes}'
        f'<text x="{WIDTH / 2}" y="{HEIGHT + 36}" text-anchor="middle">{escape(axis)}</text>'
    )


def _short(size: int) -> str:
    return f"{size // 1_000_000}M" if size >= 1_000_000 else f"{size // 1_000}k"
