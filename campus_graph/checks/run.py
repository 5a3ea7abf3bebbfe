"""Finds what breaks the shapes, on any store, with the same findings as a SHACL engine on the exported graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Protocol

import polars as pl
import rustworkx as rx

from campus_graph.checks.constraints import Acyclic, Constraint
from campus_graph.checks.cypher import CypherCompiler
from campus_graph.checks.findings import findings
from campus_graph.checks.shapes import constraints
from campus_graph.checks.sql import SqlCompiler
from campus_graph.graph.store import Parameters
from campus_graph.graph.tables import key_columns
from campus_graph.ontology.model import Model, load_model

_COMPILERS: Mapping[str, type[SqlCompiler | CypherCompiler]] = {
    "embedded.sql": SqlCompiler,
    "server.cypher": CypherCompiler,
}
# Only relations that something leads to and that lead on can be on a cycle: no commune is.
_EDGES = {
    "embedded.sql": 'SELECT start_id, end_id FROM "{0}" WHERE start_id IN (SELECT end_id FROM "{0}") '
    'AND end_id IN (SELECT start_id FROM "{0}")',
    "server.cypher": "MATCH (a:Entity)-[:`{0}`]->(b:Entity) WHERE EXISTS {{ (:Entity)-[:`{0}`]->(a) }} "
    "AND EXISTS {{ (b)-[:`{0}`]->(:Entity) }} RETURN a.id AS start_id, b.id AS end_id",
}


class Asked(Protocol):
    """What a check needs of a store."""

    dialect: str

    def query(self, text: str, parameters: Parameters) -> pl.DataFrame:
        """Run one statement and return its rows."""
        ...


def broken(reader: Asked) -> pl.DataFrame:
    """Return the findings of all shapes on the graph of a store."""
    model = load_model()
    every = sorted(constraints(), key=lambda c: c.owner)
    parts: list[pl.DataFrame] = []
    for owner, own in groupby(every, key=lambda c: c.owner):
        statement = _COMPILERS[reader.dialect](model, owner).compiled(own)
        if statement is not None:
            parts.append(_keyed(model, owner, reader.query(statement.text, statement.values)))  # type: ignore[arg-type]
    return findings([*parts, *_cycles(reader, model, every)])


def _keyed(model: Model, owner: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with the key of a relation as JSON, as its record is named in RDF."""
    kind = pl.lit(owner).alias("kind")
    if owner in model.nodes:
        return rows.with_columns(kind, other=pl.lit(None, pl.String()), key=pl.lit(None, pl.String()))
    names = {"start_id": "id", "end_id": "other"}
    columns = [pl.col(names.get(c, c)).alias(c) for c in key_columns(model, owner)]
    return rows.with_columns(kind, key=pl.struct(columns).struct.json_encode())


def _cycles(reader: Asked, model: Model, every: Iterable[Constraint]) -> Iterator[pl.DataFrame]:
    """Yield the things from which following a relation leads back to them; each relation is read once for all kinds."""
    known: dict[str, list[str]] = {}
    for constraint in every:
        if isinstance(constraint.test, Acyclic):
            relation = constraint.test.relation
            if relation not in known:
                edges = reader.query(_EDGES[reader.dialect].format(relation), {})
                known[relation] = on_cycles(edges.iter_rows())
            own = [i for i in known[relation] if model.kind_of(i) == constraint.owner]
            null = pl.lit(None, pl.String())
            yield pl.DataFrame({"id": own}, schema={"id": pl.String()}).with_columns(
                rule=pl.lit(constraint.rule.name), kind=pl.lit(constraint.owner), other=null, key=null, value=null
            )


def on_cycles(edges: Iterable[tuple[str, str]]) -> list[str]:
    """Return the nodes that lie on a cycle, sorted.

    >>> on_cycles([("a", "b"), ("b", "a"), ("b", "c"), ("d", "d")])
    ['a', 'b', 'd']
    """
    graph, numbers = rx.PyDiGraph(), dict[str, int]()
    for start, end in edges:
        for name in (start, end):
            if name not in numbers:
                numbers[name] = graph.add_node(name)
        graph.add_edge(numbers[start], numbers[end], None)
    loops = {graph[start] for start, end in graph.edge_list() if start == end}
    several = {graph[n] for part in rx.strongly_connected_components(graph) if len(part) > 1 for n in part}
    return sorted(loops | several)
