"""The one form in which facts pass between rooms: a kind and a frame whose columns the model declares.

Node frames have ``id``, edge frames ``start_id`` and ``end_id``; the other columns are fields of the
kind. A loader may leave fields out; ``conform`` fills them with nulls and refuses what is undeclared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from campus_graph.errors import ModelError
from campus_graph.ontology.model import Field, Model, NodeKind
from campus_graph.text import folded

Frames = dict[str, pl.DataFrame]
_TYPES: Mapping[str, type[pl.DataType]] = {
    "string": pl.String,
    "integer": pl.Int64,
    "double": pl.Float64,
    "boolean": pl.Boolean,
}


@dataclass(frozen=True, slots=True)
class Table:
    """Records of one kind. ``file`` names the input whose ``line`` column the frame still carries."""

    kind: str
    frame: pl.DataFrame
    file: str | None = None


def dtype(field: Field) -> pl.DataType:
    """Return the polars type of a field."""
    scalar = _TYPES[field.type]()
    return pl.List(scalar) if field.many else scalar


def fields(model: Model, kind: str) -> tuple[Field, ...]:
    """Return the fields of a node or relation kind.

    Raises:
        ModelError: the ontology has no such kind.

    """
    if kind in model.nodes:
        return model.nodes[kind].fields
    if kind in model.relations:
        return model.relations[kind].fields
    raise ModelError(f"L’ontologie ne déclare pas « {kind} » ; ajoutez un fichier dans ontology/classes ou relations.")


def key_columns(model: Model, kind: str) -> tuple[str, ...]:
    """Return the columns that tell one record of a kind from another."""
    return ("id",) if kind in model.nodes else model.relations[kind].key


def found_by(node: NodeKind) -> pl.Expr:
    """Return the text by which a search on the server finds a node; that of kinds left out of searches is empty."""
    return folded("label") if node.searchable else pl.lit("")


def schema(model: Model, kind: str) -> dict[str, pl.DataType]:
    """Return every column of a kind's table, in order, with its type."""
    ends = ("id",) if kind in model.nodes else ("start_id", "end_id")
    own: dict[str, pl.DataType] = {f.name: dtype(f) for f in fields(model, kind)}
    return {**dict.fromkeys(ends, pl.String()), **own}


def conform(model: Model, kind: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with exactly the columns of its kind, typed, missing ones and empty lists null.

    Raises:
        ModelError: a column that the ontology does not declare for this kind.

    """
    wanted = schema(model, kind)
    unknown = sorted(set(frame.columns) - set(wanted) - {"line"})
    if unknown:
        raise ModelError(f"L’ontologie ne déclare pas {kind}.{', '.join(unknown)}.")
    return frame.select(
        _filled(name, kind_type) if name in frame.columns else pl.lit(None).cast(kind_type).alias(name)
        for name, kind_type in wanted.items()
    )


def _filled(name: str, kind_type: pl.DataType) -> pl.Expr:
    """Make empty lists null: they say as little, and one form keeps the digest the same in every store."""
    column = pl.col(name).cast(kind_type)
    return pl.when(column.list.len() > 0).then(column) if isinstance(kind_type, pl.List) else column


def empty(model: Model, kind: str) -> pl.DataFrame:
    """Return a table of this kind without rows."""
    return pl.DataFrame(schema=schema(model, kind))
