"""The same graph loaded by hand: what a good user writes with the driver alone.

Same schema, labels and properties as ours, 10,000 rows per transaction. No manifest, no stamp, nothing numbered:
a load that was cut must start again, and a reload means the whole again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
from neo4j import ManagedTransaction

from bench.neo4j.database import Database
from campus_graph.graph.server_schema import schema_statements
from campus_graph.graph.store import open_store
from campus_graph.graph.tables import Frames
from campus_graph.ontology.model import Model, load_model
from campus_graph.text import folded

BATCH = 10_000


def rows_of(store: Path) -> Frames:
    """Read every table of the graph file, as our loader must too."""
    model = load_model()
    with open_store(store) as reader:
        return {kind: reader.table(kind) for kind in (*model.nodes, *model.relations)}


def create(database: Database, store: Path) -> None:
    """Load with ``UNWIND … CREATE``."""
    _unwind(database, store, "CREATE")


def merge(database: Database, store: Path) -> None:
    """Load with ``UNWIND … MERGE``, which may be repeated."""
    _unwind(database, store, "MERGE")


def _unwind(database: Database, store: Path, verb: str) -> None:
    model, frames = load_model(), rows_of(store)
    put_schema(database, model)
    with database.driver.session() as session:
        for text, rows in _statements(model, frames, verb):
            for part in rows.iter_slices(BATCH):
                session.execute_write(_run, text, part.to_dicts())


def _run(transaction: ManagedTransaction, text: str, rows: list[dict[str, Any]]) -> None:
    transaction.run(text, rows=rows).consume()


def put_schema(database: Database, model: Model) -> None:
    """Create the constraints and indexes that our questions need, before any data, and wait for them."""
    for statement in schema_statements(model).values():
        database.run(statement)
    database.run("CALL db.awaitIndexes(300)")


def _statements(model: Model, frames: Frames, verb: str) -> Iterator[tuple[str, pl.DataFrame]]:
    for kind in model.nodes:
        more = labels(model, kind)
        merge_row = f"UNWIND $rows AS row MERGE (n:`{kind}` {{id: row.id}})"
        text = {
            "CREATE": f"UNWIND $rows AS row CREATE (n:`{kind}`{more}) SET n = row",
            "MERGE": f"{merge_row} ON CREATE SET n{more} SET n += row",
        }
        yield text[verb], frames[kind].with_columns(_folded=folded("label"))
    for kind in model.relations:
        for (start, end), part in by_ends(model, frames[kind]):
            ends = f"MATCH (a:`{start}` {{id: row.s}}) MATCH (b:`{end}` {{id: row.e}})"
            key = ", ".join(f"`{name}`: row.p.`{name}`" for name in model.relations[kind].key[2:])
            text = {
                "CREATE": f"UNWIND $rows AS row {ends} CREATE (a)-[r:`{kind}`]->(b) SET r = row.p",
                "MERGE": f"UNWIND $rows AS row {ends} MERGE (a)-[r:`{kind}` {{{key}}}]->(b) SET r += row.p",
            }
            own = [c for c in part.columns if c not in ("start_id", "end_id")]
            yield text[verb], part.select(s="start_id", e="end_id", p=pl.struct(own) if own else pl.lit(None))


def labels(model: Model, kind: str) -> str:
    """Return the labels of the superclasses, as Cypher."""
    return "".join(f":`{name}`" for name in model.nodes[kind].ancestors)


def by_ends(model: Model, frame: pl.DataFrame) -> Iterator[tuple[tuple[str, str], pl.DataFrame]]:
    """Split edges by the kinds of their ends: a match without a label would find no index."""
    paths = {node.path: node.name for node in model.nodes.values()}
    kinds = [pl.col(c).str.split("/").list.first().replace_strict(paths).alias(f"_{c}") for c in ("start_id", "end_id")]
    parts = frame.with_columns(kinds).partition_by("_start_id", "_end_id", as_dict=True, maintain_order=True)
    for (start, end), part in parts.items():
        yield (str(start), str(end)), part.drop("_start_id", "_end_id")
