"""Places and capacities of hand-made worlds: communes with people, employment zones, places of an offer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.world import World


def add_places(world: World, case: Mapping[str, Any]) -> None:
    """Add what a case file says of places.

    ``zones`` lists codes of employment zones; ``communes`` [code, department, zone, population, latitude, longitude,
    zoning], the last three at will; ``in_commune`` [establishment, commune]; ``capacities`` [establishment, diploma,
    year, voie, capacity] of offers that are there already.
    """
    for zone in case.get("zones", ()):
        world.add("EmploymentZone", id=f"employment-zone/{zone}", code=zone, label=f"Zone {zone}")
    for row in case.get("communes", ()):
        commune(world, *row)
    for establishment, code in case.get("in_commune", ()):
        _find(world, "Establishment", label=establishment)["commune"] = code
    for establishment, diploma, year, voie, seats in case.get("capacities", ()):
        ends = {"start_id": f"establishment/{world.uais[establishment]}", "end_id": f"diploma/{diploma}"}
        _find(world, "OFFERS", **ends, year=year, voie=voie)["capacity"] = seats


def commune(
    world: World,
    code: str,
    department: str,
    zone: str,
    population: int,
    lat: float | None = None,
    lon: float | None = None,
    zoning: str | None = None,
) -> None:
    """Add a commune, perhaps with a point of its own and an FRR zoning."""
    from tests.world import DEPARTMENTS

    region = DEPARTMENTS[department][1]
    place = {"department": department, "region": region, "employment_zone": zone, "latitude": lat, "longitude": lon}
    more = {"population": population, "rurality_zoning": zoning}
    world.add("Commune", id=f"commune/{code}", code=code, label=f"Commune {code}", **place, **more)


def _find(world: World, kind: str, **fields: Any) -> dict[str, Any]:
    return next(row for row in world.rows[kind] if all(row.get(k) == v for k, v in fields.items()))
