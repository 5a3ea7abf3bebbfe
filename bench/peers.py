"""3. The same graph and questions in networkx and in rdflib, where they come to an end.

networkx answers for all France; rdflib has one region only, and only the question that SPARQL can state.
Both give less than the whole answer: the bare reachability, or yes and no.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import networkx as nx
import polars as pl
import rdflib

from bench import child
from bench.report import Part
from bench.timing import Timing, measure, once
from campus_graph.graph.store import Reader, open_store
from campus_graph.ontology.namespace import BASE, DEFINITIONS
from campus_graph.queries.registry import ask

_LIMIT = 60.0
_RUNS = 5
_START, _LEVEL, _TO_LEVEL = 3, 4, 5
_DEMO_REGION = "27"
_LEFT_OUT = {
    "broken-pathway": "levels reached only, no cause, distance or chain",
    "missing-continuation": "yes or no only, no cause or distance",
}
_CG = rdflib.Namespace(DEFINITIONS)
_SPARQL = """
PREFIX cg: <https://w3id.org/campus-graph/def#>
SELECT DISTINCT ?establishment ?diploma WHERE {
  ?diploma cg:level 4 .
  ?establishment cg:teaches ?diploma ; cg:department ?department .
  FILTER NOT EXISTS {
    ?diploma cg:continuesTo ?next . ?next cg:level ?level . FILTER(?level >= 5)
    ?other cg:teaches ?next ; cg:department ?department .
  }
}
"""
Result = dict[str, Any]


def product(store: str, name: str, region: str | None = None) -> dict[str, float]:
    """Time our own answer."""
    with open_store(store) as reader:
        return measure(partial(ask, reader, name, {"region": region} if region else {}), _RUNS).to_dict()


def networkx_pathways(store: str) -> Result:
    """Return the highest level that networkx reaches per filière and region, with times."""
    with open_store(store) as reader:
        graph, loading = once(partial(_whole_graph, reader))
        filed = reader.table("BELONGS_TO").select("start_id", "end_id")
        reached, seconds = once(partial(_highest_levels, graph, filed))
        ours = ask(reader, "broken-pathway").frame
    mine = {(f, t): level for f, t, level in ours.select("filiere", "territory", "reached_level").iter_rows()}
    differing = sum(level != reached.get(cell) for cell, level in mine.items())
    return {"loading": loading.wall, "seconds": seconds.wall, "rows": len(mine), "differing": differing}


def networkx_continuations(store: str) -> Result:
    """Return the offers that networkx finds to have a way on in their department, with times."""
    with open_store(store) as reader:
        graph, loading = once(partial(_whole_graph, reader))
        covered, seconds = once(partial(_covered, graph))
        ours = ask(reader, "missing-continuation").frame
    return {"loading": loading.wall, "seconds": seconds.wall, **_set_against(ours, "covered", covered)}


def rdflib_continuations(store: str, region: str) -> Result:
    """Return the offers of a region that SPARQL finds without a way on, with times."""
    with open_store(store) as reader:
        graph, loading = once(partial(_region_triples, reader, region))
        found, seconds = once(partial(_sparql, graph))
        ours = ask(reader, "missing-continuation", {"region": region}).frame
    compared = _set_against(ours.filter(pl.col("department").is_not_null()), "covered", found, complement=True)
    return {"loading": loading.wall, "seconds": seconds.wall, "triples": len(graph), **compared}


def region_to_ask(store: str) -> str:
    """Return the region of the demonstration, or the first."""
    with open_store(store) as reader:
        codes = reader.table("Establishment")["region"].drop_nulls().unique().sort().to_list()
    return _DEMO_REGION if _DEMO_REGION in codes else str(codes[0])


def _set_against(ours: pl.DataFrame, verdict: str, theirs: set[Any], complement: bool = False) -> Result:
    wanted = (pl.col("verdict") == verdict) != complement
    mine = set(ours.filter(wanted).select("establishment", "diploma").iter_rows())
    return {"rows": len(mine), "differing": len(mine ^ theirs)}


def _whole_graph(reader: Reader) -> Any:
    """Return establishments → diplomas → diplomas as one networkx graph."""
    graph = nx.DiGraph()
    for identifier, level, opened in reader.table("Diploma").select("id", "level", "open").iter_rows():
        graph.add_node(identifier, level=level, open=opened)
    places = reader.table("Establishment").select("id", "department", "region")
    for identifier, department, region in places.iter_rows():
        graph.add_node(identifier, department=department, region=region)
    for relation in ("TEACHES", "CONTINUES_TO"):
        graph.add_edges_from(reader.table(relation).select("start_id", "end_id").unique().iter_rows())
    return graph


def _highest_levels(graph: Any, filed: pl.DataFrame) -> dict[tuple[str, str], int | None]:
    """Walk from the CAPs of each filière and region, breadth first, through what is offered there."""
    offered: dict[str, set[str]] = {}
    for start, end in graph.edges:
        region = graph.nodes[start].get("region")
        if region is not None:
            offered.setdefault(f"region/{region}", set()).add(end)
    return {
        (str(filiere), territory): _highest(graph, here & set(part["start_id"]))
        for (filiere,), part in filed.partition_by("end_id", as_dict=True).items()
        for territory, here in offered.items()
    }


def _highest(graph: Any, diplomas: set[str]) -> int | None:
    opened = [d for d in diplomas if graph.nodes[d]["open"] and graph.nodes[d]["level"] is not None]
    within = graph.subgraph(opened)
    starts = [d for d in opened if graph.nodes[d]["level"] == _START]
    layers = nx.bfs_layers(within, starts) if starts else []
    return max((graph.nodes[d]["level"] for layer in layers for d in layer), default=None)


def _covered(graph: Any) -> set[tuple[str, str]]:
    nodes = graph.nodes
    return {
        (start, end)
        for start, end in graph.edges
        if "department" in nodes[start]
        and nodes[end]["level"] == _LEVEL
        and nodes[start]["department"] is not None
        and any(nodes[start]["department"] == department for department in _onward(graph, end))
    }


def _onward(graph: Any, diploma: str) -> Iterator[str | None]:
    """Yield the departments of the establishments that offer a continuation of a diploma."""
    for following in graph.successors(diploma):
        if (graph.nodes[following]["level"] or 0) >= _TO_LEVEL:
            for place in graph.predecessors(following):
                yield graph.nodes[place].get("department")


def _region_triples(reader: Reader, region: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    places = reader.table("Establishment").filter(region=region)
    for identifier, department in places.select("id", "department").drop_nulls().iter_rows():
        graph.add((_iri(identifier), _CG.department, rdflib.Literal(department)))
    for identifier, level in reader.table("Diploma").select("id", "level").drop_nulls().iter_rows():
        graph.add((_iri(identifier), _CG.level, rdflib.Literal(level)))
    offers = reader.table("TEACHES").join(places.select(start_id="id"), on="start_id", how="semi")
    for frame, predicate in ((offers, _CG.teaches), (reader.table("CONTINUES_TO"), _CG.continuesTo)):
        for start, end in frame.select("start_id", "end_id").unique().iter_rows():
            graph.add((_iri(start), predicate, _iri(end)))
    return graph


def _sparql(graph: rdflib.Graph) -> set[Any]:
    rows: Iterable[Any] = graph.query(_SPARQL)
    return {tuple(str(value).removeprefix(BASE) for value in row) for row in rows}


def _iri(identifier: str) -> rdflib.URIRef:
    return rdflib.URIRef(BASE + identifier)


def compare(store: Path, graph: str) -> Part:
    """Measure on a store; ``graph`` says which, for the title."""
    part = Part(f"3 · networkx and rdflib on the same graph, {graph}")
    region = child.run("peers", "region_to_ask", store=str(store)).result
    for name, function, asked, place in (
        ("networkx, broken-pathway", "networkx_pathways", "broken-pathway", None),
        ("networkx, missing-continuation", "networkx_continuations", "missing-continuation", None),
        (f"rdflib, missing-continuation, region {region}", "rdflib_continuations", "missing-continuation", region),
    ):
        given = {"region": place} if place else {}
        part.attempt(name, partial(_compare_one, part, store, (name, function, asked), given))
    return part


def _compare_one(part: Part, store: Path, names: tuple[str, str, str], given: dict[str, Any]) -> None:
    name, function, asked = names
    ours = Timing(**child.run("peers", "product", store=str(store), name=asked, **given).result)
    part.add(f"{name}: ours", ours.median * 1e3, "ms", note=ours.note)
    found = child.run("peers", function, limit=_LIMIT, store=str(store), **given).result
    triples = f"{found['triples']:,} triples; " if "triples" in found else ""
    left_out = _LEFT_OUT[asked]
    part.add(
        "  theirs", found["seconds"] * 1e3, "ms", note=f"{triples}{left_out}; loading {found['loading']:.2f} s more"
    )
    part.add("  theirs / ours", found["seconds"] / ours.median, "×")
    part.add("  rows on which they differ", found["differing"], "", 0, f"of {found['rows']:,}")
