"""The answers by brute force, straight from a scene: plain loops and sets, nothing of the product.

It knows the definitions (``question.toml``, ``domain.md``) and neither the graph nor its queries.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from tests.neo4j.parity_scenes import COMMUNES, Asked, Campus, Pair, Scene
from tests.world import DEPARTMENTS, uai

Row = dict[str, Any]
Point = tuple[float, float]
# the middles that ``tests.world`` gives to its territories
_MIDDLE = (47.2, 5.5)
_DEPARTMENTS = {"25": (47.2, 6.0), "39": (46.7, 5.6), "21": (47.3, 5.0), "35": (48.1, -1.7), "973": (4.9, -52.3)}


def kilometres(a: Point, b: Point) -> float:
    """Return the great-circle distance by the haversine formula."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, p)) for p in (a, b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(h))


def mean(points: Iterable[Point | None]) -> Point | None:
    """Return the middle of the points that there are."""
    known = [p for p in points if p]
    return (sum(p[0] for p in known) / len(known), sum(p[1] for p in known) / len(known)) if known else None


def nearest(origin: Point | None, sites: Mapping[str, Point | None]) -> tuple[set[str], float | None]:
    """Return the identifiers that may be called nearest (equal to 20 m), and the distance."""
    distances = {i: kilometres(origin, p) for i, p in sites.items() if p} if origin else {}
    least = min(distances.values(), default=None)
    return ({i for i, d in distances.items() if d <= least + 0.02} if least is not None else set()), least


