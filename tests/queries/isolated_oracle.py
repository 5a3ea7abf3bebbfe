"""Isolated territories by brute force: a generated scene with people in its communes, plain loops and haversines."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from campus_graph.ontology.model import load_model
from campus_graph.queries.answer import Answer
from tests.neo4j.parity_oracle import Oracle, Point, kilometres, nearest
from tests.neo4j.parity_scenes import COMMUNES, Scene, scene
from tests.world import World

FILIERES = load_model().notations("filieres")
_ZONINGS = ("FRR socle", "FRR+", "FRR bénéficiaire", "Classée FRR partiellement", "Non classée", None)
_RANKS = ("gap", "unknown", "covered")
Offers = dict[tuple[str, str, str], list[tuple[int, int | None, bool]]]
Asked = Mapping[str, Any]


@dataclass
class Peopled:
    """A scene with the population and the zoning of its communes, and the places of its offers."""

    scene: Scene
    population: dict[str, int | None]
    zoning: dict[str, str | None]
    capacity: dict[tuple[str, str, int, str], int]

    def world(self) -> World:
        """Return the world of this scene."""
        world = self.scene.world()
        for row in world.rows["Commune"]:
            code = row["code"]
            row |= {"population": self.population[code], "rurality_zoning": self.zoning[code]}
        known = {uai: name for name, uai in world.uais.items()}
        for row in world.rows["OFFERS"]:
            school, diploma = known[row["start_id"].split("/")[1]], row["end_id"].split("/")[1]
            row["capacity"] = self.capacity.get((school, diploma, row["year"], row["voie"]))
        return world


def peopled(seed: int) -> Peopled:
    """Return the peopled scene of this seed: all schools but the unlocated ones are near one another."""
    dice, made = random.Random(f"people {seed}"), scene(seed)
    for school in made.schools.values():
        if school.point:
            school.point = (round(dice.uniform(47, 47.8), 4), round(dice.uniform(5, 6.2), 4))
    people = {code: dice.choice((None, 0, *range(1, 9))) for code in COMMUNES}
    seats = {offer: dice.randint(0, 30) for offer in sorted(made.offers) if dice.random() < 0.5}
    return Peopled(made, people, {code: dice.choice(_ZONINGS) for code in COMMUNES}, seats)


def askings(seed: int) -> list[Asked]:
    """Return what is asked of a peopled scene: the default, and parameters thrown at random."""
    dice = random.Random(f"isolated {seed}")
    places: list[dict[str, Any]] = [{}, {}, {"region": "27"}, {"academy": "03"}, {"department": "39"}]
    thrown = [
        {
            "scope": scope,
            "level": dice.choice((3, 4, 5)),
            "within_km": dice.choice((0, 5, 20, 35, 60.5, 200)),
            **dice.choice(places),
            **dice.choice(({}, {"filiere": "tourisme-gastronomie"})),
        }
        for scope in ("employment-zone", "frr", "frr")
    ]
    return [{}, *thrown]


class Isolated:
    """The answer to one asking."""

    def __init__(self, world: Peopled, asked: Asked) -> None:
        self.world, self.asked, self.oracle = world, asked, Oracle(world.scene)
        self.km, self.scope = float(asked.get("within_km", 30)), asked.get("scope", "employment-zone")
        self.offers = self.lifted()
        self.points = {c: self.oracle.commune_point(c) for c in COMMUNES}

    def near(self, a: Point | None, b: Point | None) -> bool:
        return a is not None and b is not None and round(kilometres(a, b), 1) <= self.km

    def lifted(self) -> Offers:
        """Return (school, diploma, voie) → (year, capacity, presumed), of open diplomas of the level."""
        made = self.world.scene
        stands = {d: self.oracle.stands_for(d) for d in made.diplomas}
        real = {(s, t) for s, d, *_ in made.offers for t, rule in stands[d] if rule != "presumed"}
        found: Offers = {}
        for school, diploma, year, voie in made.offers:
            guesses = {t for t, rule in stands[diploma] if rule == "presumed"}
            seen = {t for t in guesses if (school, t) in real}
            for target, rule in stands[diploma]:
                if rule == "presumed" and seen and target not in seen:
                    continue
                seats = self.world.capacity.get((school, diploma, year, voie)) if rule != "presumed" else None
                known = made.diplomas[target]
                if known.opened and known.level == self.asked.get("level", 4):
                    fact = (year, seats, rule == "presumed" and not seen)
                    found.setdefault((school, target, voie), []).append(fact)
        return found

    def supply(self, school: str, filiere: str) -> tuple[int, int, int, bool]:
        """Return how many offers of the filière a school has, their places, those without, and if all are presumed."""
        offers = seats = uncounted = 0
        presumed = True
        for (own, diploma, _), facts in self.offers.items():
            if own == school and self.oracle.in_filiere(diploma, filiere):
                years = [y for y, s, _ in facts if s is not None]
                known = sum(s for y, s, _ in facts if s is not None and y == max(years)) if years else None
                offers, uncounted = offers + 1, uncounted + (known is None)
                seats += known or 0
                presumed &= all(p for *_, p in facts)
        return offers, seats, uncounted, presumed

    def rate(self, filiere: str, at: Point) -> float:
        """Return the supply per inhabitant around a point."""
        total = 0.0
        for school in self.world.scene.schools:
            point = self.oracle.point(school)
            _, seats, uncounted, _ = self.supply(school, filiere)
            people = sum(self.world.population[c] or 0 for c, p in self.points.items() if self.near(p, point))
            if people and self.near(at, point):
                total += (seats + uncounted) / people
        return total

    def territories(self) -> list[str]:
        """Return the codes that are examined."""
        wanted = [
            c
            for c in COMMUNES
            if all(
                self.asked.get(k) in (None, self.oracle.seat_place(c, k)) for k in ("region", "academy", "department")
            )
        ]
        if self.scope == "employment-zone":
            return sorted({COMMUNES[c][1] for c in wanted})
        return [c for c in wanted if "FRR" in (self.world.zoning[c] or "")]

    def rows(self) -> list[dict[str, Any]]:
        """Return one row per filière and territory."""
        filieres = [f for f in FILIERES if self.asked.get("filiere") in (None, f)]
        return [self.row(f, t) for f in filieres for t in self.territories()]

    def row(self, filiere: str, code: str) -> dict[str, Any]:
        zones, oracle = self.scope == "employment-zone", self.oracle
        mine = [c for c, (_, z) in COMMUNES.items() if code in ((z,) if zones else (c,))]
        point = oracle.territory_point("employment-zone", code) if zones else self.points[code]
        taught = {s: x for s in self.world.scene.schools if (x := self.supply(s, filiere))[0]}
        inside = {s for s in taught if self.world.scene.schools[s].commune in mine}
        around = {s for s in taught if self.near(point, oracle.point(s))}
        hidden = self.hidden(taught, mine, point)
        near, km = nearest(point, {oracle.id[s]: oracle.point(s) for s in taught})
        why = self.why(taught, inside, around, hidden, point)
        sums = [sum(taught[s][i] for s in inside | around) for i in range(3)]
        one = next((s for s in taught if near == {oracle.id[s]}), None)
        return {
            "filiere": f"filiere/{filiere}",
            "territory": f"{'employment-zone' if zones else 'commune'}/{code}",
            "why": why,
            "verdict": {"inside": "covered", "near": "covered", "far": "gap"}.get(why, "unknown"),
            "population": self.people(mine),
            "near": near,
            "km": km,
            "presumed": taught[one][3] if one else None,
            "sums": sums,
            "accessibility": self.accessibility(filiere, mine, bool(taught), zones),
            "unlocated": sorted(oracle.id[s] for s in hidden) if why == "hidden" else [],
            "zoning": None if zones else self.world.zoning[code],
        }

    def people(self, communes: list[str]) -> int | None:
        known = [p for c in communes if (p := self.world.population[c]) is not None]
        return sum(known) if known else None

    def hidden(self, taught: Any, mine: list[str], point: Point | None) -> set[str]:
        """Return the schools without a point in a department that is touched or near."""
        departments = {COMMUNES[c][0] for c in COMMUNES if c in mine or self.near(point, self.points[c])}
        return {s for s in taught if self.oracle.point(s) is None and self.oracle.place(s, "department") in departments}

    def why(self, taught: Any, inside: Any, around: Any, hidden: Any, point: Point | None) -> str:
        if inside:
            return "inside"
        if not taught:
            return "unrecorded"
        if point is None:
            return "unpointed"
        return "near" if around else "hidden" if hidden else "far"

    def accessibility(self, filiere: str, mine: list[str], taught: bool, zones: bool) -> float | None:
        located = any(self.oracle.point(s) and self.supply(s, filiere)[0] for s in self.world.scene.schools)
        homes = [c for c in mine if self.points[c] and (not zones or self.world.population[c])]
        if not homes or not located:
            return None
        weights = {c: (self.world.population[c] or 0) if zones else 1 for c in homes}
        rates = {c: self.rate(filiere, p) for c in homes if (p := self.points[c])}
        return 10_000 * sum(weights[c] * rates[c] for c in homes) / sum(weights.values())


_WORDS = {
    "inside": "dans le territoire même",
    "near": "une offre à portée",
    "unpointed": "sans point connu",
    "unrecorded": "ne donnent aucune offre",
    "hidden": "non situés pourraient",
    "far": "aucune offre à portée",
}


def judge(world: Peopled, asked: Asked, answer: Answer) -> None:
    """Raise AssertionError where the answer is not what plain loops find."""
    rows = answer.rows()
    wanted = {(r["filiere"], r["territory"]): r for r in Isolated(world, asked).rows()}
    found = {(r["filiere"], r["territory"]): r for r in rows}
    assert len(rows) == len(found)
    assert found.keys() == wanted.keys()
    for key, row in found.items():
        want = wanted[key]
        for name in ("verdict", "population", "unlocated", "zoning"):
            assert row[name] == want[name], (asked, key, name, row[name], want[name])
        assert _WORDS[want["why"]] in str(row["reason"]), (asked, key, row["reason"], want["why"])
        assert [row[n] for n in ("offers", "seats", "uncounted")] == want["sums"], (asked, key, row, want)
        assert row["nearest_establishment"] in (want["near"] or {None}), (asked, key)
        assert _close(row["nearest_km"], want["km"], 0.06), (asked, key)
        assert _close(row["accessibility"], want["accessibility"], 0.011), (asked, key, row, want)
        assert want["presumed"] is None or row["presumed"] == want["presumed"], (asked, key)
    assert rows == sorted(rows, key=_order)


def _close(one: Any, other: float | None, margin: float) -> bool:
    return (one is None and other is None) or (one is not None and other is not None and abs(one - other) <= margin)


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    km, people = row["nearest_km"], row["population"]
    far = (km is None, -(km or 0), people is None, -(people or 0))
    return _RANKS.index(row["verdict"]), *far, row["filiere"], row["territory"]
