"""What a recogniser's score is worth: the share of names that were right at that score.

A conditional random field is surer than it should be, so its odds are taken at a higher temperature and
read through a small monotone table for each type. The tables were measured on one half of the newswire
that progress is measured on; `tests.eval.reliability` shows what they give on the other half.
"""

from bisect import bisect_right

TEMPERATURE = 3.0
"""Scores are divided by this before they become odds."""

# (type, whether a table knows the name) → (score, share of such names that were right) in rising order.
_SHARES: dict[tuple[str, bool], tuple[tuple[float, float], ...]] = {
    ("PER", False): (
        (0.2, 0.4),
        (0.46, 0.48),
        (0.55, 0.6),
        (0.7, 0.74),
        (0.81, 0.80),
        (0.91, 0.89),
        (0.95, 0.94),
        (1.0, 0.98),
    ),
    ("PER", True): ((0.3, 0.7), (0.9, 0.9), (1.0, 0.98)),
    ("ORG", False): (
        (0.3, 0.3),
        (0.43, 0.38),
        (0.6, 0.53),
        (0.8, 0.58),
        (0.92, 0.69),
        (0.98, 0.77),
        (1.0, 0.8),
    ),
    ("ORG", True): ((0.3, 0.6), (0.9, 0.8), (1.0, 0.9)),
    ("LOC", False): (
        (0.3, 0.05),
        (0.39, 0.11),
        (0.5, 0.26),
        (0.7, 0.44),
        (0.88, 0.5),
        (0.95, 0.63),
        (1.0, 0.7),
    ),
    ("LOC", True): ((0.3, 0.7), (0.63, 0.86), (0.87, 0.9), (0.95, 0.93), (1.0, 0.94)),
}


def share_right(kind: str, score: float, *, is_known: bool) -> float:
    """Return how probable it is that a name of this type and score (0–1) is right."""
    points = _SHARES[kind, is_known]
    at = bisect_right(points, (score, 1.0))
    if at == 0:
        return points[0][1]
    if at == len(points):
        return points[-1][1]
    (left, low), (right, high) = points[at - 1], points[at]
    return low + (high - low) * (score - left) / (right - left)
