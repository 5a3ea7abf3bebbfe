"""What the page of a network shows: one data set, filtered and sorted, that its three views have in common."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from campus_graph.exports.looks import look
from campus_graph.text import fold

# name of a column → its words; in the order of the table
COLUMNS = {
    "label": "Nom",
    "kind": "Nature",
    "region": "Région",
    "filiere": "Filière",
    "level": "Niveau",
    "ties": "Liens",
}
_SHOWN = 3  # ties that a row of the table spells out
_APART = " | "


@dataclass(frozen=True, slots=True)
class Filter:
    """What is left of a network: things of one look, region and filière whose name holds all words."""

    kind: str = ""
    region: str = ""
    filiere: str = ""
    words: str = ""

    def wants(self, data: Mapping[str, Any]) -> bool:
        """Tell whether a node is wanted."""
        named = fold(data["label"])
        return (
            self.kind in ("", look(data["kind"]).words)
            and self.region in ("", *_parts(data.get("region")))
            and self.filiere in ("", *_parts(data.get("filiere")))
            and all(word in named for word in fold(self.words).split())
        )

    @property
    def empty(self) -> bool:
        """Tell whether everything is wanted."""
        return self == Filter()


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation of a row's thing: in words, with what, from when to when, said by whom."""

    words: str
    other: str
    label: str
    years: str
    sources: str
    forward: bool

    @property
    def said(self) -> str:
        """Return the relation as a phrase: what it leads to, or what comes to the row's thing by it."""
        return f"{self.words} {self.label}" if self.forward else f"{self.label} {self.words}"


@dataclass(frozen=True, slots=True)
class Row:
    """A thing of the table, with its first ties and the number of those left out."""

    identifier: str
    data: Mapping[str, Any]
    ties: tuple[Tie, ...]
    more: int


def _parts(text: object) -> list[str]:
    return str(text).split(_APART) if text else []


def wanted(graph: nx.MultiDiGraph, filters: Filter) -> frozenset[str]:
    """Return the nodes that a filter wants, the centre aside, which is always there."""
    return frozenset(node for node, data in graph.nodes(data=True) if filters.wants(data))


def filtered(graph: nx.MultiDiGraph, found: Collection[str]) -> nx.MultiDiGraph:
    """Return the nodes found and those over which they are tied to the centre."""
    centre = graph.graph["centre"]
    paths = nx.single_source_shortest_path(nx.Graph(graph), centre)
    kept = {centre, *(step for node in sorted(found) for step in paths.get(node, [node]))}
    return graph.subgraph(kept).copy()


def offered(graph: nx.MultiDiGraph) -> Mapping[str, list[str]]:
    """Return what each filter can be set to: what the network has."""
    nodes = [data for _, data in graph.nodes(data=True)]
    return {
        "kind": sorted({look(data["kind"]).words for data in nodes}),
        "region": sorted({name for data in nodes for name in _parts(data.get("region"))}),
        "filiere": sorted({name for data in nodes for name in _parts(data.get("filiere"))}),
    }


def rows(graph: nx.MultiDiGraph, found: Collection[str], sort: str, descending: bool) -> list[Row]:
    """Return the rows of the table; what has no value in the column that sorts comes last, whichever the order."""
    every = [_row(graph, node) for node in sorted(found, key=lambda node: (fold(graph.nodes[node]["label"]), node))]
    known = [row for row in every if _value(row, sort) is not None]
    known.sort(key=lambda row: _value(row, sort), reverse=descending)
    return known + [row for row in every if _value(row, sort) is None]


def _value(row: Row, column: str) -> Any:
    if column == "ties":
        return len(row.ties) + row.more
    if column == "kind":
        return fold(look(row.data["kind"]).words)
    value = row.data.get(column)
    return fold(value) if isinstance(value, str) else value


def _row(graph: nx.MultiDiGraph, node: str) -> Row:
    ends = [
        *((data, end, True) for _, end, data in graph.out_edges(node, data=True)),
        *((data, start, False) for start, _, data in graph.in_edges(node, data=True)),
    ]
    ends.sort(key=lambda end: (end[1] != graph.graph["centre"], end[1], end[0]["label_fr"], end[2]))
    ties = [
        Tie(data["label_fr"], other, graph.nodes[other]["label"], data["year"], data["sources"], forward)
        for data, other, forward in ends
    ]
    return Row(node, graph.nodes[node], tuple(ties[:_SHOWN]), max(0, len(ties) - _SHOWN))


def falling(graph: nx.MultiDiGraph, gone: str) -> tuple[str, ...]:
    """Return the nodes that are tied to the centre by nothing but ``gone``."""
    centre = graph.graph["centre"]
    plain = nx.Graph(graph)
    before = nx.node_connected_component(plain, centre)
    plain.remove_node(gone)
    after = nx.node_connected_component(plain, centre) if centre in plain else set()
    return tuple(sorted(before - after - {gone}))
