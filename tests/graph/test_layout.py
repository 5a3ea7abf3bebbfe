"""Places of nodes: the same network gives the same ones, however it is handed over, and nodes stand apart."""

from __future__ import annotations

import itertools
import math

import networkx as nx

from campus_graph.graph.layout import places


def test_the_order_of_nodes_and_edges_does_not_matter() -> None:
    graph = nx.karate_club_graph()
    turned = nx.Graph()
    turned.add_nodes_from(reversed(list(graph)))
    turned.add_edges_from((b, a) for a, b in reversed(list(graph.edges)))
    assert places(graph) == places(turned)


def test_nodes_stand_apart_and_within_the_drawing() -> None:
    found = places(nx.karate_club_graph())
    assert all(-1 <= value <= 1 for place in found.values() for value in place)
    assert min(math.dist(a, b) for a, b in itertools.combinations(found.values(), 2)) > 0.01


def test_the_hub_of_a_star_stands_in_its_middle() -> None:
    found = places(nx.star_graph(20))
    assert math.dist(found[0], (0, 0)) < 0.1
    assert all(math.dist(found[leaf], (0, 0)) > 0.5 for leaf in range(1, 21))


def test_several_edges_between_two_nodes_and_loops_do_no_harm() -> None:
    graph = nx.MultiDiGraph([("a", "b"), ("a", "b"), ("b", "a"), ("a", "a")])
    assert set(places(graph)) == {"a", "b"}
    assert places(nx.MultiDiGraph()) == {}
