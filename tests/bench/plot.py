"""Curves as a small SVG file: one panel each, sizes on a logarithmic or linear axis, the bound as a line."""

import math
from collections.abc import Callable
from typing import NamedTuple
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP = 260, 180, 50, 40
GAP = 50
MOST_FIGURES = 12


class Curve(NamedTuple):
    """One panel: values by size, and the bound that they should stay under, if there is one.

    Attributes:
        is_linear: the axis of sizes is; many points are then a line without figures.
    """

    name: str
    sizes: list[int]
    values: list[float]
    bound: float | None = None
    is_linear: bool = False


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
    top = max(curve.bound or 0, *curve.values) * 1.1 or 1.0
    scale: Callable[[float], float] = float if curve.is_linear else math.log10
    low, high = scale(min(curve.sizes)), scale(max(curve.sizes))
    places = [
        ((scale(size) - low) / (high - low or 1) * WIDTH, HEIGHT - value / top * HEIGHT)
        for size, value in zip(curve.sizes, curve.values, strict=True)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return (
        f'<text x="0" y="-18" font-weight="bold">{escape(curve.name)}</text>'
        f'<path d="M0,0 V{HEIGHT} H{WIDTH}" fill="none" stroke="#555"/>{_bound(curve.bound, top)}'
        f'<polyline points="{line}" fill="none" stroke="#0b62b8" stroke-width="2"/>{_figures(curve, places)}'
        f'<text x="{WIDTH / 2}" y="{HEIGHT + 36}" text-anchor="middle">{escape(axis)}</text>'
    )


def _bound(bound: float | None, top: float) -> str:
    if bound is None:
        return ""
    y = HEIGHT - bound / top * HEIGHT
    return (
        f'<path d="M0,{y:.1f} H{WIDTH}" stroke="#b3261e" stroke-dasharray="5 4"/>'
        f'<text x="{WIDTH}" y="{y - 4:.1f}" text-anchor="end" fill="#b3261e">bound {bound:g}</text>'
    )


def _figures(curve: Curve, places: list[tuple[float, float]]) -> str:
    """Return dots with their values and sizes; of many points the ends of both axes only."""
    if len(places) > MOST_FIGURES:
        most = max(curve.values)
        return (
            f'<text x="-4" y="{HEIGHT - HEIGHT / 1.1:.1f}" text-anchor="end">{most:.3g}</text>'
            f'<text x="-4" y="{HEIGHT}" text-anchor="end">0</text>'
            f'<text x="0" y="{HEIGHT + 16}">{_short(min(curve.sizes))}</text>'
            f'<text x="{WIDTH}" y="{HEIGHT + 16}" text-anchor="end">{_short(max(curve.sizes))}</text>'
        )
    return "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#0b62b8"/>'
        f'<text x="{x:.1f}" y="{y - 8:.1f}" text-anchor="middle" fill="#0b62b8">{value:.3g}</text>'
        f'<text x="{x:.1f}" y="{HEIGHT + 16}" text-anchor="middle">{_short(size)}</text>'
        for (x, y), value, size in zip(places, curve.values, curve.sizes, strict=True)
    )


def _short(size: int) -> str:
    if size >= 1_000_000:
        return f"{size / 1_000_000:g}M"
    return f"{size / 1_000:g}k" if size >= 1_000 else str(size)
