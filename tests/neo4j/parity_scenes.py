"""Generated worlds as plain data: the product builds its graph from them, the oracle reads them directly.

Each scene is random but for what is planted in it: one gap per question, known by construction, and one
near miss that looks like a gap and is none (a rename or a speciality hides the offer).
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.world import DEPARTMENTS, World

Pair = tuple[str, str]
Asked = Mapping[str, Any]

# commune → (department, employment zone); one zone lies in two departments
COMMUNES = {
    "25056": ("25", "2701"),
    "25388": ("25", "2702"),
    "39300": ("39", "2702"),
    "21231": ("21", "2703"),
    "35238": ("35", "5301"),
    "97302": ("973", "0301"),
}
# school → department of its UAI; "99" is no department: such a school lies nowhere
SCHOOLS = {"s1": "25", "s2": "25", "s3": "39", "s4": "21", "s5": "35", "s6": "973", "s7": "99"}
FILIERES = ("tourisme-gastronomie", "chimie-biotechnologies", "numerique-telecommunications")
PATHWAY, COVERAGE = "systemes-innovants-mecatronique", "materiaux-materiaux-innovants"
VOIES = ("scolaire", "apprentissage", "continue")
COUNTED, NEW = "campus labellisés", "campus nouvellement labellisés"


@dataclass
class School:
    department: str
    commune: str | None
    point: tuple[float, float] | None


@dataclass
class Diploma:
    level: int | None
    filieres: tuple[str, ...] = ()
    opened: bool = True


@dataclass
class Campus:
    """``labels`` holds (year of issue, year of expiry); without any, it is a project."""

    zones: tuple[str, ...]
    filieres: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    support: str | None = None
    seat: str | None = None
    labels: tuple[tuple[int | None, int | None], ...] = ()
    duplicate_of: str | None = None


@dataclass
class Planted:
    """A row that must be found: what was asked, and some of its fields."""

    question: str
    parameters: Asked
    row: Asked


@dataclass
class Scene:
    schools: dict[str, School] = field(default_factory=dict)
    diplomas: dict[str, Diploma] = field(default_factory=dict)
    offers: set[tuple[str, str, int, str]] = field(default_factory=set)
    leads: set[Pair] = field(default_factory=set)
    succeeds: set[Pair] = field(default_factory=set)
    specialises: set[Pair] = field(default_factory=set)
    campuses: dict[str, Campus] = field(default_factory=dict)
    counts: set[tuple[str, int, str, str]] = field(default_factory=set)
    planted: list[Planted] = field(default_factory=list)

    def world(self) -> World:
        """Return the world of this scene."""
        world = World()
        _places(self, world)
        for name, diploma in self.diplomas.items():
            world.diploma(name, diploma.level, opened=diploma.opened)  # type: ignore[arg-type]
            for filiere in diploma.filieres:
                world.add("BELONGS_TO", start_id=f"diploma/{name}", end_id=f"filiere/{filiere}", rule="cas")
        for offer in sorted(self.offers):
            world.offer(*offer)
        for start, end in sorted(self.leads):
            world.leads(start, end)
        for kind, pairs in (("SUCCEEDS", self.succeeds), ("SPECIALISES", self.specialises)):
            for start, end in sorted(pairs):
                world.edge(kind, start, end)
        for slug, campus in self.campuses.items():
            _campus(world, slug, campus)
        for count in sorted(self.counts):
            world.count(*count)
        return world


def _places(scene: Scene, world: World) -> None:
    for name, school in scene.schools.items():
        world.establishment(name, school.department, *(school.point or (None, None)))
        world.rows["Establishment"][-1]["commune"] = school.commune
    for code, (department, zone) in COMMUNES.items():
        region = DEPARTMENTS[department][1]
        row = {"department": department, "region": region, "employment_zone": zone}
        world.add("Commune", id=f"commune/{code}", code=code, label=f"Commune {code}", **row)
    for zone in sorted({zone for _, zone in COMMUNES.values()}):
        world.add("EmploymentZone", id=f"employment-zone/{zone}", code=zone, label=f"Zone {zone}")


def _campus(world: World, slug: str, campus: Campus) -> None:
    start = f"campus/{slug}"
    world.add("Campus", id=start, label=slug, category="CMQ", possible_duplicate_of=campus.duplicate_of)
    for zone in campus.zones:
        world.add("COVERS", start_id=start, end_id=zone)
    for filiere in campus.filieres:
        world.add("IN_FILIERE", start_id=start, end_id=f"filiere/{filiere}", rule="cas")
    for school in campus.members:
        world.add("HAS_MEMBER", start_id=start, end_id=f"establishment/{world.uais[school]}", role="membre")
    if campus.support:
        world.add("SUPPORTED_BY", start_id=start, end_id=f"establishment/{world.uais[campus.support]}")
    if campus.seat:
        world.add("LOCATED_IN", start_id=start, end_id=f"commune/{campus.seat}")
    for i, (issued, expiry) in enumerate(campus.labels):
        label = f"label/{slug}-{i}"
        world.add("Label", id=label, label=label, category="CMQ", issued_year=issued, expiry_year=expiry)
        world.add("AWARDED", start_id=start, end_id=label)


def scene(seed: int) -> Scene:
    """Return the scene of this seed."""
    dice = random.Random(seed)
    made = Scene()
    _random_schools(made, dice)
    _random_diplomas(made, dice)
    _random_ways(made, dice)
    _random_campuses(made, dice)
    _plant_continuation(made, dice)
    _plant_pathway(made, dice)
    _plant_coverage(made)
    return made


def _random_schools(made: Scene, dice: random.Random) -> None:
    for name, department in SCHOOLS.items():
        here = [code for code, (own, _) in COMMUNES.items() if own == department]
        commune = dice.choice(here) if here and dice.random() < 0.8 else None
        point = (round(dice.uniform(42, 50), 4), round(dice.uniform(-2, 7), 4)) if dice.random() < 0.8 else None
        made.schools[name] = School(department, commune, point)


def _random_diplomas(made: Scene, dice: random.Random) -> None:
    for level in (3, 3, 4, 4, 4, 5, 5, 6, 6, 7, None):
        name = f"d{level or 0}{len(made.diplomas):02d}"
        chosen = tuple(dice.sample(FILIERES, dice.choice((0, 1, 1, 1, 2))))
        made.diplomas[name] = Diploma(level, chosen, dice.random() < 0.8)
    names = sorted(made.diplomas)
    for _ in range(dice.randint(10, 35)):
        made.offers.add(
            (dice.choice(sorted(SCHOOLS)), dice.choice(names), dice.randint(2020, 2023), dice.choice(VOIES))
        )


def _random_ways(made: Scene, dice: random.Random) -> None:
    names = sorted(made.diplomas)
    for _ in range(dice.randint(6, 22)):
        start, end = sorted(dice.sample(names, 2))
        made.leads.add((end, start) if dice.random() < 0.1 else (start, end))
    for pairs, most in ((made.succeeds, 5), (made.specialises, 3)):
        for _ in range(dice.randint(0, most)):
            pairs.add((dice.choice(names), dice.choice(names)))
    made.succeeds -= {(name, name) for name in names}
    made.specialises -= {(name, name) for name in names}


def _random_campuses(made: Scene, dice: random.Random) -> None:
    zones = ["region/27", "region/53", "academy/03", "academy/07", "academy/14", "department/21", "department/39"]
    for i in range(dice.randint(0, 5)):
        labels = [(dice.choice((None, *range(2016, 2027))), dice.choice((None, *range(2019, 2030)))) for _ in range(3)]
        made.campuses[f"c{i}"] = Campus(
            zones=tuple(dice.sample(zones, dice.choice((1, 1, 2)))),
            filieres=tuple(dice.sample(FILIERES, dice.choice((0, 1, 1, 2)))),
            members=tuple(dice.sample(sorted(SCHOOLS), dice.randint(0, 3))),
            support=dice.choice((None, None, *SCHOOLS)),
            seat=dice.choice((None, None, *COMMUNES)),
            labels=tuple(labels[: dice.choice((0, 1, 1, 1, 2, 3))]),
            duplicate_of=f"c{dice.randint(0, 4)}" if dice.random() < 0.2 else None,
        )
    for region in ("27", "53"):
        for period in dice.sample(("2012", "2019", "2021", "2022-04", "2023", "2025"), dice.randint(0, 3)):
            made.counts.add((region, dice.randint(0, 4), period, dice.choice((COUNTED, COUNTED, NEW))))


def _renamed(made: Scene, name: str, dice: random.Random) -> str:
    """Return the diploma under which an offer of ``name`` is recorded: itself, its former name, its common year."""
    known = made.diplomas[name]
    how = dice.choice(("direct", "succession", "speciality"))
    if how == "direct":
        return name
    other = f"{name}-{how}"
    made.diplomas[other] = Diploma(known.level, (), opened=how == "speciality")
    if how == "succession":
        made.succeeds.add((name, other))
    else:
        made.specialises.add((other, name))
    return other


def _plant_continuation(made: Scene, dice: random.Random) -> None:
    """Offer a diploma in one department, its only continuation in another; and a near miss in the same one."""
    for name, level in (("m4", 4), ("m5", 5), ("n4", 4), ("n5", 5)):
        made.diplomas[name] = Diploma(level, dice.choice(((), FILIERES[:1])))
    made.leads |= {("m4", _renamed(made, "m5", dice)), ("n4", "n5")}
    made.offers |= {("s1", "m4", 2022, "scolaire"), ("s5", "m5", 2022, "scolaire")}
    made.offers |= {("s1", "n4", 2022, "scolaire"), ("s2", _renamed(made, "n5", dice), 2021, "apprentissage")}
    gap = {"verdict": "gap", "cause": "not-offered-in-scope"}
    school = {"establishment_label": "s1"}
    made.planted += [
        Planted("missing-continuation", {}, {**school, "diploma": "diploma/m4", **gap}),
        Planted("missing-continuation", {}, {**school, "diploma": "diploma/n4", "verdict": "covered"}),
    ]


def _plant_pathway(made: Scene, dice: random.Random) -> None:
    """Cut a path at a level in one region; offer it whole, partly under former names, in another."""
    for level in range(3, 8):
        made.diplomas[f"p{level}"] = Diploma(level, (PATHWAY,))
    made.leads |= {(f"p{level}", f"p{level + 1}") for level in range(3, 7)}
    made.offers |= {("s5", _renamed(made, f"p{level}", dice), 2022, "scolaire") for level in range(3, 8)}
    cut = dice.randint(3, 7)
    above = {level for level in range(cut + 1, 8) if cut == 3 or dice.random() < 0.4}
    here = {*range(3, cut), *above}
    made.offers |= {(dice.choice(("s1", "s2", "s3", "s4")), f"p{level}", 2022, "scolaire") for level in here}
    cause = "no-offer-in-scope" if cut == 3 else "offered-farther-away"
    broken = {"filiere": f"filiere/{PATHWAY}", "territory": "region/27", "verdict": "gap", "cause": cause}
    whole = {"filiere": f"filiere/{PATHWAY}", "territory": "region/53", "verdict": "covered", "reached_level": 7}
    made.planted.append(Planted("broken-pathway", {}, {**broken, "missing_level": cut}))
    made.planted.append(Planted("broken-pathway", {}, whole))


def _plant_coverage(made: Scene) -> None:
    """Teach a filière in a region whose campuses are all described, none of it; and where one of its campuses is."""
    made.diplomas["q4"] = Diploma(4, (COVERAGE,))
    made.offers |= {("s6", "q4", 2022, "scolaire"), ("s5", "q4", 2022, "scolaire")}
    made.campuses["q"] = Campus(("region/53",), (COVERAGE,), ("s5",), labels=((2022, 2027),))
    made.counts.add(("03", 0, "2022", COUNTED))
    row = {"filiere": f"filiere/{COVERAGE}"}
    made.planted += [
        Planted("coverage-gap", {"min_offers": 1}, {**row, "territory": "region/03", "verdict": "gap"}),
        Planted("coverage-gap", {"min_offers": 1}, {**row, "territory": "region/53", "verdict": "covered"}),
    ]
