"""The shortest way between two things of the graph, by ties between actors rather than by diplomas that both have.

Places and filières are no ways: they tie everything to everything. A tie that a source states between actors counts
one; a diploma is a way too, but a longer one, since two lycées that teach the same need not know each other.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import rustworkx as rx
from cachetools import LRUCache, cached

from campus_graph.graph.store import Reader

WEIGHTS: Mapping[str, float] = {
    "HAS_MEMBER": 1,
    "SUPPORTED_BY": 1,
    "PARTNERS_WITH": 1,
    "COOPERATES_WITH": 1,
    "PART_OF": 1,
    "CONTINUES_TO": 6,
    "TEACHES": 6,
}
_HELD = 2  # graphs


class Step(NamedTuple):
    """One relation of a way, as the graph has it; ``forward`` tells whether the way goes along it."""

    relation: str
    start_id: str
    end_id: str
    forward: bool


@dataclass(frozen=True)
class _Ways:
    names: tuple[str, ...]
    places: Mapping[str, int]
    graph: rx.PyGraph[str, tuple[float, str, int]]


def shortest_way(reader: Reader, start: str, end: str) -> list[Step] | None:
    """Return the steps from one thing to another, none where they are the same; None where no way is known."""
    ways = _ways(reader)
    if start == end:
        return []
    if start not in ways.places or end not in ways.places:
        return None
    one, other = ways.places[start], ways.places[end]
    found = rx.dijkstra_shortest_paths(ways.graph, one, target=other, weight_fn=lambda tie: tie[0])
    if other not in found:
        return None
    path = list(found[other])
    return [_step(ways, a, b) for a, b in itertools.pairwise(path)]


def _step(ways: _Ways, a: int, b: int) -> Step:
    _, relation, first = ways.graph.get_edge_data(a, b)
    start, end = (a, b) if first == a else (b, a)
    return Step(relation, ways.names[start], ways.names[end], start == a)


@cached(LRUCache(_HELD), key=lambda reader: reader.digest, condition=threading.Condition())
def _ways(reader: Reader) -> _Ways:
    ties = {
        (start, end): relation
        for relation in sorted(WEIGHTS, key=WEIGHTS.__getitem__, reverse=True)  # of two ties, the closer one stays
        for start, end in reader.table(relation).select("start_id", "end_id").unique().sort("start_id", "end_id").rows()
    }
    names = tuple(sorted({name for pair in ties for name in pair}))
    places = {name: i for i, name in enumerate(names)}
    graph: rx.PyGraph[str, tuple[float, str, int]] = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(names)
    graph.add_edges_from(
        [(places[a], places[b], (WEIGHTS[relation], relation, places[a])) for (a, b), relation in ties.items()]
    )
    return _Ways(names, places, graph)
