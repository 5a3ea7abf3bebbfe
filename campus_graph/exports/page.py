"""A network as one page to send by e-mail: pyvis and vis-network in it, places fixed, nothing asked of anybody.

Problem: pyvis writes addresses of other people's servers into its pages, lets the browser lay the network out for
minutes, and writes headings unescaped. Remedy: pyvis keeps the network, our template makes the page; vis-network, as
pyvis ships it, stands in the page itself, and a policy in its head keeps the browser from asking anybody for anything.
"""

from __future__ import annotations

import json
from importlib.resources import files
from urllib.parse import quote

import networkx as nx
from jinja2 import Environment, PackageLoader, StrictUndefined

from campus_graph.exports.looks import FILLS, look, points
from campus_graph.text import fold

_VIS = "lib/vis-9.1.2/vis-network.min.js"
_ACROSS, _DOWN = 900, 600  # half a drawing
_CENTRE, _LEAST, _MOST = 26, 10, 18
_NAMED = 60  # nodes, up to which all names are shown
_HUB = 4  # ties of a node that has its name in a larger network
# Names of our shapes in vis-network; those that it lacks are small pictures, held in the page.
_SHAPES = {"circle": "dot", "down": "triangleDown"}
_LACKING = ("pentagon", "cross")
_OPTIONS = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "navigationButtons": False, "keyboard": {"enabled": False}, "tooltipDelay": 100},
    "edges": {"smooth": False, "color": {"color": "#97a4af", "highlight": "#b45309"}, "width": 1},
    "nodes": {"font": {"size": 20, "color": "#17212b", "strokeWidth": 4, "strokeColor": "#ffffff"}},
}


def to_page(graph: nx.MultiDiGraph, heading: str) -> str:
    """Return a network whose nodes have places as a whole page."""
    from pyvis.network import Network  # half a second, for IPython; only this command needs it

    drawn = Network(height="75vh", width="100%", heading=heading, cdn_resources="in_line")
    drawn.options = _OPTIONS
    for node in sorted(graph):
        drawn.add_node(node, **_node(graph, node))
    for start, end, data in graph.edges(data=True):
        drawn.add_edge(start, end, title=data["label_fr"])
    drawn.templateEnv = _environment(graph)
    drawn.path = "network.html"
    return str(drawn.generate_html())


def _node(graph: nx.MultiDiGraph, node: str) -> dict[str, object]:
    data, centre = graph.nodes[node], graph.graph.get("centre")
    own, degree = look(data["kind"]), len(set(nx.all_neighbors(graph, node)))
    shape, fill = _SHAPES.get(own.shape, own.shape), FILLS[own.colour]
    facets = (data["kind_fr"], data.get("region"), f"niveau {data['level']}" if "level" in data else None)
    named = len(graph) <= _NAMED or degree >= _HUB or node == centre
    return {
        "label": _short(data["label"]) if named else " ",
        "title": "\n".join([data["label"], *filter(None, facets)]),
        "shape": shape,
        "color": fill,
        "size": _CENTRE if node == centre else min(_MOST, _LEAST + degree),
        "x": round(data["x"] * _ACROSS),
        "y": round(data["y"] * _DOWN),
        "physics": False,
        **(_picture(own.shape, fill) if own.shape in _LACKING else {}),
    }


def _picture(shape: str, fill: str) -> dict[str, str]:
    """Return one of our shapes as a picture: nothing of the graph is in it."""
    drawn = f'<polygon points="{points(shape, 0, 0, 7)}" fill="{fill}"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="36" height="36" viewBox="-9 -9 18 18">{drawn}</svg>'
    return {"shape": "image", "image": f"data:image/svg+xml,{quote(svg)}"}


def _short(words: str) -> str:
    return words if len(words) <= 40 else f"{words[:39].rstrip()}…"


def _environment(graph: nx.MultiDiGraph) -> Environment:
    """Return the templates, and what they show beside what pyvis hands them."""
    found = Environment(
        loader=PackageLoader("campus_graph.exports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    rows = sorted(
        graph.nodes(data=True), key=lambda one: (fold(look(one[1]["kind"]).words), fold(one[1]["label"]), one[0])
    )
    found.globals |= {
        "rows": [(data["label"], data["kind_fr"], data.get("region", ""), data.get("level", "")) for _, data in rows],
        "legend": list(dict.fromkeys((look(data["kind"]), FILLS[look(data["kind"]).colour]) for _, data in rows)),
        "digest": graph.graph["digest"],
        "cut": graph.graph["cut"],
        "ties": graph.number_of_edges(),
        "script": files("pyvis").joinpath(_VIS).read_text(encoding="utf-8"),
        "settings": json.dumps(_OPTIONS),
        "corners": lambda shape: points(shape, 0, 0, 7),
    }
    return found
