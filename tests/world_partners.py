"""The partner networks of hand-made worlds: members with roles and dates, partners, labs, cooperations, zones.

Names are those given to ``World.establishment``, ``lab`` and ``partner``; case files use the keys of ``add_partners``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.world import World


def actor(world: World, name: str) -> str:
    """Return the identifier of an establishment, lab, partner or cluster that the world knows by this name."""
    if "/" in name:
        return name
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


def figures(
    world: World,
    name: str,
    diploma: str,
    year: int,
    voie: str,
    capacity: int | None = None,
    enrolled: int | None = None,
) -> None:
    """Say how many places and learners an offer has; 0 stands for not known."""
    ends = {"start_id": actor(world, name), "end_id": f"diploma/{diploma}", "voie": voie, "year": year}
    row = next((r for r in world.rows["OFFERS"] if all(r[k] == v for k, v in ends.items())), None)
    if row is None:
        world.add("OFFERS", **ends)
        row = world.rows["OFFERS"][-1]
    row |= {"capacity": capacity or None, "enrolled": enrolled or None}


def indicator(world: World, name: str, measure: str, year: int, value: float, status: str) -> None:
    """Add a measured value of an actor; one that is not observed has none."""
    key = f"indicator/{name}-{measure}-{year}"
    said = {"subject": actor(world, name), "measure": measure, "year": year, "status": status}
    world.add("Indicator", id=key, label=key, value=float(value) if status == "observed" else None, **said)


def step(
    world: World, campus: str, name: str, kind: str, due: str = "", done: str = "", outcome: str | None = None
) -> None:
    """Add a step to the label of a campus; empty texts stand for nothing."""
    said = {"kind": kind, "due": due or None, "done": done or None, "outcome": outcome}
    world.add("LabelStep", id=f"label-step/{name}", label=name, **said)
    world.add("HAS_STEP", start_id=f"label/{campus}", end_id=f"label-step/{name}")


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
    "figures": figures,
    "indicators": indicator,
    "steps": step,
}


def add_partners(world: World, case: Mapping[str, Any]) -> None:
    """Add what a case file (of ``world = "partners"``) says: each key holds lists of one function’s arguments."""
    for key, add in _KEYS.items():
        for arguments in case.get(key, ()):
            add(world, *(arguments if isinstance(arguments, list) else [arguments]))  # type: ignore[operator]
