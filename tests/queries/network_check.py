"""Whether an answer about networks is what brute force finds: the same rows, every field, in the declared order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

from campus_graph.queries.answer import Answer
from tests.queries.network_oracle import NetworkOracle, Row, connected, identifier
from tests.queries.network_scenes import COMMUNES, PARTNERS, NetworkScene
from tests.world import DEPARTMENTS as FRANCE


class SiloOracle(NetworkOracle):
    """Pairs of kindred campuses and the groups that shared actors make."""

    def silos(self) -> list[Row]:
        rows = [self._silo(*pair) for pair in self._kin()]
        networks = [row for filiere in {r["filiere"] for r in rows} for row in self._groups(rows, filiere)]
        wanted = [r for r in rows if any(self.is_asked(r[k].split("/")[1]) for k in ("campus", "other"))]
        return wanted + networks

    def sharing(self, campus: str) -> set[str]:
        """Return the actors that count: with ``authorities`` ignored, no authority and no public service."""
        barred = {"collectivite", "service-public"} if self.asked.get("authorities") == "ignored" else set()
        return {a for a in self.actors(campus) if PARTNERS.get(a) not in barred}

    def _kin(self) -> list[tuple[str | None, str, str]]:
        pairs = combinations(sorted(self.scene.campuses), 2)
        if self.asked.get("between") == "territory":
            return [(None, a, b) for a, b in pairs if self._touch(a, b)]
        filed = {c: set(k.filieres) for c, k in self.scene.campuses.items()}
        return [(f"filiere/{f}", a, b) for a, b in pairs for f in filed[a] & filed[b]]

    def _touch(self, one: str, other: str) -> bool:
        straddled = [{d for d, z, _ in COMMUNES.values() if z == zone} for zone in {z for _, z, _ in COMMUNES.values()}]
        zones = [
            {d for d, (a, r) in FRANCE.items() if k.zone in (f"region/{r}", f"academy/{a}", f"department/{d}")}
            for k in (self.scene.campuses[one], self.scene.campuses[other])
        ]
        return any(a == b or any({a, b} <= part for part in straddled) for a in zones[0] for b in zones[1])

    def _silo(self, filiere: str | None, one: str, other: str) -> Row:
        counts = [len(self.sharing(c)) for c in (one, other)]
        shared = self.sharing(one) & self.sharing(other)
        campuses = self.scene.campuses
        if campuses[one].duplicate_of == other or campuses[other].duplicate_of == one:
            verdict = "unknown"
        elif shared:
            verdict = "covered"
        else:
            verdict = "gap" if min(counts) >= self.asked.get("min_actors", 5) else "unknown"
        return {
            "filiere": filiere,
            "campus": f"campus/{one}",
            "other": f"campus/{other}",
            "actors": counts[0],
            "other_actors": counts[1],
            "shared": sorted(map(identifier, shared)),
            "verdict": verdict,
            "size": None,
        }

    def _groups(self, rows: list[Row], filiere: str | None) -> list[Row]:
        linked = {
            frozenset((r["campus"], r["other"])) for r in rows if r["filiere"] == filiere and r["verdict"] == "covered"
        }
        campuses = {c for pair in linked for c in pair}
        groups = {frozenset(connected(c, campuses, linked)) for c in campuses}
        found = []
        for group in groups:
            names = sorted(c.split("/")[1] for c in group)
            held = [identifier(a) for c in names for a in self.sharing(c)]
            if any(map(self.is_asked, names)):
                row = {"filiere": filiere, "campus": min(group), "other": None, "verdict": "network"}
                shared = sorted({a for a in held if held.count(a) > 1})
                found.append({**row, "size": len(group), "network": sorted(group), "shared": shared})
        return found


_SEARCH: Mapping[str, Callable[[SiloOracle], list[Row]]] = {
    "weak-link": NetworkOracle.weak_links,
    "resilience": NetworkOracle.resiliences,
    "silos": SiloOracle.silos,
}
_RANKS = {
    "weak-link": ("gap", "unknown", "covered", "not-applicable"),
    "resilience": ("missing", "fragile", "unknown", "robust"),
    "silos": ("gap", "unknown", "covered", "network"),
}


def check_network(scene: NetworkScene, asked: Mapping[str, Any], answer: Answer) -> None:
    """Raise AssertionError where the answer is not what brute force finds, or not in the declared order."""
    name, rows, oracle = answer.question, answer.rows(), SiloOracle(scene, asked)
    wanted = {_key(row): row for row in _SEARCH[name](oracle)}
    assert {_key(row) for row in rows} == set(wanted), f"{name} {asked}"
    assert len(rows) == len(wanted)
    for row in rows:
        wrong = {k: (row[k], v) for k, v in wanted[_key(row)].items() if row[k] != v}
        assert not wrong, f"{name} {asked} {_key(row)}: {wrong}"
        if name == "resilience" and row["kappa"] is not None:
            cut: list[str] = row["cut"]  # type: ignore[assignment]
            assert len(cut) == row["kappa"]
            assert oracle.cuts(str(row["campus"]).split("/")[1], cut)
    assert rows == sorted(rows, key=lambda row: _order(name, row)), f"{name} {asked}: order"


def _key(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(row.get("filiere") or ""), row["campus"], str(row.get("other") or "")


def _order(name: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    rank = _RANKS[name].index(row["verdict"])
    if name == "weak-link":
        return rank, row["reach"] is None, row["reach"] or 0, row["campus"]
    if name == "resilience":
        return rank, row["kappa"] is None, row["kappa"] or 0, -row["actors"], row["campus"]
    known = None if row["other"] is None else min(row["actors"], row["other_actors"])
    return rank, -(row["size"] or 0), -(known or 0), row["filiere"] is None, *_key(row)
