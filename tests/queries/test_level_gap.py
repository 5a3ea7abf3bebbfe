"""Level gaps against plain loops on generated offers, and what one more offer may change."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campus_graph.queries.registry import ask
from tests.world import World
from tests.world_network import indicator, member

FILIERE = "tourisme-gastronomie"
SLOW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SCHOOLS = {"a": "25", "b": "39", "c": "21", "d": "35"}
DIPLOMAS = {"d3": 3, "d4": 4, "d5": 5, "e5": 5, "d6": 6, "d7": 7, "d8": 8}
offers = st.sets(st.tuples(st.sampled_from(sorted(SCHOOLS)), st.sampled_from(sorted(DIPLOMAS))), max_size=12)
members = st.sets(st.sampled_from(sorted(SCHOOLS)), max_size=3)
counts = st.one_of(st.none(), st.integers(0, 3))
Pairs = set[tuple[str, str]]


def make(taught: Pairs, here: Set[str] = frozenset(), count: int | None = None) -> World:
    """Return four schools, seven diplomas of one filière, and a campus."""
    world = World()
    for name, department in SCHOOLS.items():
        world.establishment(name, department, 47.0, 5.0)
    for name, level in DIPLOMAS.items():
        world.diploma(name, level, FILIERE)
    for school, diploma in sorted(taught):
        world.offer(school, diploma)
    world.campus("k", "27", FILIERE)
    for name in sorted(here):
        member(world, "k", name)
    if count is not None:
        indicator(world, "campus/k", "membres", count, "2023")
    return world


def judge(taught: Pairs, here: set[str], level: int) -> str:
    """Return what a reader of the definition says of a level among some schools, all of them known."""
    mine = {DIPLOMAS[d] for s, d in taught if s in here}
    if level in mine:
        return "covered"
    if not mine or level < min(mine) or (level > 7 and level > max(mine)):
        return "no-need"
    return "gap" if any(DIPLOMAS[d] == level for _, d in taught) else "unknown"


def judge_campus(taught: Pairs, here: set[str], count: int | None, level: int) -> str:
    """Return the same for a campus, whose members may not all be known."""
    mine = {DIPLOMAS[d] for s, d in taught if s in here}
    if level in mine:
        return "covered"
    if not mine:
        return "unknown"
    sure = count == len(here) and all(any(s == school for s, _ in taught) for school in here)
    if not sure:
        return "unknown" if level <= 7 or level < max(mine) else "no-need"
    return judge(taught, here, level)


def answer(world: World, **asked: Any) -> dict[tuple[str, int], str]:
    """Return (place, level) → verdict for the filière."""
    with world.reader() as reader:
        rows = ask(reader, "level-gap", {"filiere": FILIERE, "as_of": "2024-06-30", **asked}).rows()
    return {(str(r["place"]), int(str(r["level"]))): str(r["verdict"]) for r in rows}


@SLOW
@given(offers)
def test_each_level_of_each_territory_is_judged_as_a_reader_would(taught: Pairs) -> None:
    found = answer(make(taught), scope="department")
    assert found == {
        (f"department/{d}", level): judge(taught, {s}, level) for s, d in SCHOOLS.items() for level in range(3, 9)
    }


@SLOW
@given(offers, members, counts)
def test_each_level_of_a_campus_is_judged_as_a_reader_would(taught: Pairs, here: set[str], count: int | None) -> None:
    found = answer(make(taught, here, count), campus="k")
    assert found == {("campus/k", level): judge_campus(taught, here, count, level) for level in range(3, 9)}


@SLOW
@given(offers, st.sampled_from(sorted(SCHOOLS)), st.sampled_from(sorted(DIPLOMAS)))
def test_a_new_offer_covers_its_level_and_uncovers_none(taught: Pairs, school: str, diploma: str) -> None:
    before, after = answer(make(taught)), answer(make(taught | {(school, diploma)}))
    region = "53" if school == "d" else "27"
    assert after[f"region/{region}", DIPLOMAS[diploma]] == "covered"
    assert all(after[key] == "covered" for key, verdict in before.items() if verdict == "covered")


@SLOW
@given(offers, st.sampled_from(sorted(DIPLOMAS)))
def test_renaming_a_diploma_changes_no_verdict(taught: Pairs, renamed: str) -> None:
    before, world = answer(make(taught)), make(taught)
    for row in world.rows["Diploma"]:
        row["open"] = row["open"] and row["label"] != renamed
    world.diploma("nouveau", DIPLOMAS[renamed], FILIERE)
    world.edge("SUCCEEDS", "nouveau", renamed)
    assert answer(world) == before
