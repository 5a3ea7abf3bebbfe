"""The answers about networks by brute force, straight from a scene: plain loops and all subsets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from tests.queries.network_scenes import (
    AS_OF,
    COMMON,
    DEPARTMENTS,
    LABS,
    LEVELS,
    PARTNERS,
    NetworkScene,
)
from tests.world import DEPARTMENTS as FRANCE
from tests.world import uai

Row = dict[str, Any]
Edge = frozenset[str]


def identifier(name: str) -> str:
    """Return the identifier of an actor."""
    if name in DEPARTMENTS:
        return f"establishment/{uai(DEPARTMENTS[name], list(DEPARTMENTS).index(name) + 1)}"
    if name in LABS:
        return f"lab/{name}"
    return f"{'cluster' if PARTNERS[name] == 'pole' else 'partner'}/{name}"


def in_force(since: str | None, until: str | None, day: str) -> bool:
    """Tell whether the day lies between two dates, of which each may be a year or a month."""
    return not (since and since > day[: len(since)]) and not (until and until < day[: len(until)])


class NetworkOracle:
    """All that follows from a scene at a date."""

    def __init__(self, scene: NetworkScene, asked: Mapping[str, Any]) -> None:
        self.scene, self.asked = scene, asked
        self.day = asked.get("as_of", AS_OF)

    # who and what

    def actors(self, campus: str) -> set[str]:
        own = {n for (k, n, _), dates in self.scene.members.items() if k == campus and in_force(*dates, self.day)}
        return own | {n for k, n in self.scene.supports if k == campus}

    def teaches(self, name: str, certain: bool = True) -> set[str]:
        offered = {d for s, d in self.scene.offers if s == name}
        guessed = set(COMMON[1]) if COMMON[0] in offered and not offered & set(COMMON[1]) else set()
        return (offered - {COMMON[0]}) | (set() if certain else guessed)

    def is_secondary(self, name: str) -> bool:
        low = any(LEVELS[d] <= 4 for d in self.teaches(name, certain=False))
        return name in DEPARTMENTS and (low or self.scene.categories[name].startswith(("lycee", "cfa")))

    def is_higher(self, name: str) -> bool:
        high = any(LEVELS[d] >= 6 for d in self.teaches(name))
        natures = ("universite", "iut", "superieur", "ecole")
        return name in DEPARTMENTS and (high or self.scene.categories[name].startswith(natures))

    def pathway(self, start: str, end: str) -> bool:
        """Tell whether a continuation leads up from what one offers to what the other does."""
        return any(
            (a, b) in self.scene.leads and LEVELS[b] >= 5 and LEVELS[b] > LEVELS[a]
            for a in self.teaches(start)
            for b in self.teaches(end)
        )

    def said(self, campus: str, one: str, other: str) -> set[str]:
        """Return the kinds of ties that sources state between two actors, either way round."""
        kinds = {
            kind
            for (a, b, kind), (within, since, until) in self.scene.cooperations.items()
            if {a, b} == {one, other}
            and within in (None, campus, f"campus/{campus}")
            and in_force(since, until, self.day)
        }
        part = {(one, other), (other, one)} & self.scene.components
        return kinds | ({"composante"} if part else set())

    def kinds(self, campus: str, secondary: str, higher: str) -> set[str]:
        """Return the evidence that leads from a secondary to a higher member."""
        way = {"poursuite"} if self.pathway(secondary, higher) else set()
        return way | self.said(campus, secondary, higher)

    def edges(self, campus: str) -> dict[Edge, set[str]]:
        found: dict[Edge, set[str]] = {}
        for one, other in combinations(sorted(self.actors(campus)), 2):
            kinds = self.said(campus, one, other)
            for start, end in ((one, other), (other, one)):
                if self.is_secondary(start) and self.is_higher(end) and self.pathway(start, end):
                    kinds = kinds | {"poursuite"}
            if kinds:
                found[frozenset((one, other))] = kinds
        return found

    def described(self, campus: str) -> bool:
        stated = any(kinds - {"poursuite", "composante"} for kinds in self.edges(campus).values())
        return stated or self.asked.get("described") == "assumed"

    def is_asked(self, campus: str) -> bool:
        """Tell whether a campus is of the filière, and of the territory by its zone or one of its sites."""
        known = self.scene.campuses[campus]
        places = {d for d, (a, r) in FRANCE.items() if known.zone in (f"region/{r}", f"academy/{a}", f"department/{d}")}
        everyone = {n for k, n, _ in self.scene.members if k == campus} | {
            n for k, n in self.scene.supports if k == campus
        }
        places |= {DEPARTMENTS[n] for n in everyone if n in DEPARTMENTS}
        zones = places | {FRANCE[d][0] + " academy" for d in places} | {FRANCE[d][1] + " region" for d in places}
        return (
            self.asked.get("campus") in (None, campus)
            and (self.asked.get("filiere") is None or self.asked["filiere"] in known.filieres)
            and ("region" not in self.asked or f"{self.asked['region']} region" in zones)
            and ("academy" not in self.asked or f"{self.asked['academy']} academy" in zones)
            and ("department" not in self.asked or self.asked["department"] in places)
        )

    # weak links

    def weak_links(self) -> list[Row]:
        return [self._weak_link(campus) for campus in self.scene.campuses if self.is_asked(campus)]

    def _weak_link(self, campus: str) -> Row:
        actors = self.actors(campus)
        secondary = {a for a in actors if self.is_secondary(a)}
        higher = {a for a in actors if self.is_higher(a)}
        links = {(s, h): k for s in secondary for h in higher if s != h and (k := self.kinds(campus, s, h))}
        linked = {s for s, _ in links}
        held = {h: sum(g == h for _, g in links) for h in higher}
        most = max(held.values(), default=0)
        row: Row = {
            "campus": f"campus/{campus}",
            "secondary": len(secondary),
            "higher": len(higher),
            "links": len(links),
            "linked": sorted(map(identifier, linked)),
            "unlinked": sorted(map(identifier, secondary - linked)),
            "kinds": sorted({kind for kinds in links.values() for kind in kinds}),
            "holder": min((identifier(h) for h, n in held.items() if n == most), default=None) if links else None,
            "concentration": round(most / len(links), 4) if links else None,
            "reach": round(len(linked) / len(secondary), 4) if secondary and higher else None,
        }
        row["depth"] = len(row["kinds"]) if secondary and higher else None
        silent = {s for s in secondary - linked if not self.teaches(s, certain=False)}
        row["verdict"] = self._weak_verdict(campus, row, len(silent))
        return row

    def _weak_verdict(self, campus: str, row: Row, silent: int) -> str:
        if not self.actors(campus):
            return "unknown"
        if not row["higher"]:
            return "not-applicable"
        if not row["secondary"]:
            return "unknown"
        least = self.asked.get("min_reach", 0.5)
        short = row["reach"] < least
        held = row["links"] and row["concentration"] > self.asked.get("max_concentration", 0.8)
        shallow = row["links"] and row["depth"] < self.asked.get("min_depth", 1)
        if row["links"] and not short and not held and not shallow:
            return "covered"
        if not self.described(campus):
            return "unknown"
        may_reach = (len(row["linked"]) + silent) / row["secondary"] >= least
        return "unknown" if short and may_reach and not held and not shallow else "gap"

    # resilience

    def resiliences(self) -> list[Row]:
        gone = self.asked.get("without")
        campuses = [c for c in self.scene.campuses if self.is_asked(c)]
        return [self._resilience(c, gone) for c in campuses if gone is None or gone in self.actors(c)]

    def _resilience(self, campus: str, gone: str | None) -> Row:
        everyone = self.actors(campus)
        actors, edges = everyone - {gone}, self.edges(campus)
        left = {e for e in edges if gone not in e}
        measured = bool(edges and any(map(self.is_secondary, everyone)) and any(map(self.is_higher, everyone)))
        leaver, cut_off = self._leaver(everyone, set(edges), gone)
        kappa = self.kappa(actors, left) if measured else None
        return {
            "campus": f"campus/{campus}",
            "kappa": kappa,
            "kappa_before": self.kappa(everyone, set(edges)) if measured and gone else None,
            "actors": len(actors),
            "tied": len({a for e in left for a in e}),
            "leaver": identifier(leaver) if leaver else None,
            "cut_off": sorted(map(identifier, cut_off)),
            "articulation_points": sorted(identifier(a) for a in actors if self._splits(actors, left, a)),
            "bridges": sorted(" — ".join(sorted(map(identifier, e))) for e in left if self._bridge(actors, left, e)),
            "verdict": self._resilience_verdict(campus, kappa),
        }

    def _resilience_verdict(self, campus: str, kappa: int | None) -> str:
        if kappa is None:
            return "unknown"
        if kappa >= 2:
            return "robust"
        return ("missing", "fragile")[kappa] if self.described(campus) else "unknown"

    def reaching(self, actors: set[str], edges: set[Edge]) -> set[str]:
        """Return the secondary members from whom some higher member is met."""
        return {
            a for a in actors if self.is_secondary(a) and any(self.is_higher(b) for b in connected(a, actors, edges))
        }

    def kappa(self, actors: set[str], edges: set[Edge]) -> int:
        """Return the size of the smallest set that cuts, by trying all sets."""
        sizes = range(len(actors) + 1)
        return next(
            size
            for size in sizes
            if any(not self.reaching(actors - set(gone), edges) for gone in combinations(sorted(actors), size))
        )

    def cuts(self, campus: str, gone: Iterable[str]) -> bool:
        """Tell whether nobody reaches higher education without these actors."""
        names = {a for a in self.actors(campus) if identifier(a) in set(gone) | {self.asked.get("without", "")}}
        names |= {self.asked["without"]} if "without" in self.asked else set()
        return not self.reaching(self.actors(campus) - names, set(self.edges(campus)))

    def _leaver(self, actors: set[str], edges: set[Edge], gone: str | None) -> tuple[str | None, set[str]]:
        before = self.reaching(actors, edges)
        cut = {a: before - self.reaching(actors - {a}, edges) - {a} for a in actors}
        if gone:
            return gone, cut[gone]
        worst = min(actors, key=lambda a: (-len(cut[a]), identifier(a)), default=None)
        return (worst, cut[worst]) if worst and cut[worst] else (None, set())

    def _splits(self, actors: set[str], edges: set[Edge], gone: str) -> bool:
        beside = connected(gone, actors, edges) - {gone}
        return bool(beside) and connected(min(beside), actors - {gone}, edges) != beside

    def _bridge(self, actors: set[str], edges: set[Edge], edge: Edge) -> bool:
        one, other = sorted(edge)
        return other not in connected(one, actors, edges - {edge})


def connected(start: str, nodes: set[str], edges: Iterable[Edge]) -> set[str]:
    """Return what is met from a node along edges between the nodes, itself included."""
    met, todo = {start}, [start]
    while todo:
        here = todo.pop()
        for edge in edges:
            if here in edge and edge <= nodes | {here}:
                fresh = set(edge) - met
                met |= fresh
                todo += fresh
    return met
