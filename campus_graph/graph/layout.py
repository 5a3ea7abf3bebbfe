"""Where the nodes of a network are drawn: the same network always gives the same places.

Problem: whoever draws a network needs places, and a browser that works them out keeps its user waiting.
Remedy: a spring layout of rustworkx, from sorted nodes and one seed, rounded so that no machine differs from another.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

import networkx as nx
import rustworkx as rx

Place = tuple[float, float]
_SEED = 7
_DIGITS = 4
_CALM = 500  # rounds for a small network, after which nothing moves
_WORK = 20_000_000  # pairs of nodes looked at, at most: some tenths of a second
_FEWEST = 10


def places(graph: nx.Graph) -> Mapping[Hashable, Place]:
    """Return node → place, between -1 and 1 on both axes."""
    nodes = sorted(graph)
    at = {node: i for i, node in enumerate(nodes)}
    pairs = sorted({(min(at[a], at[b]), max(at[a], at[b])) for a, b in _pairs(graph) if a != b})
    drawn: rx.PyGraph[str, None] = rx.PyGraph()
    drawn.add_nodes_from(nodes)
    drawn.add_edges_from_no_data(pairs)
    rounds = max(_FEWEST, min(_CALM, _WORK // max(1, len(nodes) ** 2)))
    found = rx.spring_layout(drawn, num_iter=rounds, seed=_SEED, scale=1)
    return {node: (_rounded(found[i][0]), _rounded(found[i][1])) for node, i in at.items()}


def _pairs(graph: nx.Graph) -> Iterable[tuple[Hashable, Hashable]]:
    return graph.edges(data=False) if not graph.is_multigraph() else ((a, b) for a, b, _ in graph.edges(keys=True))


def _rounded(value: float) -> float:
    return round(float(value), _DIGITS) + 0.0  # no minus before a zero
