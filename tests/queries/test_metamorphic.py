"""Truths that hold whatever the world: generated worlds, one change, and what it may and may not do."""

from __future__ import annotations

import copy

import networkx as nx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campus_graph.queries.registry import ask
from tests.world import World

FILIERE = "tourisme-gastronomie"
SCHOOLS = {"a": "25", "b": "39", "c": "21", "d": "35"}
DIPLOMAS = {f"d{level}{i}": level for level in (3, 4, 5, 6, 7) for i in range(2)}
SLOW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])

names = st.sampled_from(sorted(DIPLOMAS))
offers = st.lists(st.tuples(st.sampled_from(sorted(SCHOOLS)), names), unique=True, max_size=20)
ways = st.lists(st.tuples(names, names).filter(lambda e: e[0] != e[1]), unique=True, max_size=16)
Pairs = list[tuple[str, str]]


def make(taught: Pairs, continuations: Pairs) -> World:
    """Return a world of four schools and ten diplomas."""
    world = World()
    for i, (school, department) in enumerate(SCHOOLS.items()):
        world.establishment(school, department, 47.0 + i / 10, 5.0 + i / 7)
    for diploma, level in DIPLOMAS.items():
        world.diploma(diploma, level, FILIERE)
    for school, diploma in taught:
        world.offer(school, diploma)
    for start, end in continuations:
        world.leads(start, end)
    return world


def reached(world: World, start: int = 3) -> dict[str, int]:
    """Return the level reached per department."""
    with world.reader() as reader:
        rows = ask(reader, "broken-pathway", {"filiere": FILIERE, "scope": "department", "level": start}).rows()
    return {str(r["territory"]): int(str(r["reached_level"] or 0)) for r in rows}


def verdicts(world: World) -> list[tuple[object, ...]]:
    """Return what every question says, without the names of diplomas."""
    with world.reader() as reader:
        ways_on = ask(reader, "missing-continuation", {"level": 4}).rows()
        paths = ask(reader, "broken-pathway", {"filiere": FILIERE, "scope": "department"}).rows()
    found = [(r["establishment"], r["verdict"], r["cause"]) for r in ways_on]
    return sorted(map(str, found)) + sorted(  # type: ignore[return-value]
        str((r["territory"], r["verdict"], r["cause"], r["reached_level"], r["missing_level"])) for r in paths
    )


@SLOW
@given(offers, ways, st.sampled_from(sorted(SCHOOLS)), names)
def test_adding_an_offer_never_lowers_a_reachable_level(
    taught: Pairs, continuations: Pairs, school: str, diploma: str
) -> None:
    before = reached(make(taught, continuations))
    after = reached(make(sorted({*taught, (school, diploma)}), continuations))
    assert all(after[territory] >= level for territory, level in before.items())


@SLOW
@given(offers, ways, names)
def test_renaming_a_diploma_changes_no_verdict(taught: Pairs, continuations: Pairs, renamed: str) -> None:
    world = make(taught, continuations)
    before = verdicts(world)
    after = copy.deepcopy(world)
    for row in after.rows["Diploma"]:
        if row["label"] == renamed:
            row["open"] = False
    after.diploma("nouveau", DIPLOMAS[renamed], FILIERE)
    after.edge("SUCCEEDS", "nouveau", renamed)
    assert verdicts(after) == before


@SLOW
@given(offers, ways)
def test_reachability_is_that_of_networkx(taught: Pairs, continuations: Pairs) -> None:
    world = make(taught, continuations)
    for territory, level in reached(world).items():
        school = next(s for s, d in SCHOOLS.items() if territory == f"department/{d}")
        here = {d for s, d in taught if s == school}
        graph = nx.DiGraph((s, e) for s, e in continuations if s in here and e in here)
        graph.add_nodes_from(here)
        starts = {d for d in here if DIPLOMAS[d] == 3}
        met = starts | {n for s in starts for n in nx.descendants(graph, s)}
        assert level == max((DIPLOMAS[d] for d in met), default=0)


@SLOW
@given(offers, ways)
def test_missing_continuation_is_what_a_plain_search_finds(taught: Pairs, continuations: Pairs) -> None:
    world = make(taught, continuations)
    with world.reader() as reader:
        rows = ask(reader, "missing-continuation", {"level": 4}).rows()
    offered = {d for _, d in taught}
    wanted = []
    for school, diploma in taught:
        if DIPLOMAS[diploma] == 4:
            onward = {e for s, e in continuations if s == diploma}
            up = {e for e in onward if DIPLOMAS[e] >= 5}
            here = {d for s, d in taught if s == school}
            unknown = not onward or up - offered
            verdict = "covered" if up & here else "unknown" if unknown else "gap"
            wanted.append((world.uais[school], f"diploma/{diploma}", verdict))
    found = [(str(r["establishment"]).split("/")[1], str(r["diploma"]), str(r["verdict"])) for r in rows]
    assert sorted(found) == sorted(wanted)
