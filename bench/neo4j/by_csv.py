"""The same graph loaded by the server itself, from CSV files: ``LOAD CSV … CALL { } IN TRANSACTIONS``.

Only a server that can read our folder can do so, which a hosted one cannot. Writing the files is part of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from bench.neo4j.by_hand import BATCH, by_ends, labels, put_schema, rows_of
from bench.neo4j.database import Database
from campus_graph.graph.tables import Frames
from campus_graph.ontology.model import Model, load_model
from campus_graph.text import folded

_ITEM = "\x1e"
_CASTS = {pl.Int64(): "toInteger", pl.Float64(): "toFloat", pl.Boolean(): "toBoolean"}


def load(database: Database, store: Path) -> None:
    """Write the tables as CSV into the server's import folder, and have it read them."""
    model = load_model()
    folder = database.home / "import"
    folder.mkdir(exist_ok=True)
    put_schema(database, model)
    for number, (text, rows) in enumerate(_statements(model, rows_of(store))):
        path = folder / f"{number}.csv"
        _written(rows).write_csv(path)
        database.run(f"LOAD CSV WITH HEADERS FROM '{path.as_uri()}' AS row CALL (row) {{ {text} }}"
                     f" IN TRANSACTIONS OF {BATCH} ROWS")  # fmt: skip
        path.unlink()


def _statements(model: Model, frames: Frames) -> Iterator[tuple[str, pl.DataFrame]]:
    for kind in model.nodes:
        if frames[kind].height:
            rows = frames[kind].with_columns(_folded=folded("label"))
            yield f"CREATE (n:`{kind}`{labels(model, kind)}) SET n = {_properties(rows, ())}", rows
    for kind in model.relations:
        for (start, end), part in by_ends(model, frames[kind]):
            ends = f"MATCH (a:`{start}` {{id: row.start_id}}) MATCH (b:`{end}` {{id: row.end_id}})"
            yield f"{ends} CREATE (a)-[r:`{kind}`]->(b) SET r = {_properties(part, ('start_id', 'end_id'))}", part


def _properties(rows: pl.DataFrame, without: tuple[str, ...]) -> str:
    own = [f"`{name}`: {_cast(name, dtype)}" for name, dtype in rows.schema.items() if name not in without]
    return "{" + ", ".join(own) + "}"


def _cast(name: str, dtype: pl.DataType) -> str:
    if isinstance(dtype, pl.List):
        return f"split(row.`{name}`, '{_ITEM}')"
    return f"{_CASTS[dtype]}(row.`{name}`)" if dtype in _CASTS else f"row.`{name}`"


def _written(rows: pl.DataFrame) -> pl.DataFrame:
    """Return what CSV can hold: lists joined; a backslash would escape what follows it."""
    lists = [pl.col(name).list.join(_ITEM) for name, dtype in rows.schema.items() if isinstance(dtype, pl.List)]
    return rows.with_columns(lists).with_columns(pl.col(pl.String).str.replace_all("\\", "\\\\", literal=True))
