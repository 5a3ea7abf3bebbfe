"""A hand-made France for reports: one poorly known campus in Bretagne, and rules that look at campuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from campus_graph.checks.findings import FINDINGS, Rule, Severity
from tests.world import World

FILIERE = "alimentaire-agroalimentaire"
RULES = (
    Rule("campus-member", Severity.warning, "Aucun membre connu : remplissez la feuille membres.", "No member known."),
    Rule("diploma-level", Severity.info, "Niveau inconnu.", "Level unknown.", ("level-gap",)),
    Rule("siret", Severity.error, "SIRET faux : corrigez-le.", "Wrong SIRET: mend it.", ("silos",)),
)


def bretagne() -> World:
    """Return a world with a campus of Bretagne of which only zone and filière are known, and what is taught there."""
    world = World()
    for number in range(6):
        world.establishment(f"lycee {number}", "35", 48.1, -1.7)
        world.diploma(f"cap{number}", 3, FILIERE)
        world.diploma(f"bts{number}", 5, "tourisme-gastronomie")
        world.offer(f"lycee {number}", f"cap{number}")
        world.offer(f"lycee {number}", f"bts{number}")
    world.campus("mer", "53", FILIERE)
    return world


def found(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """Return findings, hand-made."""
    return pl.DataFrame(list(rows), schema=FINDINGS)


def finding(rule: str, kind: str, identifier: str, **more: str | None) -> dict[str, Any]:
    """Return one finding; what is not said is absent."""
    return {**dict.fromkeys(FINDINGS), "rule": rule, "kind": kind, "id": identifier, **more}
