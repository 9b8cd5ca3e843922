"""Lines over time as an SVG file: one panel a fleet, one line a kind of membership, logarithmic seconds."""

import math
from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

WIDTH, HEIGHT, LEFT, TOP, GAP = 340, 200, 50, 60, 40
COLOURS = ("#b3261e", "#0b62b8", "#2e7d32")
LEAST, MOST = 0.02, 1000.0


class Series(NamedTuple):
    """A line: its name, and points of minutes and seconds."""

    name: str
    points: Sequence[tuple[float, float]]


class Panel(NamedTuple):
    """A fleet: its name and its lines."""

    name: str
    series: Sequence[Series]


def chart(panels: Sequence[Panel]) -> str:
    """Return the panels beside each other, the lines' names above them."""
    total = len(panels) * (WIDTH + LEFT + GAP)
    drawn = "".join(
        f'<g transform="translate({number * (WIDTH + LEFT + GAP) + LEFT},{TOP})">{_panel(panel)}</g>'
        for number, panel in enumerate(panels)
    )
    legend = "".join(
        f'<text x="{LEFT + 130 * number}" y="18" fill="{COLOURS[number]}">■ {escape(one.name)}</text>'
        for number, one in enumerate(panels[0].series)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total} {TOP + HEIGHT + 50}" '
        f'font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/>'
        f"{legend}{drawn}</svg>\n"
    )


def _panel(panel: Panel) -> str:
    longest = max(at for one in panel.series for at, _ in one.points)
    grid = "".join(
        f'<path d="M0,{_height(value):.1f} H{WIDTH}" stroke="#ddd"/>'
        f'<text x="-6" y="{_height(value) + 4:.1f}" text-anchor="end">{value:g}</text>'
        for value in (0.1, 1, 10, 100, 1000)
    )
    marks = "".join(
        f'<text x="{minute / longest * WIDTH:.1f}" y="{HEIGHT + 16}" text-anchor="middle">{minute}</text>'
        for minute in range(0, int(longest) + 1, 10)
    )
    lines = "".join(
        f'<polyline points="{_line(one.points, longest)}" fill="none" stroke="{COLOURS[number]}" '
        f'stroke-width="1.3" stroke-opacity=".85"/>'
        for number, one in enumerate(panel.series)
    )
    return (
        f'<text x="0" y="-14" font-weight="bold">{escape(panel.name)}</text>{grid}'
        f'<path d="M0,0 V{HEIGHT} H{WIDTH}" fill="none" stroke="#555"/>{marks}{lines}'
        f'<text x="{WIDTH / 2}" y="{HEIGHT + 36}" text-anchor="middle">minutes; seconds that 1 % of '
        "partitions wait longer than</text>"
    )


def _line(points: Sequence[tuple[float, float]], longest: float) -> str:
    return " ".join(f"{at / longest * WIDTH:.1f},{_height(value):.1f}" for at, value in points)


def _height(value: float) -> float:
    low, high = math.log10(LEAST), math.log10(MOST)
    place = (math.log10(min(max(value, LEAST), MOST)) - low) / (high - low)
    return HEIGHT * (1 - place)
