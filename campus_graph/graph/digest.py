"""The fingerprint of a graph: the same content gives the same digest, in every store.

Each record becomes one line of text (fields in the order of the model); each kind is the SHA-256 of
its sorted lines; the digest is the SHA-256 over the kinds. No dates of builds, no row numbers go in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache

import duckdb
import polars as pl

from campus_graph.graph.tables import Frames, conform, key_columns
from campus_graph.ontology.model import Model

_FIELD, _ITEM, _NULL = "\x1f", "\x1e", "\x00"
_DECIMALS = 6


def canonical(model: Model, kind: str, frame: pl.DataFrame) -> pl.Series:
    """Return one line of text per record, sorted."""
    if frame.is_empty():
        return pl.Series("line", [], dtype=pl.String)
    rows = conform(model, kind, frame)
    return rows.select(_line(rows)).to_series().sort()


def _line(rows: pl.DataFrame) -> pl.Expr:
    """Return the expression of the text of a record."""
    texts = [_text(name, dtype) for name, dtype in rows.schema.items()]
    return pl.concat_str(texts, separator=_FIELD).alias("line")


def _text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.List):
        column = column.list.join(_ITEM)
    elif dtype == pl.Float64:
        column = column.round(_DECIMALS)
    return column.cast(pl.String).fill_null(_NULL)


def fingerprints(model: Model, kind: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the key of each record and the lower half of the MD5 of its text, as an unsigned integer.

    MD5 serves as a stable, fast mark of change here, not as a protection.
    """
    rows = conform(model, kind, frame)
    if rows.is_empty():
        return rows.select(*key_columns(model, kind), fingerprint=pl.lit(0, dtype=pl.UInt64))
    marked = rows.select(*key_columns(model, kind), _line(rows))
    with _engine().cursor() as connection:
        connection.register("marked", marked.to_arrow())
        found: pl.DataFrame = connection.sql(
            "SELECT * EXCLUDE (line), md5_number_lower(line) AS fingerprint FROM marked"
        ).pl()
    return found


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """Return one engine for all fingerprints: starting one takes longer than a small graph's whole load."""
    return duckdb.connect()


def digest_of_kind(lines: Iterable[str]) -> str:
    """Return the SHA-256 of the lines of one kind, in hexadecimal."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def digest(model: Model, frames: Frames) -> str:
    """Return the SHA-256 of the whole graph, in hexadecimal."""
    whole = hashlib.sha256()
    for kind in (*model.nodes, *model.relations):
        lines = canonical(model, kind, frames[kind])
        whole.update(f"{kind} {len(lines)} {digest_of_kind(lines)}\n".encode())
    return whole.hexdigest()
