"""What a case file may say of networks: members, partners, labs, ties, labels, steps, steering, priorities.

Names are those of the world: a campus by its slug, an establishment by its name. An empty text stands for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.world import World


def add_network(world: World, case: Mapping[str, Any]) -> None:
    """Add what the case says of networks."""
    for name, category in case.get("categories", {}).items():
        set_category(world, name, category)
    for lab in case.get("labs", ()):
        world.add("ResearchLab", id=f"lab/{lab}", rnsr=lab, label=lab)
    for key, add in _ADDERS.items():
        for row in case.get(key, ()):
            add(world, *(value if value != "" else None for value in row))


def set_category(world: World, name: str, category: str) -> None:
    """Say of what kind an establishment is."""
    row = next(r for r in world.rows["Establishment"] if r["label"] == name)
    row["category"] = category


def end(world: World, name: str) -> str:
    """Return the identifier of an establishment by its name; other identifiers stay."""
    return f"establishment/{world.uais[name]}" if name in world.uais else name


def member(
    world: World, campus: str, name: str, role: str | None = None, since: str | None = None, until: str | None = None
) -> None:
    """Add a member: an establishment by name, or ``lab/…``."""
    ends = {"start_id": f"campus/{campus}", "end_id": end(world, name)}
    world.add("HAS_MEMBER", **ends, role=role or "membre", since=since, until=until)


def support(world: World, campus: str, name: str) -> None:
    """Add the establishment that supports a campus."""
    world.add("SUPPORTED_BY", start_id=f"campus/{campus}", end_id=end(world, name))


def partner(world: World, campus: str, name: str, category: str, role: str = "partenaire") -> None:
    """Add a partner, described by its first mention."""
    identifier = f"partner/{name.lower().replace(' ', '-')}"
    if identifier not in {r["id"] for r in world.rows.get("Partner", ())}:
        world.add("Partner", id=identifier, label=name, category=category)
    world.add("PARTNERS_WITH", start_id=f"campus/{campus}", end_id=identifier, role=role)


def tie(
    world: World,
    start: str,
    other: str,
    kind: str,
    campus: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> None:
    """Add a cooperation between two members or partners."""
    ends = {"start_id": end(world, start), "end_id": end(world, other)}
    world.add("COOPERATES_WITH", **ends, kind=kind, campus=campus, since=since, until=until)


def label(world: World, campus: str, name: str, issued: int | None = None, expiry: int | None = None) -> None:
    """Add one more label of a campus."""
    years = {"issued_year": issued, "expiry_year": expiry}
    world.add("Label", id=f"label/{name}", label=name, category="CMQ", **years)
    world.add("AWARDED", start_id=f"campus/{campus}", end_id=f"label/{name}")


def step(
    world: World, award: str, kind: str, due: str | None = None, done: str | None = None, outcome: str | None = None
) -> None:
    """Add a step of a label."""
    identifier = f"label-step/{award}-{kind}-{len(world.rows.get('LabelStep', ()))}"
    world.add("LabelStep", id=identifier, label=kind, kind=kind, due=due, done=done, outcome=outcome)
    world.add("HAS_STEP", start_id=f"label/{award}", end_id=identifier)


def steering(
    world: World,
    subject: str,
    function: str,
    status: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> None:
    """Say who holds a function (``steering/…``), or which body (``partner/…``) steers."""
    target = function if "/" in function else f"steering/{function}"
    world.add("STEERED_BY", start_id=subject, end_id=target, status=status, since=since, until=until)


def priority(world: World, region: str, target: str, year: int | None = None, plan: str | None = None) -> None:
    """Add a priority of a region: ``filiere/…`` or ``diploma/…``."""
    world.add("PRIORITISES", start_id=f"region/{region}", end_id=target, year=year, plan=plan)


def part(world: World, name: str, whole: str) -> None:
    """Say that a site (or lab) is part of an establishment."""
    world.add("PART_OF", start_id=end(world, name), end_id=end(world, whole))


def indicator(world: World, subject: str, measure: str, value: float, period: str) -> None:
    """Add a measured value."""
    key = f"indicator/{subject.replace('/', '-')}-{measure}-{period}"
    row = {"subject": subject, "measure": measure, "period": period, "year": int(period[:4])}
    world.add("Indicator", id=key, label=key, value=value, status="observed", **row)


_ADDERS: Mapping[str, Any] = {
    "members": member,
    "supports": support,
    "partners": partner,
    "ties": tie,
    "labels": label,
    "steps": step,
    "steering": steering,
    "priorities": priority,
    "parts": part,
    "indicators": indicator,
}
