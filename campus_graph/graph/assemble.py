"""From many sources to one graph: records with the same key become one, and disagreements are kept.

The winner of a conflict is decided by the declared rank of its source, then by its value, never by
the order of files or rows. Every losing value goes to the conflict table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from campus_graph.graph.tables import Frames, Table, conform, empty, fields, key_columns
from campus_graph.ontology.model import Field, Model
from campus_graph.text import folded

CONFLICT_SCHEMA = {
    "kind": pl.String(),
    "id": pl.String(),
    "field": pl.String(),
    "kept": pl.String(),
    "kept_sources": pl.List(pl.String()),
    "other": pl.String(),
    "other_sources": pl.List(pl.String()),
}
# Positions closer than this many decimals of a degree (some 1 km) are the same place.
_SAME_PLACE = 2
# A position is one fact in two fields: the longitude goes with the latitude that wins.
_GOES_WITH = {"longitude": "latitude"}


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one source gives. ``prefer`` names the ``Kind.field`` values in which it beats any rank."""

    tables: Sequence[Table]
    rank: int
    prefer: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Assembly:
    """One frame per kind of the model, and the values that lost."""

    frames: Frames
    conflicts: pl.DataFrame


def assemble(model: Model, contributions: Iterable[Contribution]) -> Assembly:
    """Merge the tables of all sources by key.

    Raises:
        ModelError: a table has a kind or column that the ontology does not declare.

    """
    parts: dict[str, list[pl.DataFrame]] = {}
    for contribution in contributions:
        for table in contribution.tables:
            parts.setdefault(table.kind, []).append(_ranked(model, table, contribution))
    frames: Frames = {}
    conflicts: list[pl.DataFrame] = [pl.DataFrame(schema=CONFLICT_SCHEMA)]
    for kind in (*model.nodes, *model.relations):
        if kind not in parts:
            frames[kind] = empty(model, kind)
            continue
        merged = _Merge(model, kind, pl.concat(parts[kind]))
        frames[kind] = merged.frame()
        conflicts += merged.conflicts()
    return Assembly(frames, pl.concat(conflicts).sort("kind", "id", "field", "other"))


def _rank(name: str) -> str:
    return f"{name}·rank"


def _order(field: Field) -> list[pl.Expr]:
    """Return what decides between the values of a field: the rank of the source, then the value."""
    names = [_GOES_WITH[field.name], field.name] if field.name in _GOES_WITH else [field.name]
    return [expr for name in names for expr in (pl.col(_rank(name)), pl.col(name))]


def _ranked(model: Model, table: Table, contribution: Contribution) -> pl.DataFrame:
    """Add, per field, the rank with which this source speaks about it."""
    frame = conform(model, table.kind, table.frame)
    ranks = {
        _rank(f.name): pl.lit(-1 if f"{table.kind}.{f.name}" in contribution.prefer else contribution.rank)
        for f in fields(model, table.kind)
        if not f.many
    }
    return frame.with_columns(**ranks)


class _Merge:
    """The records of one kind, from all sources, being folded by key.

    Each field is sorted once as a whole column; sorting within each group costs ten times as much.
    """

    def __init__(self, model: Model, kind: str, rows: pl.DataFrame) -> None:
        self.model, self.kind = model, kind
        self.key = list(key_columns(model, kind))
        self.fields = [f for f in fields(model, kind) if f.name not in self.key]
        self.columns = [c for c in rows.columns if not c.endswith("·rank")]
        repeated = pl.struct(self.key).is_duplicated() if len(self.key) > 1 else pl.col(self.key[0]).is_duplicated()
        self.single = rows.filter(~repeated).select(self.columns)
        several = rows.filter(repeated)
        self.keys = several.select(self.key).unique().sort(self.key).with_row_index("group")
        self.repeated = several.join(self.keys, on=self.key)

    def frame(self) -> pl.DataFrame:
        """Return one row per key, sorted by key."""
        if self.repeated.is_empty():
            return self.single.sort(self.key)
        merged = self.keys
        for field in self.fields:
            values = self._union(field) if field.many else self._winners(field)
            merged = merged.join(values, on="group", how="left", maintain_order="left")
        return pl.concat([self.single, merged.select(self.columns)]).sort(self.key)

    def _winners(self, field: Field) -> pl.DataFrame:
        """Return (group, value) of a single-valued field: the value of the best rank."""
        said = self.repeated.filter(pl.col(field.name).is_not_null()).sort(_order(field))
        return said.select("group", field.name).unique("group", keep="first", maintain_order=True)

    def _union(self, field: Field) -> pl.DataFrame:
        """Return (group, values) of a list: what any source says, sorted."""
        each = self.repeated.select("group", field.name).explode(field.name, empty_as_null=True).unique()
        return each.drop_nulls().sort("group", field.name).group_by("group", maintain_order=True).agg(field.name)

    def conflicts(self) -> list[pl.DataFrame]:
        """Return the losing values of every single-valued node field."""
        if self.kind not in self.model.nodes or self.repeated.is_empty():
            return []
        return [self._field_conflicts(f) for f in self.fields if not f.many]

    def _field_conflicts(self, field: Field) -> pl.DataFrame:
        said = self.repeated.filter(pl.col(field.name).is_not_null()).with_columns(same=_comparable(field))
        said = said.join(_disputed(said), on="group", how="semi")
        first = pl.col(field.name).sort_by(_order(field)).first()
        sources = pl.col("sources").explode(empty_as_null=True).unique().sort()
        voices = said.group_by("id", "same").agg(first.alias("value"), sources)
        winners = said.group_by("id").agg(pl.col("same").sort_by(_order(field)).first(), first.alias("kept"))
        kept = voices.join(winners, on=["id", "same"]).select("id", "kept", kept_sources="sources")
        others = voices.join(winners, on=["id", "same"], how="anti")
        return others.join(kept, on="id").select(
            kind=pl.lit(self.kind),
            id="id",
            field=pl.lit(field.name),
            kept=pl.col("kept").cast(pl.String),
            kept_sources="kept_sources",
            other=pl.col("value").cast(pl.String),
            other_sources="sources",
        )


def _disputed(said: pl.DataFrame) -> pl.DataFrame:
    """Return the groups of which more than one thing is said."""
    voices = said.select("group", "same").unique()
    return voices.filter(pl.col("group").is_duplicated()).select("group").unique()


def _comparable(field: Field) -> pl.Expr:
    """Return the form in which two values of a field are the same."""
    column = pl.col(field.name)
    if field.type == "double":
        return column.round(_SAME_PLACE).cast(pl.String)
    return folded(column) if field.type == "string" else column.cast(pl.String)
