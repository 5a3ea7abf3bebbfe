"""The brute-force answers of the two questions about territories: broken pathways and coverage."""

from __future__ import annotations

from typing import Any

from campus_graph.ontology.model import load_model
from tests.neo4j.parity_oracle import Oracle, Row, nearest
from tests.neo4j.parity_scenes import COUNTED, NEW, Asked, Campus

FILIERES = load_model().notations("filieres")
Outcome = tuple[str, str | None, str]


def broken(oracle: Oracle, asked: Asked) -> list[Row]:
    """Return one row per filière that has a diploma, and territory where anything is offered."""
    oracle, scope = oracle.in_year(asked.get("year")), asked.get("scope", "region")
    schools = [s for s in oracle.scene.schools if oracle.passes(s, asked) and oracle.place(s, scope)]
    taught = {(str(oracle.place(s, scope)), d) for d, by in oracle.taught_by.items() for s in by if s in schools}
    used = {f for d in oracle.scene.diplomas.values() if d.level for f in d.filieres}
    wanted = [f for f in sorted(used) if asked.get("filiere") in (None, f)]
    here = {t: {d for place, d in taught if place == t} for t, _ in taught}
    return [_Area(oracle, asked, f, t, found).row() for f in wanted for t, found in here.items()]


class _Area:
    """One filière in one territory."""

    def __init__(self, oracle: Oracle, asked: Asked, filiere: str, territory: str, here: set[str]) -> None:
        self.oracle, self.filiere, self.territory, self.here = oracle, filiere, territory, here
        self.scope, self.start, self.goal = (
            asked.get("scope", "region"),
            asked.get("level", 3),
            asked.get("to_level", 7),
        )
        diplomas = oracle.scene.diplomas
        mine = {d for d, known in diplomas.items() if known.level and filiere in known.filieres}
        self.members = {d for d in mine if diplomas[d].opened}
        self.closed = mine - self.members
        self.offered = self.members & here
        recorded = {d for d in oracle.taught_by if diplomas[d].opened and oracle.level(d) >= self.start}
        self.anywhere = recorded

    def reach(self, level: int) -> set[str]:
        """Return what is reached from the diplomas of a level, the offered ones only."""
        found = {d for d in self.offered if self.oracle.level(d) == level}
        while more := {b for a, b in self.oracle.continues if a in found and b in self.offered} - found:
            found |= more
        return found

    def row(self) -> Row:
        level, ways = self.oracle.level, self.oracle.continues
        reached = self.reach(self.start)
        highest = max(map(level, reached), default=0)
        (verdict, cause, reason), wanted = self.judge(reached, highest)
        sites = {self.oracle.id[s]: self.oracle.point(s) for d in wanted for s in self.oracle.taught_by[d]}
        near, km = nearest(self.oracle.territory_point(self.scope, self.territory), sites)
        goes_on = {a for a, b in ways if a in self.offered and b in self.offered}
        prepared = {b for a, b in ways if a in self.offered and b in self.offered}
        return {
            "filiere": f"filiere/{self.filiere}",
            "territory": f"{self.scope}/{self.territory}",
            "verdict": verdict,
            "cause": cause,
            "reason": reason,
            "reached_level": highest or None,
            "reached_from_4": max(map(level, self.reach(4)), default=0) or None,
            "missing_level": None if verdict in ("covered", "no-need") else highest + 1 if highest else self.start,
            "dead_ends": _named(d for d in self.offered - goes_on if self.start <= level(d) < 5),
            "orphan_tops": _named(d for d in self.offered - prepared if level(d) >= 6),
            "nearest": near,
            "km": km,
            "chain_ends": _named(d for d in reached if level(d) == highest),
            "chain_length": self.distance(highest),
        }

    def distance(self, highest: int) -> int:
        """Return the number of diplomas on the shortest path to the first (by name) of the highest ones."""
        ends = sorted(d for d in self.reach(self.start) if self.oracle.level(d) == highest)
        found = {d for d in self.offered if self.oracle.level(d) == self.start}
        length = 1 if ends else 0
        while ends and ends[0] not in found:
            found |= {b for a, b in self.oracle.continues if a in found and b in self.offered}
            length += 1
        return length

    def judge(self, reached: set[str], highest: int) -> tuple[Outcome, set[str]]:
        if highest >= self.goal:
            return ("covered", None, "le niveau visé est atteint"), set()
        if not reached:
            return self.judge_start()
        level = self.oracle.level
        onward = {b for a, b in self.oracle.continues if a in reached and level(b) > highest}
        inside, known = onward & self.members, onward & self.members & self.anywhere
        if inside and known == inside:
            return ("gap", "offered-farther-away", "proposée seulement ailleurs"), known
        if inside and known:
            return ("unknown", "unknown", "aucune suite connue ici"), known
        if not inside and onward & self.anywhere:
            return ("gap", "other-filiere", "relève d’une autre filière"), set()
        if onward:
            return ("unknown", "unknown", "aucune offre des suites"), set()
        published = {a for a, b in self.oracle.continues if level(b)}
        if {d for d in reached if level(d) == highest} <= published:
            return ("gap", "no-published-continuation", "ne vont pas plus haut"), set()
        return ("unknown", "no-published-continuation", "aucune poursuite publiée"), set()

    def judge_start(self) -> tuple[Outcome, set[str]]:
        at_start = {d for d in self.members | self.closed if self.oracle.level(d) == self.start}
        if at_start & self.closed & self.here:
            return ("unknown", "only-a-succession", "diplômes fermés"), set()
        if not self.offered:
            return ("no-need", None, "non enseignée"), set()
        elsewhere = at_start & self.members & self.anywhere
        if elsewhere:
            return ("gap", "no-offer-in-scope", "alors qu’il l’est ailleurs"), elsewhere
        return ("unknown", "unknown", "aucune offre de la filière"), set()


