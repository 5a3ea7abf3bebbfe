"""The graph as an SQLite file of the same tables, keyed and indexed; our questions as canned queries of datasette."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl

from campus_graph.exports.tables import flat
from campus_graph.graph.store import Reader, open_store
from campus_graph.ontology.model import load_model

HERE = Path(__file__).parent
NAME = "graph"
_TYPES: dict[Any, str] = {pl.Int64(): "INTEGER", pl.Float64(): "REAL", pl.Boolean(): "INTEGER"}
_SEARCH = """
SELECT id, kind, label FROM _search WHERE instr(folded, :first) AND instr(folded, :second)
ORDER BY folded <> :whole, substr(folded, 1, length(:whole)) <> :whole, length(folded), id LIMIT 20
"""


def export(store: Path, folder: Path) -> tuple[Path, Path]:
    """Write the file and the description that datasette reads; return both paths."""
    database, metadata = folder / f"{NAME}.db", folder / "metadata.json"
    model = load_model()
    with open_store(store) as reader, closing(sqlite3.connect(database)) as connection, connection:
        for kind in model.nodes:
            _table(connection, kind, reader.table(kind), key="id")
        for kind in model.relations:
            _table(connection, kind, reader.table(kind))
            for end in ("start_id", "end_id"):
                connection.execute(f'CREATE INDEX "{kind} {end}" ON "{kind}" ({end})')
        _table(connection, "_search", reader.query("SELECT * FROM _search", {}), key="id")
        connection.execute("CREATE INDEX places ON Establishment (department)")
        connection.execute("ANALYZE")
        metadata.write_text(json.dumps(_canned(reader)), encoding="utf-8")
    return database, metadata


def _table(connection: sqlite3.Connection, name: str, frame: pl.DataFrame, key: str | None = None) -> None:
    columns = [
        f'"{column}" {_TYPES.get(dtype, "TEXT")}{" PRIMARY KEY" if column == key else ""}'
        for column, dtype in frame.schema.items()
    ]
    connection.execute(f'CREATE TABLE "{name}" ({", ".join(columns)})')
    places = ", ".join("?" * frame.width)
    connection.executemany(f'INSERT INTO "{name}" VALUES ({places})', flat(frame).iter_rows())


def _canned(reader: Reader) -> dict[str, Any]:
    relations = [name for name in load_model().relations if not reader.table(name).is_empty()]
    parts = [
        f"SELECT '{relation}' AS relation, '{direction}' AS direction, {other} AS other "
        f'FROM "{relation}" WHERE {own} = :id'
        for relation in relations
        for own, other, direction in (("start_id", "end_id", "→"), ("end_id", "start_id", "←"))
    ]
    neighbours = (
        "SELECT DISTINCT e.*, s.kind AS other_kind, s.label AS other_label "
        f"FROM ({' UNION ALL '.join(parts)}) e JOIN _search s ON s.id = e.other ORDER BY relation, direction, other"
    )
    texts = {
        "missing_continuation": (HERE / "missing-continuation.sql").read_text(encoding="utf-8"),
        "establishment": "SELECT * FROM Establishment WHERE id = :id",
        "neighbours": neighbours,
        "search": _SEARCH,
    }
    return {"databases": {NAME: {"queries": {name: {"sql": text} for name, text in texts.items()}}}}
