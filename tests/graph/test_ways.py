"""The shortest way between two things: over actors rather than diplomas, never over a territory."""

from __future__ import annotations

from campus_graph.graph.ways import shortest_way
from tests.world import World


def world() -> World:
    made = World()
    for name in ("a", "b", "c"):
        made.establishment(name, "25")
    made.diploma("cap", 3)
    made.offer("a", "cap")
    made.offer("c", "cap")
    made.campus("one", "27", None, sites=["a", "b"])
    made.campus("two", "27", None, sites=["b", "c"])
    made.campus("alone", "27", None)
    return made


def test_a_way_goes_over_actors_before_diplomas() -> None:
    made = world()
    with made.reader() as reader:
        way = shortest_way(reader, f"establishment/{made.uais['a']}", f"establishment/{made.uais['c']}")
    assert way is not None
    assert [step.relation for step in way] == ["HAS_MEMBER"] * 4
    assert [step.forward for step in way] == [False, True, False, True]


def test_the_steps_hang_together() -> None:
    with world().reader() as reader:
        way = shortest_way(reader, "campus/one", "campus/two")
    assert way is not None
    ends = [(s.start_id, s.end_id) if s.forward else (s.end_id, s.start_id) for s in way]
    assert [a for a, _ in ends] == ["campus/one", *(b for _, b in ends[:-1])]
    assert ends[-1][1] == "campus/two"


def test_a_region_is_no_way() -> None:
    with world().reader() as reader:
        assert shortest_way(reader, "campus/one", "campus/alone") is None
        assert shortest_way(reader, "campus/one", "campus/nobody") is None
        assert shortest_way(reader, "campus/one", "campus/one") == []


def test_two_graphs_do_not_mix() -> None:
    other = World()
    other.establishment("a", "25")
    other.campus("one", "27", None, sites=["a"])
    with world().reader() as first, other.reader() as second:
        assert shortest_way(first, "campus/one", "campus/two") is not None
        assert shortest_way(second, "campus/one", "campus/two") is None
