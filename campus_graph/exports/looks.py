"""How each kind of thing looks in a network: a shape and a colour of its own, the same in every view.

The shape alone tells kinds apart; the colour comes on top. ``FILLS`` are the colours of the light theme, for files that
leave the site without its style.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple


class Look(NamedTuple):
    """The name of a group of kinds in a legend, its shape, and the number of its colour in the theme."""

    words: str
    shape: str
    colour: int


_PLACES = Look("Territoire", "cross", 8)
_OTHER = Look("Label et autres", "down", 7)
LOOKS: Mapping[str, Look] = {
    "Campus": Look("Campus", "star", 1),
    "Establishment": Look("Établissement", "circle", 2),
    "Partner": Look("Partenaire", "square", 3),
    "CompetitivenessCluster": Look("Pôle de compétitivité", "diamond", 4),
    "ResearchLab": Look("Laboratoire", "hexagon", 5),
    "Diploma": Look("Diplôme", "triangle", 6),
    "Filiere": Look("Filière", "pentagon", 7),
    **dict.fromkeys(
        ("Region", "Academy", "AcademicRegion", "Department", "EmploymentZone", "Commune", "Intercommunality"), _PLACES
    ),
}
FILLS: Mapping[int, str] = {
    1: "#0f5b78",
    2: "#b45309",
    3: "#2f7d4f",
    4: "#8a3b86",
    5: "#b3361b",
    6: "#5660b0",
    7: "#6b6f1d",
    8: "#5b6974",
}


def look(kind: str) -> Look:
    """Return the look of a kind.

    >>> look("Diploma").shape, look("Label").shape
    ('triangle', 'down')
    """
    return LOOKS.get(kind, _OTHER)


def _regular(corners: int, turn: float) -> tuple[tuple[float, float], ...]:
    angles = (turn + 2 * math.pi * i / corners for i in range(corners))
    return tuple((math.cos(angle), math.sin(angle)) for angle in angles)


def _star() -> tuple[tuple[float, float], ...]:
    spikes = ((1.3 if i % 2 == 0 else 0.6, math.pi * i / 5 - math.pi / 2) for i in range(10))
    return tuple((r * math.cos(angle), r * math.sin(angle)) for r, angle in spikes)


_UP = -math.pi / 2
_ARM = 0.36
# Corners around (0, 0) of shapes of about the same area as a circle of radius 1.
CORNERS: Mapping[str, tuple[tuple[float, float], ...]] = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    "triangle": tuple((1.3 * x, 1.3 * y) for x, y in _regular(3, _UP)),
    "down": tuple((1.3 * x, 1.3 * y) for x, y in _regular(3, -_UP)),
    "pentagon": tuple((1.1 * x, 1.1 * y) for x, y in _regular(5, _UP)),
    "hexagon": tuple((1.08 * x, 1.08 * y) for x, y in _regular(6, 0)),
    "star": _star(),
    "cross": tuple(
        (x * 1.15, y * 1.15)
        for x, y in (
            *((-_ARM, -1), (_ARM, -1), (_ARM, -_ARM), (1, -_ARM), (1, _ARM), (_ARM, _ARM)),
            *((_ARM, 1), (-_ARM, 1), (-_ARM, _ARM), (-1, _ARM), (-1, -_ARM), (-_ARM, -_ARM)),
        )
    ),
}


def points(shape: str, x: float, y: float, radius: float) -> str:
    """Return the corners of a shape as SVG has them, empty for a circle, which has none.

    >>> points("diamond", 10, 10, 4)
    '10,5 15,10 10,15 5,10'
    """
    return " ".join(f"{x + radius * dx:.4g},{y + radius * dy:.4g}" for dx, dy in CORNERS.get(shape, ()))


def described() -> dict[str, dict[str, object]]:
    """Return the look of each kind as the explorer reads it; under the empty name that of all others."""
    every = {**LOOKS, "": _OTHER}
    return {kind: {**one._asdict(), "points": points(one.shape, 0, 0, 6.5)} for kind, one in every.items()}
