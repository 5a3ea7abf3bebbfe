"""The same network as pages of others: pyvis by itself, and Cytoscape.js with our places."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import networkx as nx

from bench.child import NotDone

CYTOSCAPE = "cytoscape@3.34.4"  # MIT
_PAGE = """<!doctype html><html lang="fr"><meta charset="utf-8"><title>Cytoscape.js</title>
<link rel="icon" href="data:,"><style>#cy { height: 90vh }</style><h1>Cytoscape.js</h1><div id="cy"></div>
<script src="cytoscape.min.js"></script>
<script>
const cy = cytoscape({ container: document.getElementById("cy"), elements: ELEMENTS, layout: { name: "preset" },
  style: [{ selector: "node", style: { label: "data(label)", "font-size": 8, shape: "data(shape)" } }] });
cy.one("render", () => performance.mark("network-drawn"));
</script></html>"""
# pyvis keeps the network in a variable of its page; it moves until it has found its places.
_WATCH = """<script>
network.once("afterDrawing", () => performance.mark("network-drawn"));
network.once("stabilizationIterationsDone", () => performance.mark("network-still"));
</script>"""


def by_pyvis(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write the page that pyvis makes of a network if nobody tells it otherwise, all that it can inline inlined."""
    from pyvis.network import Network

    page = Network(heading="pyvis", cdn_resources="in_line")
    for node, data in graph.nodes(data=True):
        page.add_node(node, label=data["label"], title=data["kind_fr"])
    for start, end, data in graph.edges(data=True):
        page.add_edge(start, end, title=data["label_fr"])
    html = page.generate_html()
    path.write_text(html.replace("</body>", f"{_WATCH}</body>"), encoding="utf-8")


def by_cytoscape(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write a page of Cytoscape.js beside its script.

    Raises:
        NotDone: the package cannot be had.

    """
    _unpack(path.parent)
    nodes = [
        {"data": {"id": n, "label": d["label"], "shape": "ellipse"}, "position": {"x": d["x"] * 900, "y": d["y"] * 600}}
        for n, d in graph.nodes(data=True)
    ]
    edges = [{"data": {"source": s, "target": t}} for s, t in graph.edges(data=False)]
    elements = json.dumps({"nodes": nodes, "edges": edges}).replace("<", "\\u003c")
    path.write_text(_PAGE.replace("ELEMENTS", elements), encoding="utf-8")


def _unpack(folder: Path) -> None:
    try:
        subprocess.run(["npm", "pack", "--silent", CYTOSCAPE], cwd=folder, check=True, capture_output=True, timeout=60)
        archive = next(folder.glob("cytoscape-*.tgz"))
        inside = "package/dist/cytoscape.min.js"
        subprocess.run(["tar", "-xzf", archive.name, "--strip-components=2", inside], cwd=folder, check=True)
    except (OSError, subprocess.SubprocessError, StopIteration) as error:
        raise NotDone(f"{CYTOSCAPE} cannot be had here") from error
