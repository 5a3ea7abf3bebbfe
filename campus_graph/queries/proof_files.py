"""A proof as a file: GraphML for tools, SVG for reports.

The picture is drawn in columns, by the number of steps from the things that the finding is about; networkx places the
nodes, so that the same proof gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from xml.etree import ElementTree

import networkx as nx

from campus_graph.ontology.model import load_model
from campus_graph.queries.explain import Explanation

_COLUMN, _ROW, _MARGIN, _LETTERS = 300, 34, 24, 40
_STYLE = "font:13px system-ui,sans-serif"


def to_network(proof: Explanation) -> nx.MultiDiGraph:
    """Return the proof as a graph; lists become text, since GraphML has none."""
    graph = nx.MultiDiGraph(question=proof.question, finding=str(proof.row["id"]))
    for identifier, node in sorted(proof.nodes.items()):
        graph.add_node(
            identifier, label=str(node["label"]), kind=str(node["kind"]), sources=" | ".join(node["sources"])
        )
    for fact in proof.facts:
        if fact.relation and fact.end:
            fields = {k: " | ".join(v) if isinstance(v, list) else v for k, v in fact.fields.items()}
            graph.add_edge(fact.start, fact.end, relation=fact.relation, **fields)
    return graph


def to_graphml(proof: Explanation) -> bytes:
    """Return the proof as GraphML."""
    buffer = io.BytesIO()
    nx.write_graphml(to_network(proof), buffer)
    return buffer.getvalue()


def to_svg(proof: Explanation) -> bytes:
    """Return the proof as a picture in columns; each node says its name, each edge its relation."""
    graph = to_network(proof)
    places = _places(graph, proof.roots)
    width = max((x for x, _ in places.values()), default=0) + _COLUMN
    height = max((y for _, y in places.values()), default=0) + 2 * _ROW
    size = {"width": f"{width:.0f}", "height": f"{height:.0f}", "viewBox": f"0 0 {width:.0f} {height:.0f}"}
    svg = ElementTree.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", **size})
    ElementTree.SubElement(svg, "title").text = str(proof.row["id"])
    relations = load_model().relations
    for start, end, relation in sorted(graph.edges(data="relation")):
        _line(svg, places[start], places[end], relations[relation].label_fr)
    for identifier, data in graph.nodes(data=True):
        _box(svg, places[identifier], data["label"])
    picture: bytes = ElementTree.tostring(svg, encoding="utf-8", xml_declaration=True)
    return picture


def _places(graph: nx.MultiDiGraph, roots: list[str]) -> Mapping[str, tuple[float, float]]:
    """Return the place of each node: its distance from the roots is its column."""
    plain = nx.Graph(graph)
    seen = nx.multi_source_dijkstra_path_length(plain, set(roots)) if roots else {}
    last = max(seen.values(), default=0)
    columns: dict[int, list[str]] = {}
    for node in sorted(graph):
        columns.setdefault(int(seen.get(node, last + 1)), []).append(node)
    return {
        node: (_MARGIN + rank * _COLUMN, _MARGIN + place * _ROW)
        for rank, (_, nodes) in enumerate(sorted(columns.items()))
        for place, node in enumerate(nodes)
    }


def _line(svg: ElementTree.Element, start: tuple[float, float], end: tuple[float, float], said: str) -> None:
    ends = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
    given = {name: f"{value:.0f}" for name, value in ends.items()}
    line = ElementTree.SubElement(svg, "line", {**given, "stroke": "#8a94a6", "stroke-width": "1"})
    ElementTree.SubElement(line, "title").text = said


def _box(svg: ElementTree.Element, place: tuple[float, float], name: str) -> None:
    x, y = place
    shown = name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}…"
    ElementTree.SubElement(svg, "circle", {"cx": f"{x:.0f}", "cy": f"{y:.0f}", "r": "5", "fill": "#1f4e79"})
    text = ElementTree.SubElement(svg, "text", {"x": f"{x + 10:.0f}", "y": f"{y + 4:.0f}", "style": _STYLE})
    text.text = shown
    ElementTree.SubElement(text, "title").text = name


WRITERS: Mapping[str, Callable[[Explanation], bytes]] = {".graphml": to_graphml, ".svg": to_svg}