class Oracle:
    """All that follows from a scene before anything is asked."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.id = {n: f"establishment/{uai(s.department, i + 1)}" for i, (n, s) in enumerate(scene.schools.items())}

    # places

    def place(self, school: str, scope: str) -> str | None:
        """Return the code of the territory of a school, or None where it is not known."""
        commune = self.scene.schools[school].commune
        if scope == "establishment":
            return self.id[school]
        if scope == "commune":
            return commune
        department = COMMUNES[commune][0] if commune else self.scene.schools[school].department
        return _within(scope, department, COMMUNES[commune][1] if commune else None)

    def seat_place(self, commune: str, scope: str) -> str | None:
        """Return the code of the territory of a commune."""
        return _within(scope, *COMMUNES[commune])

    def passes(self, school: str, asked: Asked) -> bool:
        """Tell whether a school is in the region, académie and department asked for."""
        return all(
            asked.get(scope) in (None, self.place(school, scope)) for scope in ("region", "academy", "department")
        )

    def point(self, school: str) -> Point | None:
        """Return the point of a school: its own, else the middle of those of its commune."""
        own = self.scene.schools[school]
        return own.point or self.commune_point(own.commune)

    def commune_point(self, commune: str | None) -> Point | None:
        return mean(s.point for s in self.scene.schools.values() if commune and s.commune == commune)

    def territory_point(self, scope: str, code: str) -> Point | None:
        if scope == "employment-zone":
            return mean(self.point(s) for s in self.scene.schools if self.place(s, scope) == code)
        return _DEPARTMENTS[code] if scope == "department" else _MIDDLE

    def campus_point(self, campus: Campus) -> Point | None:
        support = self.point(campus.support) if campus.support else None
        return support or self.commune_point(campus.seat) or mean(self.point(s) for s in campus.members)

    # lifting

    def open_successors(self, diploma: str) -> set[str]:
        """Return the open diplomas at the end of the successions of a closed one."""
        found: set[str] = set()
        seen, todo = {diploma}, [diploma]
        while todo:
            old = todo.pop()
            for new in {n for n, o in self.scene.succeeds if o == old} - seen:
                seen.add(new)
                (found.add if self.scene.diplomas[new].opened else todo.append)(new)
        return found

    def stands_for(self, diploma: str) -> set[tuple[str, str]]:
        """Return (diploma, rule): what an offer of a diploma counts for."""
        own = {diploma} if self.scene.diplomas[diploma].opened else self.open_successors(diploma)
        result: set[tuple[str, str]] = set()
        for target in own or {diploma}:
            special = {s for c, s in self.scene.specialises if c == target}
            opened = {t for s in special for t in ({s} if self.scene.diplomas[s].opened else self.open_successors(s))}
            result |= {(t, "presumed") for t in opened} or {(target, "real" if own else "closed")}
        return result

    @cached_property
    def teaches(self) -> set[tuple[str, str, str, int, bool]]:
        """Return (school, diploma, voie, year, presumed)."""
        stands = {d: self.stands_for(d) for d in self.scene.diplomas}
        real = {(s, t) for s, d, _, _ in self.scene.offers for t, rule in stands[d] if rule != "presumed"}
        rows: set[tuple[str, str, str, int, bool]] = set()
        for school, diploma, year, voie in self.scene.offers:
            guesses = {t for t, rule in stands[diploma] if rule == "presumed"}
            seen = {t for t in guesses if (school, t) in real}
            plain = {t for t, rule in stands[diploma] if rule != "presumed"} | seen
            rows |= {(school, t, voie, year, False) for t in plain}
            rows |= set() if seen else {(school, t, voie, year, True) for t in guesses}
        return rows

    def in_year(self, year: int | None) -> Oracle:
        """Return this oracle with the offers of one year only."""
        if year is None:
            return self
        other = Oracle(self.scene)
        other.teaches = {fact for fact in self.teaches if fact[3] == year}
        return other

    @cached_property
    def continues(self) -> set[Pair]:
        stands = {d: {t for t, rule in self.stands_for(d) if rule != "closed"} for d in self.scene.diplomas}
        return {(a, b) for start, end in self.scene.leads for a in stands[start] for b in stands[end] if a != b}

    @cached_property
    def taught_by(self) -> dict[str, set[str]]:
        """Return diploma → the schools that teach it."""
        result: dict[str, set[str]] = {}
        for school, diploma, *_ in self.teaches:
            result.setdefault(diploma, set()).add(school)
        return result

    def level(self, diploma: str) -> int:
        """Return the level, 0 where it is not known."""
        return self.scene.diplomas[diploma].level or 0

    def in_filiere(self, diploma: str, filiere: str) -> bool:
        return filiere in self.scene.diplomas[diploma].filieres

    # missing continuation

    def missing(self, asked: Asked) -> list[Row]:
        """Return one row per offer of the level."""
        offers: dict[tuple[str, str, str], list[tuple[int, bool]]] = {}
        for school, diploma, voie, year, presumed in self.teaches:
            wanted = self.level(diploma) == asked.get("level", 4) and asked.get("year") in (None, year)
            mine = "filiere" not in asked or self.in_filiere(diploma, asked["filiere"])
            if wanted and mine and self.passes(school, asked):
                offers.setdefault((school, diploma, voie), []).append((year, presumed))
        return [self._missing(asked, *key, known) for key, known in offers.items()]

    def _missing(self, asked: Asked, school: str, diploma: str, voie: str, known: list[tuple[int, bool]]) -> Row:
        scope = asked.get("scope", "department")
        place = self.place(school, scope)
        ways = {b for a, b in self.continues if a == diploma and self.level(b) >= asked.get("to_level", 5)}
        here = {b for b in ways if any(self.place(s, scope) == place for s in self.taught_by.get(b, ()))}
        why = self._why(diploma, place, ways, here)
        sites = {self.id[s]: self.point(s) for b in ways for s in self.taught_by.get(b, ())}
        wants_nearest = why in ("elsewhere", "partly")
        near, km = nearest(self.point(school), sites) if wants_nearest else (set[str](), None)
        verdict, cause, reason = _MISSING[why]
        return {
            "establishment": self.id[school],
            "diploma": f"diploma/{diploma}",
            "voie": voie,
            "year": max(year for year, _ in known),
            "presumed": all(presumed for _, presumed in known),
            "department": self.place(school, "department"),
            "verdict": verdict,
            "cause": cause,
            "reason": reason,
            "continuations": sorted(f"diploma/{b}" for b in here) if place else [],
            "nearest": near,
            "km": km,
        }

    def _why(self, diploma: str, place: str | None, ways: set[str], here: set[str]) -> str:
        if not self.scene.diplomas[diploma].opened:
            return "closed"
        if place is None:
            return "unlocated"
        if not any(a == diploma for a, _ in self.continues):
            return "unpublished"
        if here:
            return "reached"
        offered = {b for b in ways if self.taught_by.get(b)}
        if not ways:
            return "stops"
        return "elsewhere" if offered == ways else "partly" if offered else "nowhere"


def _within(scope: str, department: str, zone: str | None) -> str | None:
    if scope == "employment-zone":
        return zone
    if department not in DEPARTMENTS:
        return None
    academy, region = DEPARTMENTS[department]
    return {"department": department, "academy": academy, "region": region}[scope]


_MISSING = {
    "closed": ("unknown", "unknown", "diplôme fermé"),
    "unlocated": ("unknown", "unknown", "établissement non situé"),
    "unpublished": ("unknown", "no-known-continuation", "aucune poursuite publiée"),
    "reached": ("covered", None, "poursuite proposée dans le territoire"),
    "stops": ("gap", "no-known-continuation", "s’arrêtent avant"),
    "nowhere": ("unknown", "unknown", "aucune offre des poursuites"),
    "partly": ("unknown", "unknown", "aucune connue ici"),
    "elsewhere": ("gap", "not-offered-in-scope", "aucune proposée dans le territoire"),
}
