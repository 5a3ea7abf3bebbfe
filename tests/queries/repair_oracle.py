"""Repair by brute force: every possible new offer is added to the scene in turn, and the plain oracles asked again."""

from __future__ import annotations

import copy
import itertools
import random
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from campus_graph.queries.answer import Answer
from tests.neo4j.parity_areas import broken
from tests.neo4j.parity_oracle import Oracle
from tests.neo4j.parity_scenes import COVERAGE, FILIERES, PATHWAY, Scene

Asked = Mapping[str, Any]
Offer = tuple[str, str]  # school, diploma
_VERDICTS = ("covered", "gap", "unknown")


def askings(seed: int) -> list[Asked]:
    """Return what is asked of a scene: the default, and parameters thrown at random."""
    dice = random.Random(f"repair {seed}")
    # Every kind of territory has its turn.
    places: list[dict[str, Any]] = [{}, {}, {"region": "27"}, {"academy": "03"}, {"department": "25"}]
    areas = ("region", "academy", "department", "employment-zone")
    thrown = {
        "scope": areas[seed % 4],
        "continuation_scope": ("commune", "academy", "region", "employment-zone", "establishment", "department")[
            seed % 6
        ],
        **dice.choice(places),
        **dice.choice(({}, {}, {"filiere": dice.choice((*FILIERES, PATHWAY, COVERAGE))})),
        **dice.choice(({}, {"to_level": 5}, {"level": 4, "to_level": 6})),
        **dice.choice(({}, {"presumed": "counted"})),
        **dice.choice(({}, {"from_level": 3, "up_to_level": 4}, {"up_to_level": 6})),
    }
    return [{}, thrown]


class Said:
    """What the two questions say of a scene: finding → (verdict, level reached)."""

    def __init__(self, oracle: Oracle, asked: Asked) -> None:
        common = {k: asked[k] for k in ("region", "academy", "department", "filiere") if k in asked}
        levels = {"level": asked.get("from_level", 4), "to_level": asked.get("up_to_level", 5)}
        scope = {"scope": asked.get("continuation_scope", "department")}
        self.found: dict[str, tuple[str, int]] = {}
        self.ignored: set[str] = set()
        self.presumed: set[str] = set()
        for row in oracle.missing({**common, **levels, **scope}):
            name = f"missing-continuation~{row['establishment']}~{row['diploma']}~{row['voie']}"
            self.found[name] = (row["verdict"], 0)
            if row["presumed"] and asked.get("presumed") != "counted":
                self.ignored.add(name)
            if row["presumed"]:
                self.presumed.add(name)
        levels = {"level": asked.get("level", 3), "to_level": asked.get("to_level", 7)}
        for row in broken(oracle, {**common, **levels, "scope": asked.get("scope", "region")}):
            name = f"broken-pathway~{row['filiere']}~{row['territory']}"
            self.found[name] = (row["verdict"], row["reached_level"] or 0)

    @cached_property
    def gaps(self) -> set[str]:
        return {name for name, (verdict, _) in self.found.items() if verdict == "gap"}

    def closed(self, later: Said) -> set[str]:
        """Return the gaps that are none later; of a path, only if it goes further than before."""
        return {
            name
            for name in self.gaps
            if later.found[name][0] != "gap"
            and (name.startswith("missing") or later.found[name][1] > self.found[name][1])
        }


