"""A proof as a file: GraphML for tools, SVG for reports.

The picture is drawn in columns, by the number of steps from the things that the finding is about; networkx places the
nodes, so that the same proof gives the same bytes.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Mapping
from xml.etree import ElementTree

import networkx as nx

from campus_graph.ontology.model import load_model
from campus_graph.queries.explain import Explanation
from campus_graph.text import attributes

_COLUMN, _ROW, _MARGIN, _LETTERS = 330, 30, 24, 40
_THICK = 2.5
_FONT = {"font-family": "system-ui, sans-serif", "font-size": "13"}
_EDGE = {"fill": "#ffffff", "stroke": "#ffffff", "stroke-width": "4", "stroke-linejoin": "round", "aria-hidden": "true"}
# Told apart by those who see few colours (Okabe and Ito).
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")


def to_network(proof: Explanation) -> nx.MultiDiGraph:
    """Return the proof as a graph; lists become text, since GraphML has none."""
    graph = nx.MultiDiGraph(question=proof.question, finding=str(proof.row["id"]))
    for identifier, node in sorted(proof.nodes.items()):
        said = {"label": str(node["label"]), "kind": str(node["kind"]), "sources": node["sources"]}
        graph.add_node(identifier, **attributes(said))
    for fact in proof.facts:
        if fact.relation and fact.end:
            graph.add_edge(fact.start, fact.end, relation=fact.relation, **attributes(fact.fields))
    return graph


def to_graphml(proof: Explanation) -> bytes:
    """Return the proof as GraphML."""
    buffer = io.BytesIO()
    nx.write_graphml(to_network(proof), buffer)
    return buffer.getvalue()


def to_svg(proof: Explanation) -> bytes:
    """Return the proof as a picture in columns: names at the nodes, relations told apart by colour, with a legend."""
    graph = to_network(proof)
    places = _places(graph, proof.roots)
    names = sorted({relation for _, _, relation in graph.edges(data="relation")})
    colours = {name: _COLOURS[at % len(_COLOURS)] for at, name in enumerate(names)}
    bottom = max((y for _, y in places.values()), default=0) + 2 * _ROW
    svg = _canvas(max((x for x, _ in places.values()), default=0) + _COLUMN, bottom + len(names) * _ROW)
    ElementTree.SubElement(svg, "title").text = str(proof.row["id"])
    for start, end, relation in sorted(set(graph.edges(data="relation"))):
        _line(svg, places[start], places[end], colours[relation])
    for identifier, data in graph.nodes(data=True):
        _node(svg, places[identifier], data["label"])
    for at, name in enumerate(names):
        height = bottom + at * _ROW
        _line(svg, (_MARGIN, height), (_MARGIN + 2 * _ROW, height), colours[name])
        _text(svg, (_MARGIN + 2 * _ROW, height), load_model().relations[name].label_fr)
    picture: bytes = ElementTree.tostring(svg, encoding="utf-8", xml_declaration=True)
    return picture


def _canvas(width: float, height: float) -> ElementTree.Element:
    """Return an empty picture with arrow heads to point with, on a white ground."""
    size = {"width": f"{width:.0f}", "height": f"{height:.0f}", "viewBox": f"0 0 {width:.0f} {height:.0f}"}
    svg = ElementTree.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", **size})
    ElementTree.SubElement(svg, "rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
    return svg


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


def _line(svg: ElementTree.Element, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
    """Draw a relation; it grows thin towards its end."""
    (x, y), (to_x, to_y) = start, end
    length = max(math.hypot(to_x - x, to_y - y), 1)
    across_x, across_y = -(to_y - y) / length * _THICK, (to_x - x) / length * _THICK
    corners = [(x + across_x, y + across_y), (to_x, to_y), (x - across_x, y - across_y)]
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
    ElementTree.SubElement(svg, "polygon", {"points": points, "fill": colour, "fill-opacity": "0.7"})


def _node(svg: ElementTree.Element, place: tuple[float, float], name: str) -> None:
    x, y = place
    ElementTree.SubElement(svg, "circle", {"cx": f"{x:.0f}", "cy": f"{y:.0f}", "r": "5", "fill": "#1f2933"})
    text = _text(svg, place, name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}…")
    ElementTree.SubElement(text, "title").text = name


def _text(svg: ElementTree.Element, place: tuple[float, float], words: str) -> ElementTree.Element:
    """Write words beside a place, on a white edge that keeps lines out of them (few programs know ``paint-order``)."""
    at = {"x": f"{place[0] + 10:.0f}", "y": f"{place[1] + 4:.0f}", **_FONT}
    ElementTree.SubElement(svg, "text", {**at, **_EDGE}).text = words
    text = ElementTree.SubElement(svg, "text", {**at, "fill": "#1f2933"})
    text.text = words
    return text


WRITERS: Mapping[str, Callable[[Explanation], bytes]] = {".graphml": to_graphml, ".svg": to_svg}
