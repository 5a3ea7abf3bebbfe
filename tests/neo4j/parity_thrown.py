"""What is asked of a generated scene: each question as its gap is planted, and with parameters thrown at random."""

from __future__ import annotations

import random
from typing import Any

from tests.neo4j.parity_scenes import COVERAGE, FILIERES, PATHWAY, Asked

_AREAS = ("region", "academy", "department", "employment-zone")
_POINTS = (*_AREAS, "establishment", "commune")


def askings(seed: int) -> list[tuple[str, Asked]]:
    """Return what is asked of a scene: each question as it is planted, and once with parameters thrown at random."""
    dice = random.Random(f"ask {seed}")
    fixed: list[tuple[str, Asked]] = [
        ("missing-continuation", {}),
        ("broken-pathway", {}),
        ("coverage-gap", {"min_offers": 1}),
    ]
    thrown: list[tuple[str, Asked]] = [
        ("missing-continuation", {**_filter(dice), "scope": dice.choice(_POINTS), **_levels(dice), **_year(dice)}),
        ("broken-pathway", {**_filter(dice), "scope": dice.choice(_AREAS), **_levels(dice), **_year(dice)}),
        ("coverage-gap", {**_filter(dice), "scope": dice.choice(_AREAS), **_coverage(dice), **_year(dice)}),
    ]
    return fixed + thrown


def _filter(dice: random.Random) -> dict[str, Any]:
    choices: list[dict[str, Any]] = [
        {},
        {},
        {"region": dice.choice(("27", "53", "03"))},
        {"academy": dice.choice(("03", "07", "14"))},
        {"department": dice.choice(("25", "39", "21", "973"))},
        {"filiere": dice.choice((*FILIERES, PATHWAY, COVERAGE))},
    ]
    return dice.choice(choices)


def _levels(dice: random.Random) -> dict[str, Any]:
    return dice.choice(({}, {"level": 3, "to_level": 4}, {"level": 4, "to_level": 6}, {"level": 4, "to_level": 7}))


def _year(dice: random.Random) -> dict[str, Any]:
    return dice.choice(({}, {}, {"year": 2021}, {"year": 2022}))


def _coverage(dice: random.Random) -> dict[str, Any]:
    return {
        "min_offers": dice.choice((1, 2, 3)),
        "described": dice.choice(("stated", "stated", "assumed")),
        "as_of": dice.choice(("2024-06-30", "2018-01-01", "2020-12-31", "2026-01-01")),
        "max_count_age": dice.choice((1, 5, 20)),
    }
