"""On what the relations of a graph rest: each kind with its sources and, where it has them, years."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from campus_graph.graph.store import Provenance
from campus_graph.graph.tables import Frames
from campus_graph.ontology.model import Model


def provenance_rows(model: Model, frames: Frames) -> pl.DataFrame:
    """Return (kind, source, year) of every relation of ``frames`` that has records."""
    nothing = pl.DataFrame(schema={"kind": pl.String, "source": pl.String, "year": pl.Int64})
    parts = [nothing]
    for kind in (k for k in model.relations if k in frames and frames[k].height):
        frame = frames[kind]
        year = pl.col("year") if "year" in frame.columns else pl.lit(None, dtype=pl.Int64)
        rows = frame.select(kind=pl.lit(kind), source="sources", year=year).explode("source", empty_as_null=True)
        parts.append(rows.unique().drop_nulls("source"))
    return pl.concat(parts).sort("kind", "source", "year")


def provenance_of(rows: pl.DataFrame, kinds: Sequence[str]) -> Provenance:
    """Return the sources and years of these kinds, from the rows that ``provenance_rows`` gave."""
    mine = rows.filter(pl.col("kind").is_in(list(kinds)))
    years = mine["year"].drop_nulls().unique().sort()
    return Provenance(tuple(mine["source"].unique().sort()), tuple(years))
