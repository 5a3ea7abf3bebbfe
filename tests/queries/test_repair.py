"""Repair: every promise is kept by a graph built with the offer, and the plan is the smallest."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from campus_graph.graph.cover import smallest_covers
from campus_graph.graph.scenario import read_scenario
from campus_graph.graph.store import Reader
from campus_graph.graph.what_if import what_if
from campus_graph.queries.registry import ask
from campus_graph.queries.repair.plan import to_what_if
from tests.neo4j.parity_scenes import scene
from tests.queries.repair_oracle import Repair, askings, judge
from tests.queries.test_metamorphic import SLOW
from tests.world import World

FILIERE = "tourisme-gastronomie"
few = settings(SLOW, max_examples=8)
families = st.lists(st.frozensets(st.integers(0, 9), max_size=4), max_size=9)


@few
@given(st.integers(0, 10**6))
def test_every_promise_is_kept_and_the_plan_is_the_smallest(seed: int) -> None:
    made = scene(seed)
    with made.world().reader() as reader:
        for asked in askings(seed):
            judge(Repair(made, asked), ask(reader, "repair", asked))


def town() -> World:
    """Return a world in which one BTS mends a path and gives pupils of two schools a way on."""
    world = World()
    for name, department in (("a", "25"), ("b", "25"), ("c", "39"), ("far", "35")):
        world.establishment(name, department, 47.0, 6.0)
    for name, level in (("cap", 3), ("bac", 4), ("bts", 5), ("autre", 5), ("licence", 6)):
        world.diploma(name, level, FILIERE)
    for start, end in (("cap", "bac"), ("bac", "bts"), ("bac", "autre"), ("bts", "licence")):
        world.leads(start, end)
    for school, diploma in (
        ("a", "cap"),
        ("a", "bac"),
        ("b", "bac"),
        ("c", "bac"),
        ("c", "licence"),
        ("far", "autre"),
        ("far", "bts"),
    ):
        world.offer(school, diploma)
    return world


def gaps(reader: Reader) -> set[str]:
    rows = [row for name in ("missing-continuation", "broken-pathway") for row in ask(reader, name).rows()]
    return {str(row["id"]) for row in rows if row["verdict"] == "gap"}


def test_the_plan_as_a_scenario_closes_what_it_promises(tmp_path: Path) -> None:
    with town().reader() as reader:
        rows = ask(reader, "repair", {"region": "27"}).rows()
        assert [(r["diploma"], r["establishment_label"], r["adds"]) for r in rows] == [
            ("diploma/bts", "a", 3),
            ("diploma/bts", "c", 1),
        ]
        before = gaps(reader)
        path = tmp_path / "plan.toml"
        for k in range(1, len(rows) + 1):
            path.write_text(to_what_if(rows[:k]), encoding="utf-8")
            with what_if(reader, read_scenario(path)) as changed:
                promised = {f for row in rows[:k] for f in row["findings"]}  # type: ignore[attr-defined]
                assert before - gaps(changed) == promised


def test_a_world_built_with_the_offer_is_the_scenario() -> None:
    with town().reader() as reader:
        row, before = ask(reader, "repair", {"region": "27"}).rows()[0], gaps(reader)
    built = town()
    built.offer(str(row["establishment_label"]), "bts", 2022)
    with built.reader() as reader:
        assert before - gaps(reader) == set(row["findings"])  # type: ignore[call-overload]


def test_where_nothing_is_broken_nothing_is_planned() -> None:
    world = World()
    world.establishment("a", "25")
    with world.reader() as reader:
        assert ask(reader, "repair").rows() == []


@settings(SLOW, max_examples=200)
@given(families)
def test_covers_are_the_smallest(sets: list[frozenset[int]]) -> None:
    covers = smallest_covers(sets)
    chosen = [i for cover in covers for i in cover.chosen]
    wanted = frozenset().union(*sets) if sets else frozenset()
    assert frozenset().union(*(sets[i] for i in chosen)) == wanted
    assert all(cover.exact and cover.bound == 1.0 for cover in covers)
    sizes = (
        n
        for n in range(len(sets) + 1)
        for some in itertools.combinations(sets, n)
        if frozenset().union(*some) == wanted
    )
    assert len(chosen) == next(sizes)


def test_a_cover_that_is_too_large_to_search_says_how_far_it_may_be_off() -> None:
    dice = random.Random(7)
    streets = sorted({tuple(sorted(dice.sample(range(90), 2))) for _ in range(240)})
    # A crossing covers its streets: vertex cover, which greed does not solve.
    sets = [frozenset(i for i, street in enumerate(streets) if corner in street) for corner in range(90)]
    (cover,) = smallest_covers(sets)
    assert not cover.exact
    most = sum(1 / k for k in range(1, max(map(len, sets)) + 1))
    assert 1.0 < cover.bound < most
    assert smallest_covers(sets) == [cover]