def _named(diplomas: Any) -> list[str]:
    return sorted(f"diploma/{d}" for d in diplomas)


def coverage(oracle: Oracle, asked: Asked) -> list[Row]:
    """Return one row per filière of the vocabulary and territory with an establishment."""
    oracle, scope = oracle.in_year(asked.get("year")), asked.get("scope", "region")
    wanted = {p for s in oracle.scene.schools if (p := oracle.place(s, scope)) and oracle.passes(s, asked)}
    scene = _Coverage(oracle, asked, scope)
    filieres = [f for f in FILIERES if asked.get("filiere") in (None, f)]
    return [scene.row(f, t) for f in filieres for t in sorted(wanted)]


class _Coverage:
    """All filières and territories of one scope at one date."""

    def __init__(self, oracle: Oracle, asked: Asked, scope: str) -> None:
        self.oracle, self.asked, self.scope = oracle, asked, scope
        self.year = int(asked.get("as_of", "2024-06-30")[:4])
        issued = {
            slug: [(i, e) for i, e in campus.labels if i is None or i <= self.year]
            for slug, campus in oracle.scene.campuses.items()
        }
        self.known = {s: oracle.scene.campuses[s] for s, labels in issued.items() if labels}
        self.holding = {s for s, labels in issued.items() if any(e is None or e >= self.year for _, e in labels)}

    def row(self, filiere: str, territory: str) -> Row:
        offers = self.offers(filiere, territory)
        national = len(self.offers(filiere, None))
        mine = {s: c for s, c in self.known.items() if filiere in c.filieres}
        near = {s for s, c in mine.items() if territory in self.sites(c) | self.zone(c)}
        on_site = {s for s in near & self.holding if territory in self.sites(mine[s])}
        on_paper = near & self.holding - on_site
        verdict, reason = self.judge(len(offers), on_site, on_paper, near - self.holding, territory)
        seats = {f"campus/{s}": self.oracle.campus_point(c) for s, c in mine.items() if s in self.holding}
        nearest_campus, km = nearest(self.oracle.territory_point(self.scope, territory), seats)
        remote = 1.0 if km is None else km / (km + 100)
        return {
            "filiere": f"filiere/{filiere}",
            "territory": f"{self.scope}/{territory}",
            "verdict": verdict,
            "reason": reason,
            "establishments": len({school for school, _, _ in offers}),
            "offers": len(offers),
            "campuses": [f"campus/{s}" for s in sorted(on_site) + sorted(on_paper)],
            "nearest": nearest_campus,
            "km": km,
            "severity": len(offers) / national * remote if verdict in ("gap", "unknown") else None,
        }

    def offers(self, filiere: str, territory: str | None) -> set[tuple[str, str, str]]:
        """Return the offers (school, diploma, voie) of a filière in a territory, or in all that are known."""
        found = set()
        for school, diploma, voie, *_ in self.oracle.teaches:
            place = self.oracle.place(school, self.scope)
            if place and territory in (None, place) and self.oracle.in_filiere(diploma, filiere):
                found.add((school, diploma, voie))
        return found

    def sites(self, campus: Campus) -> set[str | None]:
        """Return the territories of the schools of a campus and of its seat."""
        schools = {*campus.members, *([campus.support] if campus.support else [])}
        places = {self.oracle.place(s, self.scope) for s in schools}
        return places | ({self.oracle.seat_place(campus.seat, self.scope)} if campus.seat else set())

    def zone(self, campus: Campus) -> set[str | None]:
        return {self.oracle.place(s, self.scope) for s in self.covered_schools(campus)}

    def covered_schools(self, campus: Campus) -> set[str]:
        """Return the schools in the declared zone of a campus; a zone without any school touches nothing."""
        return {
            s
            for s in self.oracle.scene.schools
            if self.oracle.place(s, self.scope)
            and {f"{k}/{self.oracle.place(s, k)}" for k in ("region", "academy", "department")} & {*campus.zones}
        }

    def judge(
        self, offers: int, on_site: set[str], on_paper: set[str], lapsed: set[str], territory: str
    ) -> tuple[str, str]:
        if on_site:
            return "covered", "avec un site dans le territoire"
        if on_paper:
            return "covered-on-paper", "zone déclarée"
        if offers < self.asked.get("min_offers", 5):
            return "no-need", "peu ou pas enseignée"
        if lapsed:
            return "unknown", f"label échu, à vérifier : {', '.join(f'campus/{s}' for s in sorted(lapsed))}"
        doubt = self.doubt(territory)
        if self.asked.get("described") == "assumed":
            return "gap", "description supposée complète"
        return ("unknown", doubt) if doubt else ("gap", "campus de la région tous décrits")

    def doubt(self, territory: str) -> str:
        """Return why the campuses of the regions of a territory may not all be described; empty if they are."""
        place = self.oracle.place
        regions = {place(s, "region") for s in self.oracle.scene.schools if place(s, self.scope) == territory}
        stated = {r: self.stated(r) for r in regions}
        known = {r: self.described(r) for r in regions}
        if None in stated.values():
            return "aucun décompte récent"
        if any((stated[r] or 0) < known[r][0] for r in regions):
            return "inférieur au nombre de campus connus"
        missing = sum((stated[r] or 0) - known[r][0] + known[r][1] for r in regions)
        return f"{missing} campus de la région non décrits" if missing else ""

    def stated(self, region: str | None) -> int | None:
        """Return the number of campuses that the last recent count gives, with those awarded since."""
        counts = [(p, v, m) for r, v, p, m in self.oracle.scene.counts if r == region and int(p[:4]) <= self.year]
        oldest = self.year - self.asked.get("max_count_age", 5)
        recent = [(p, v) for p, v, m in counts if m == COUNTED and int(p[:4]) >= oldest]
        if not recent:
            return None
        period, value = max(recent)
        return value + sum(v for p, v, m in counts if m == NEW and p > period)

    def described(self, region: str | None) -> tuple[int, int]:
        """Return how many campuses of a region are known, and how many of those have no filière."""
        here = [
            s
            for s, c in self.known.items()
            if any(self.oracle.place(x, "region") == region for x in self.covered_schools(c)) and region
        ]
        return len({self.known[s].duplicate_of or s for s in here}), sum(not self.known[s].filieres for s in here)
