"""A network as SVG: each node a link, its shape and colour those of its kind, a legend, and names that stay apart."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import networkx as nx

from campus_graph.api.drawing.labels import Box, Label, Mark, place
from campus_graph.exports.looks import FILLS, LOOKS, Look, look, points

WIDTH, HEIGHT = 1000, 680
_SIDE, _ROOF = 140, 46  # room for the names of nodes at the border
_CENTRE, _LEAST, _MOST = 17.0, 6.5, 11.0
_LEADING = 15.0  # the type of the centre's name; that of the others is smaller
_TYPE = 12.5
_LINE = 24  # of the legend
_STEP = 198
_HUB = 8  # ties, from which on a node must have its name


@dataclass(frozen=True, slots=True)
class Dot:
    """A node as it is drawn."""

    identifier: str
    words: str
    said: str
    address: str
    classes: str
    shape: str
    fill: str
    x: float
    y: float
    radius: float
    points: str
    label: Label


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend."""

    words: str
    count: int
    shape: str
    colour: int
    fill: str
    x: float
    y: float
    points: str


def drawing(
    graph: nx.MultiDiGraph, address: Callable[[str], str], way: Collection[str] = (), lost: Collection[str] = ()
) -> Mapping[str, object]:
    """Return what the template draws of a network whose nodes have places.

    ``way`` holds the nodes of a way to bring out, ``lost`` those that fall off when an actor leaves.
    """
    at = _scaled(graph)
    order = sorted(graph, key=lambda node: _rank(graph, node, way))
    radii = {node: _radius(graph, node) for node in order}
    centre = graph.graph.get("centre")
    marks = [
        Mark(*at[n], radii[n], graph.nodes[n]["label"], _type(graph, n), n == centre, _firm(graph, n)) for n in order
    ]
    labels = place(marks, Box(4, 4, WIDTH - 4, HEIGHT - 4))
    dots = [
        _dot(graph, n, at[n], radii[n], label, address, _classes(graph, n, way, lost))
        for n, label in zip(order, labels, strict=True)
    ]
    legend = _legend(graph)
    return {
        "dots": dots,
        "lines": _lines(graph, at, way, lost),
        "legend": legend,
        "width": WIDTH,
        "height": HEIGHT,
        "whole": HEIGHT + (max((entry.y for entry in legend), default=0) + _LINE),
    }


def _scaled(graph: nx.MultiDiGraph) -> Mapping[str, tuple[float, float]]:
    """Return places that fill the drawing, whatever the network's own shape."""
    xs, ys = ([data[axis] for _, data in graph.nodes(data=True)] for axis in "xy")
    return {
        node: (
            _along(data["x"], xs, _SIDE, WIDTH - _SIDE),
            _along(data["y"], ys, _ROOF, HEIGHT - _ROOF),
        )
        for node, data in graph.nodes(data=True)
    }


def _along(value: float, values: list[float], low: float, high: float) -> float:
    least, most = min(values), max(values)
    share = (value - least) / (most - least) if most > least else 0.5
    return round(low + share * (high - low), 1)


def _rank(graph: nx.MultiDiGraph, node: str, way: Collection[str]) -> tuple[bool, bool, bool, int, str]:
    """Return the place of a node in the order in which names find room."""
    kind = graph.nodes[node]["kind"]
    centre = node == graph.graph.get("centre")
    return (not centre, node not in way, kind == "Diploma", -graph.degree(node), node)


def _radius(graph: nx.MultiDiGraph, node: str) -> float:
    if node == graph.graph.get("centre"):
        return _CENTRE
    return float(min(_MOST, _LEAST + 0.35 * graph.degree(node)))


def _firm(graph: nx.MultiDiGraph, node: str) -> bool:
    return bool(node == graph.graph.get("centre") or graph.degree(node) >= _HUB)


def _type(graph: nx.MultiDiGraph, node: str) -> float:
    return _LEADING if node == graph.graph.get("centre") else _TYPE


def _classes(graph: nx.MultiDiGraph, node: str, way: Collection[str], lost: Collection[str]) -> str:
    said = {
        "centre": node == graph.graph.get("centre"),
        "way": node in way,
        "lost": node in lost,
    }
    return " ".join(["node", f"k{look(graph.nodes[node]['kind']).colour}", *(name for name, so in said.items() if so)])


def _dot(
    graph: nx.MultiDiGraph,
    node: str,
    at: tuple[float, float],
    radius: float,
    label: Label,
    address: Callable[[str], str],
    classes: str,
) -> Dot:
    data = graph.nodes[node]
    own = look(data["kind"])
    facets = (data["kind_fr"], data.get("region"), f"niveau {data['level']}" if "level" in data else None)
    ties = len(set(nx.all_neighbors(graph, node)))
    said = ", ".join([data["label"], *filter(None, facets), f"{ties} lien{'s' if ties > 1 else ''}"])
    shape = points(own.shape, *at, radius)
    fill = FILLS[own.colour]
    return Dot(node, data["label"], said, address(node), classes, own.shape, fill, *at, radius, shape, label)


def _lines(
    graph: nx.MultiDiGraph, at: Mapping[str, tuple[float, float]], way: Collection[str], lost: Collection[str]
) -> list[tuple[float, float, float, float, str]]:
    pairs = sorted({(min(a, b), max(a, b)) for a, b in graph.edges(data=False) if a != b})
    steps = {frozenset(pair) for pair in itertools.pairwise(way)}
    return [(*at[a], *at[b], _drawn_as(a, b, steps, lost)) for a, b in pairs]


def _drawn_as(a: str, b: str, steps: Collection[frozenset[str]], lost: Collection[str]) -> str:
    if frozenset((a, b)) in steps:
        return "tie way"
    return "tie lost" if a in lost or b in lost else "tie"


def _legend(graph: nx.MultiDiGraph) -> list[Entry]:
    """Return a line for each look that the drawing has, in the order of the looks."""
    counts: dict[Look, int] = {}
    for _, kind in graph.nodes(data="kind"):
        counts[look(kind)] = counts.get(look(kind), 0) + 1
    known = [*dict.fromkeys(LOOKS.values())]
    order = sorted(counts, key=lambda one: known.index(one) if one in known else len(known))
    columns = WIDTH // _STEP
    return [
        _entry(one, counts[one], 20 + (i % columns) * _STEP, 12 + (i // columns) * _LINE) for i, one in enumerate(order)
    ]


def _entry(one: Look, count: int, x: float, y: float) -> Entry:
    corners = points(one.shape, x, y, _LEAST)
    return Entry(one.words, count, one.shape, one.colour, FILLS[one.colour], x, y, corners)
