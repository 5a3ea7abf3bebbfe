"""Random partner networks as plain data: the product builds its graph from them, the oracle reads them directly.

Small on purpose: a campus has so few actors that all their subsets can be tried.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from tests import world_partners as add
from tests.world import World

LEVELS = {"cap": 3, "bac": 4, "bac2": 4, "s1": 4, "s2": 4, "bts": 5, "bts2": 5, "but": 6, "licence": 6, "master": 7}
COMMON = ("commune", ("s1", "s2"))
DEPARTMENTS = {"e0": "25", "e1": "25", "e2": "39", "e3": "21", "e4": "35", "e5": "35", "e6": "25"}
PARTNERS = {"p0": "entreprise", "p1": "collectivite", "p2": "plateforme", "p3": "service-public", "p4": "pole"}
LABS = ("l0", "l1")
FILIERES = ("tourisme-gastronomie", "chimie-biotechnologies")
ZONES = ("region/27", "region/53", "academy/03", "department/39", "department/21", "department/35")
# commune → (department, employment zone, region): one zone lies in two departments
COMMUNES = {"39001": ("39", "2702", "27"), "21001": ("21", "2702", "27"), "25001": ("25", "2701", "27")}
KINDS = ("convention", "plateforme", "gouvernance", "parcours", "projet")
AS_OF = "2024-06-30"
Dated = tuple[str | None, str | None]


@dataclass
class Campus:
    zone: str
    filieres: tuple[str, ...]
    duplicate_of: str | None


@dataclass
class NetworkScene:
    """``cooperations`` holds (one, other, kind) → (campus, since, until)."""

    categories: dict[str, str] = field(default_factory=dict)
    offers: set[tuple[str, str]] = field(default_factory=set)
    leads: set[tuple[str, str]] = field(default_factory=set)
    campuses: dict[str, Campus] = field(default_factory=dict)
    members: dict[tuple[str, str, str], Dated] = field(default_factory=dict)
    supports: set[tuple[str, str]] = field(default_factory=set)
    cooperations: dict[tuple[str, str, str], tuple[str | None, str | None, str | None]] = field(default_factory=dict)
    components: set[tuple[str, str]] = field(default_factory=set)

    def world(self) -> World:
        """Return the world of this scene."""
        world = World()
        for name, department in DEPARTMENTS.items():
            world.establishment(name, department)
            add.category(world, name, self.categories[name])
        for name, level in {**LEVELS, COMMON[0]: 4}.items():
            world.diploma(name, level)
        for special in COMMON[1]:
            world.edge("SPECIALISES", COMMON[0], special)
        for offer in sorted(self.offers):
            world.offer(*offer)
        for start, end in sorted(self.leads):
            world.leads(start, end)
        for name, category in PARTNERS.items():
            add.partner(world, name, category)
        for name in LABS:
            add.lab(world, name)
        for code, place in COMMUNES.items():
            add.commune(world, code, *place)
        self._networks(world)
        return world

    def _networks(self, world: World) -> None:
        for slug, campus in self.campuses.items():
            world.campus(slug, "27", None, zone=campus.zone, duplicate_of=campus.duplicate_of)
            for filiere in campus.filieres:
                world.add("IN_FILIERE", start_id=f"campus/{slug}", end_id=f"filiere/{filiere}", rule="cas")
        for (slug, name, role), (since, until) in self.members.items():
            add.member(world, slug, name, role, since, until)
        for slug, name in sorted(self.supports):
            add.support(world, slug, name)
        for (one, other, kind), said in self.cooperations.items():
            add.cooperation(world, one, other, kind, *said)
        for part, whole in sorted(self.components):
            add.component(world, part, whole)


def network_scene(seed: int) -> NetworkScene:
    """Return the scene of this seed."""
    dice = random.Random(f"network {seed}")
    made = NetworkScene()
    schools = sorted(DEPARTMENTS)
    natures = ("lycee", "lycee-professionnel", "cfa", "greta", "inconnu", "universite", "iut", "ecole", "superieur")
    made.categories = {name: dice.choice(natures) for name in schools}
    names = [*LEVELS, COMMON[0]]
    made.offers = {(dice.choice(schools), dice.choice(names)) for _ in range(dice.randint(4, 16))}
    made.leads = {(dice.choice(list(LEVELS)), dice.choice(list(LEVELS))) for _ in range(dice.randint(3, 14))}
    made.leads -= {(name, name) for name in LEVELS}
    _campuses(made, dice)
    actors = [*schools, *LABS, *PARTNERS]
    for _ in range(dice.choice((0, 4, 9, 14))):
        one, other = dice.sample(actors, 2)
        within = dice.choice((None, None, None, *made.campuses, "campus/c0"))
        made.cooperations[one, other, dice.choice(KINDS)] = (within, *_dates(dice))
    for _ in range(dice.randint(0, 2)):
        made.components.add((dice.choice((*schools[:3], *LABS)), dice.choice(schools[3:])))
    return made


def _campuses(made: NetworkScene, dice: random.Random) -> None:
    for i in range(4):
        slug = f"c{i}"
        duplicate = f"c{dice.randrange(4)}" if dice.random() < 0.15 else None
        filieres = tuple(sorted(dice.sample(FILIERES, dice.choice((0, 1, 1, 2)))))
        made.campuses[slug] = Campus(dice.choice(ZONES), filieres, duplicate if duplicate != slug else None)
        known = dice.sample([*DEPARTMENTS, *DEPARTMENTS, *LABS, *PARTNERS], dice.choice((0, 4, 6, 7)))
        for name in known:
            dates = _dates(dice) if name[0] in "el" else (None, None)
            made.members[slug, name, dice.choice(("membre", "copilote"))] = dates
        if dice.random() < 0.5:
            made.supports.add((slug, dice.choice(sorted(DEPARTMENTS))))


def _dates(dice: random.Random) -> Dated:
    since = dice.choice((None, None, "2018", "2022-09-01", "2024-06", "2025"))
    until = dice.choice((None, None, None, "2019-08-31", "2024", "2026"))
    return since, until


def network_askings(seed: int) -> list[tuple[str, dict[str, Any]]]:
    """Return what is asked of a scene: each question as it is, and with parameters thrown at random."""
    dice = random.Random(f"ask network {seed}")
    filters: list[dict[str, Any]] = [{"region": "27"}, {"academy": "03"}, {"department": "21"}, {"region": "53"}]
    filters += [{}, {"filiere": FILIERES[0]}, {"campus": "c1"}]
    dates: list[dict[str, Any]] = [{}, {"as_of": "2019-06-01"}, {"as_of": "2026-01-01"}]
    described = {"described": dice.choice(("assumed", "assumed", "stated"))}
    thresholds = {"min_reach": dice.choice((0.3, 0.5, 1)), "max_concentration": dice.choice((0.5, 0.7, 1))}
    depth = {"min_depth": dice.choice((1, 2, 3))}
    least = {"min_actors": dice.choice((1, 2, 3, 6)), "authorities": dice.choice(("counted", "ignored"))}

    def thrown(*parts: dict[str, Any]) -> dict[str, Any]:
        joined: dict[str, Any] = {**dice.choice(filters), **dice.choice(dates)}
        for part in parts:
            joined |= part
        return joined

    made = network_scene(seed)
    leavers = [n for (_, n, _), dates in made.members.items() if dates == (None, None)]
    leavers += [n for _, n in sorted(made.supports)]
    return [
        *(("weak-link", {"as_of": AS_OF, **one}) for one in filters),
        *(
            ("resilience", {"described": "assumed", "without": name})
            for name in dice.sample(leavers, min(2, len(leavers)))
        ),
        ("weak-link", {"as_of": AS_OF}),
        ("weak-link", {"as_of": AS_OF, **described, **thresholds}),
        ("weak-link", thrown(described, thresholds, depth)),
        ("resilience", {"as_of": AS_OF}),
        ("resilience", {"as_of": AS_OF, "described": "assumed"}),
        ("resilience", thrown(described)),
        ("silos", {"as_of": AS_OF, "min_actors": 2}),
        ("silos", {"as_of": AS_OF, "between": "territory", **least}),
        ("silos", thrown(least, {"between": dice.choice(("filiere", "territory"))})),
    ]
