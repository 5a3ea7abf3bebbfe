"""Networks of the graph as networkx graphs, and these as GraphML, GEXF or node-link JSON, with places where drawn."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import polars as pl

from campus_graph.exports.facets import NONE, facets
from campus_graph.graph.layout import places
from campus_graph.graph.store import Reader
from campus_graph.ontology.model import load_model
from campus_graph.text import attributes

# Territories and filières tie everything to everything: a walk stops at them.
_ENDS_A_WALK = ("Region", "Academy", "AcademicRegion", "Department", "EmploymentZone", "Commune", "Filiere", "Source")
# Where some must be left out: these go first, since a lycée alone has dozens of them.
_MANY = ("Diploma", "Indicator", "Occupation")
_TOO_MANY = 2_000
_APART = " | "  # between the items of a list in one text


def network(reader: Reader, identifier: str, depth: int, limit: int = _TOO_MANY) -> nx.MultiDiGraph:
    """Return the surroundings of a node: all within ``depth`` relations, at most ``limit`` nodes.

    The walk goes by breadth. The limit always keeps the same nodes: actors before diplomas, those with most relations
    first; ``graph.graph["cut"]`` says whether it cut something off.
    """
    relations: set[tuple[str, str, str]] = set()
    seen, frontier, cut = {identifier}, [identifier], False
    for _ in range(depth):
        ties: list[tuple[str, str, str]] = reader.ties(frontier).rows()
        others = _most_tied({(start, end) for _, start, end in ties}, seen)
        kept = others[: limit - len(seen)]
        cut = cut or len(kept) < len(others)
        seen |= set(kept)
        relations |= {(relation, start, end) for relation, start, end in ties if {start, end} <= seen}
        frontier = [n for n in kept if load_model().kind_of(n) not in _ENDS_A_WALK]
    graph = to_network(reader, seen, relations)
    graph.graph.update(centre=identifier, depth=depth, cut=cut)
    return graph


def _most_tied(pairs: Iterable[tuple[str, str]], seen: set[str]) -> list[str]:
    """Return the ends that were not seen before, in the order in which a limit keeps them."""
    ties = Counter(end for pair in pairs for end in pair if end not in seen)
    model = load_model()
    return sorted(ties, key=lambda end: (model.kind_of(end) in _MANY, -ties[end], end))


def drawn(reader: Reader, graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Return the graph with all that is needed to draw and filter it.

    Nodes get their place (``x``, ``y``), the French name of their kind and their region, filière and level where they
    have one; edges the French name of their relation.
    """
    model, at = load_model(), places(graph)
    for node, data in graph.nodes(data=True):
        known = facets(reader, data["kind"]).get(node, NONE)
        data |= {"kind_fr": model.nodes[data["kind"]].label_fr, **attributes(known._asdict())}
        data["x"], data["y"] = at[node]
    for *_, data in graph.edges(data=True):
        data["label_fr"] = model.relations[data["relation"]].label_fr
    return graph


def merged(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Return the graph with one edge for all records of a relation between two nodes, which says their years."""
    one = nx.MultiDiGraph(**graph.graph)
    one.add_nodes_from(graph.nodes(data=True))
    records: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for start, end, data in graph.edges(data=True):
        records.setdefault((start, end, data["relation"]), []).append(data)
    for (start, end, relation), several in records.items():
        sources = sorted({name for data in several for name in str(data.get("sources") or "").split(_APART) if name})
        said = {"relation": relation, "label_fr": several[0]["label_fr"], "sources": ", ".join(sources)}
        one.add_edge(start, end, key=relation, **said, year=_span(data.get("year") for data in several))
    return one


def _span(years: Iterable[Any]) -> str:
    known = sorted({int(year) for year in years if year is not None})
    if not known:
        return ""
    return str(known[0]) if len(known) == 1 else f"{known[0]}–{known[-1]}"


def to_network(reader: Reader, nodes: Iterable[str], relations: Iterable[tuple[str, str, str]]) -> nx.MultiDiGraph:
    """Return a graph of these nodes and of all records of these relations (relation, start, end) between them."""
    graph = nx.MultiDiGraph(digest=reader.digest)
    for node in reader.nodes(sorted(set(nodes))).iter_rows(named=True):
        graph.add_node(node.pop("id"), **attributes(node))
    by_kind: dict[str, list[tuple[str, str]]] = {}
    for kind, start, end in sorted(set(relations)):
        by_kind.setdefault(kind, []).append((start, end))
    for kind, pairs in by_kind.items():
        ends = pl.DataFrame(pairs, schema={"start_id": pl.String, "end_id": pl.String}, orient="row")
        for record in reader.between(kind, ends).to_dicts():
            graph.add_edge(record.pop("start_id"), record.pop("end_id"), relation=kind, **attributes(record))
    return graph


def to_graphml(graph: nx.MultiDiGraph) -> bytes:
    """Return the graph as GraphML."""
    buffer = io.BytesIO()
    nx.write_graphml(graph, buffer)
    return buffer.getvalue()


def to_gexf(graph: nx.MultiDiGraph) -> bytes:
    """Return the graph as GEXF (Gephi), described by what it is; without the date that the writer would put in.

    Places are written as the format has them, so that Gephi opens the drawing as it was.
    """
    writer = nx.readwrite.gexf.GEXFWriter(version="1.2draft")
    writer.xml.attrib.pop("lastmodifieddate", None)
    writer.add_graph(_with_positions(graph))
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)
        said = "; ".join(f"{name}: {value}" for name, value in sorted(graph.graph.items()))
        ElementTree.SubElement(meta, "description").text = said
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _with_positions(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Return the graph with each place as the position that GEXF knows."""
    if not all("x" in data for _, data in graph.nodes(data=True)):
        return graph
    copy = graph.copy()
    for _, data in copy.nodes(data=True):
        data["viz"] = {"position": {"x": data.pop("x"), "y": data.pop("y"), "z": 0.0}}
    return copy


def to_json(graph: nx.MultiDiGraph) -> dict[str, object]:
    """Return the graph as plain data: ``graph``, ``nodes`` and ``edges``."""
    nodes = [{"id": n, **data} for n, data in sorted(graph.nodes(data=True))]
    edges = [{"source": s, "target": t, **data} for s, t, data in graph.edges(data=True)]
    return {"graph": dict(graph.graph), "nodes": nodes, "edges": edges}
