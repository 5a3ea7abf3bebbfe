"""The partner networks of hand-made worlds: members with roles and dates, partners, labs, cooperations, zones.

Names are those given to ``World.establishment``, ``lab`` and ``partner``; case files use the keys of ``add_network``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.world import World


def actor(world: World, name: str) -> str:
    """Return the identifier of an establishment, lab, partner or cluster that the world knows by this name."""
    if name in world.uais:
        return f"establishment/{world.uais[name]}"
    return next(
        str(row["id"])
        for kind in ("ResearchLab", "Partner", "CompetitivenessCluster")
        for row in world.rows.get(kind, ())
        if row["id"].endswith(f"/{name}")
    )


def lab(world: World, name: str) -> None:
    """Add a research lab."""
    world.add("ResearchLab", id=f"lab/{name}", rnsr=name, label=name)


def partner(world: World, name: str, category: str = "entreprise") -> None:
    """Add a partner; one of category ``pole`` is a competitiveness cluster."""
    kind, path = ("CompetitivenessCluster", "cluster") if category == "pole" else ("Partner", "partner")
    world.add(kind, id=f"{path}/{name}", label=name, category=category)


def member(
    world: World, campus: str, name: str, role: str = "membre", since: str | None = None, until: str | None = None
) -> None:
    """Make an establishment or lab a member, perhaps for a time; a partner is tied by a relation of its own."""
    end = actor(world, name)
    if end.startswith(("partner/", "cluster/")):
        world.add("PARTNERS_WITH", start_id=f"campus/{campus}", end_id=end, role=role)
    else:
        world.add("HAS_MEMBER", start_id=f"campus/{campus}", end_id=end, role=role, since=since or None, until=until)


def support(world: World, campus: str, name: str) -> None:
    """Make an establishment the support of a campus."""
    world.add("SUPPORTED_BY", start_id=f"campus/{campus}", end_id=actor(world, name))


def cooperation(
    world: World,
    one: str,
    other: str,
    kind: str = "convention",
    campus: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> None:
    """Add a dated tie between two actors, perhaps within one campus only; empty texts stand for nothing."""
    said = {"campus": campus or None, "since": since or None, "until": until or None}
    world.add("COOPERATES_WITH", start_id=actor(world, one), end_id=actor(world, other), kind=kind, **said)


def component(world: World, part: str, whole: str) -> None:
    """Make a site or lab part of an institution."""
    world.add("PART_OF", start_id=actor(world, part), end_id=actor(world, whole))


def category(world: World, name: str, value: str) -> None:
    """Say of which kind an establishment is."""
    row = next(r for r in world.rows["Establishment"] if r["uai"] == world.uais[name])
    row["category"] = value


def zone(world: World, campus: str, territory: str) -> None:
    """Add a declared zone."""
    world.add("COVERS", start_id=f"campus/{campus}", end_id=territory)


def commune(world: World, code: str, department: str, employment_zone: str, region: str) -> None:
    """Add a commune of an employment zone."""
    row = {"department": department, "employment_zone": employment_zone, "region": region}
    world.add("Commune", id=f"commune/{code}", code=code, label=f"Commune {code}", **row)
    if not any(r["code"] == employment_zone for r in world.rows.get("EmploymentZone", ())):
        name = {"code": employment_zone, "label": f"Zone {employment_zone}"}
        world.add("EmploymentZone", id=f"employment-zone/{employment_zone}", **name)


_KEYS = {
    "categories": category,
    "communes": commune,
    "labs": lab,
    "partners": partner,
    "members": member,
    "supports": support,
    "cooperations": cooperation,
    "components": component,
    "zones": zone,
}


def add_network(world: World, case: Mapping[str, Any]) -> None:
    """Add what a case file says of networks: each key holds lists of the arguments of one function here."""
    for key, add in _KEYS.items():
        for arguments in case.get(key, ()):
            add(world, *(arguments if isinstance(arguments, list) else [arguments]))  # type: ignore[operator]