class Repair:
    """The answer to one asking of one scene."""

    def __init__(self, made: Scene, asked: Asked) -> None:
        self.scene, self.asked, self.oracle = made, asked, Oracle(made)
        self.before = Said(self.oracle, asked)
        self.name = {i: school for school, i in self.oracle.id.items()}
        self._said: dict[frozenset[Offer], Said] = {}

    def with_offers(self, offers: Iterable[Offer]) -> Said:
        """Return what is said once these offers are made."""
        made = frozenset(offers)
        if made not in self._said:
            self._said[made] = self._ask(made)
        return self._said[made]

    def _ask(self, offers: frozenset[Offer]) -> Said:
        more = copy.deepcopy(self.scene)
        year = max(year for _, _, year, _ in more.offers)
        more.offers |= {(school, diploma, year, "scolaire") for school, diploma in offers}
        return Said(Oracle(more), self.asked)

    @cached_property
    def possible(self) -> list[Offer]:
        """Return the offers that might be made: open diplomas with a level, offered elsewhere, no common years."""
        fresh = [
            d
            for d, known in self.scene.diplomas.items()
            if known.opened
            and known.level
            and d in self.oracle.taught_by
            and d not in {c for c, _ in self.scene.specialises}
        ]
        schools = [s for s in self.scene.schools if self.oracle.passes(s, self.asked)]
        return [(s, d) for s in schools for d in fresh if s not in self.oracle.taught_by[d]]

    @cached_property
    def closing(self) -> dict[Offer, frozenset[str]]:
        """Return all that each possible offer closes."""
        return {o: frozenset(self.counted(self.before.closed(self.with_offers([o])))) for o in self.possible}

    def counted(self, findings: set[str]) -> set[str]:
        """Return the findings at which the plan aims."""
        return findings - self.before.ignored

    @cached_property
    def fewest(self) -> int:
        """Return the size of the smallest set of offers that closes all that any closes."""
        sets = sorted({s for s in self.closing.values() if s}, key=lambda s: (-len(s), sorted(s)))
        sets = [s for s in sets if not any(s < other for other in sets)]
        wanted = frozenset().union(*sets) if sets else frozenset()
        return next(
            n
            for n in range(len(sets) + 1)
            if any(frozenset().union(*some) == wanted for some in itertools.combinations(sets, n))
        )

    def verdict(self, diploma: str, school: str) -> tuple[str, list[str]]:
        """Return the verdict on what follows a new diploma in the territory of a school, and what is offered there."""
        oracle, level = self.oracle, self.oracle.level
        scope = self.asked.get("scope", "region")
        place = oracle.place(school, scope)
        ways = {b for a, b in oracle.continues if a == diploma and level(b) > level(diploma)}
        here = {b for b in ways if place and any(oracle.place(s, scope) == place for s in oracle.taught_by.get(b, ()))}
        if level(diploma) >= self.asked.get("to_level", 7) or here:
            return "covered", sorted(f"diploma/{b}" for b in here)
        if not place or not any(a == diploma for a, _ in oracle.continues):
            return "unknown", []
        return ("gap" if all(b in oracle.taught_by for b in ways) else "unknown"), []

    def best(self, school: str, diploma: str) -> str:
        """Return the school of the same place and territory where a new diploma is best placed."""
        oracle, scope = self.oracle, self.asked.get("scope", "region")
        at = self.asked.get("continuation_scope", "department")
        own = self._pupils(diploma)
        territory, place = oracle.place(school, scope), oracle.place(school, at)
        near = {s for s, d in self.possible if d == diploma and oracle.place(s, scope) == territory}
        if own.keys() & {s for s in near if oracle.place(s, at) == place}:
            near = {s for s in near if oracle.place(s, at) == place and s in own}
        return min(near, key=lambda s: (-own.get(s, 0), -self._lead(s, diploma), oracle.id[s]))

    def _pupils(self, diploma: str) -> dict[str, int]:
        """Return how many offers of each school find no way on, and would with this diploma."""
        found: dict[str, int] = {}
        for name in self.counted(self.before.gaps):
            kind, establishment, *rest = name.split("~")
            if kind == "missing-continuation" and self.oracle.level(diploma) >= self.asked.get("up_to_level", 5):
                lower = rest[0].split("/")[1]
                if (lower, diploma) in self.oracle.continues:
                    found[self.name[establishment]] = found.get(self.name[establishment], 0) + 1
        return found

    def _lead(self, school: str, diploma: str) -> int:
        """Return 3 for what leads to a diploma in its own filière, 2 for what leads to it, 1 for its filière."""
        mine = {d for d, by in self.oracle.taught_by.items() if school in by}
        lower = {a for a, b in self.oracle.continues if b == diploma and a in mine}
        own = {*self.scene.diplomas[diploma].filieres}
        kin = {d for d in mine if own & {*self.scene.diplomas[d].filieres} and self.oracle.level(d)}
        return 3 if lower & kin else 2 if lower else 1 if kin else 0


def judge(repair: Repair, answer: Answer) -> None:
    """Raise AssertionError where a promise is not kept, or the plan is not the smallest."""
    rows, before = answer.rows(), repair.before
    offers = [(repair.name[str(r["establishment"])], str(r["diploma"]).split("/")[1]) for r in rows]
    assert set(offers) <= set(repair.possible)
    assert len(set(offers)) == len(rows)
    total = 0
    for k, (row, offer) in enumerate(zip(rows, offers, strict=True), start=1):
        later = repair.with_offers([offer])
        closed = before.closed(later)
        opened = {n for n, (v, _) in later.found.items() if v == "gap"} - before.gaps
        whole = [n for n in closed if n.startswith("broken") and later.found[n][0] == "covered"]
        assert row["findings"] == sorted(closed), (offer, row["findings"], closed)
        assert row["opens"] == sorted(opened), (offer, row["opens"], opened)
        assert (row["closes"], row["completed"], row["rank"]) == (len(closed), len(whole), k)
        together = len(repair.counted(before.closed(repair.with_offers(offers[:k]))))
        total += int(str(row["adds"]))
        assert total == together, (offers[:k], total, together)
        assert row["share"] == round(together / len(repair.counted(before.gaps)), 4)
        assert row["presumed"] == len(closed & before.presumed)
        assert (row["verdict"], row["onward"]) == repair.verdict(offer[1], offer[0]), (offer, row["verdict"])
        assert offer[0] == repair.best(*offer), (offer, repair.best(*offer))
        assert row["territory"] == _territory(repair, offer[0])
        assert (row["voie"], row["diploma_label"], row["establishment_label"]) == ("scolaire", offer[1], offer[0])
        assert str(row["reason"]).startswith(_WORDS[repair._lead(*offer)]), (offer, row["reason"])
    found = {str(f) for r in rows for f in r["findings"]}  # type: ignore[attr-defined]
    assert frozenset().union(*repair.closing.values()) == repair.counted(found)
    assert all(r["exact"] and r["bound"] == 1.0 for r in rows)
    assert len(rows) == repair.fewest
    _check_order(repair, rows)
    assert dict(answer.counts) == {v: sum(r["verdict"] == v for r in rows) for v in answer.counts}


_WORDS = {
    3: "l’établissement propose un diplôme de la filière qui y mène",
    2: "l’établissement propose un diplôme qui y mène",
    1: "l’établissement propose la filière",
}


def _territory(repair: Repair, school: str) -> str | None:
    scope = repair.asked.get("scope", "region")
    place = repair.oracle.place(school, scope)
    return f"{scope}/{place}" if place else None


def _check_order(repair: Repair, rows: list[dict[str, Any]]) -> None:
    """Check that each row closes as much beside those before it as any row after it would."""
    closed: set[str] = set()
    for i, row in enumerate(rows):
        gain = len(repair.counted(set(row["findings"]) - closed))
        assert all(len(repair.counted(set(later["findings"]) - closed)) <= gain for later in rows[i:])
        closed |= set(row["findings"])
