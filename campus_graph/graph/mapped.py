"""What the filière mapping reaches, and what it leaves out, on any store."""

from __future__ import annotations

import polars as pl

from campus_graph.graph.store import Reader


def filiere_counts(reader: Reader) -> pl.DataFrame:
    """Return (id, label, diplomas, offers, campuses) per filière; offers are lifted (``TEACHES``)."""
    belongs = reader.table("BELONGS_TO").select(diploma="start_id", id="end_id")
    opened = reader.table("Diploma").filter(pl.col("open")).select(diploma="id")
    offers = reader.table("TEACHES").select(diploma="end_id")
    campuses = reader.table("IN_FILIERE").select(id="end_id")
    counts = {
        "diplomas": belongs.join(opened, on="diploma"),
        "offers": belongs.join(offers, on="diploma"),
        "campuses": campuses,
    }
    table = reader.table("Filiere").select("id", "label")
    for name, rows in counts.items():
        table = table.join(rows.group_by("id").agg(pl.len().cast(pl.Int64).alias(name)), on="id", how="left")
    return table.with_columns(pl.col(list(counts)).fill_null(0)).sort("id")


def unmapped_things(reader: Reader) -> pl.DataFrame:
    """Return (id, label, level, offers) of open diplomas and labelled campuses without filière, most offers first."""
    mapped = pl.concat([reader.table(r).select(id="start_id") for r in ("BELONGS_TO", "IN_FILIERE")])
    labelled = reader.table("AWARDED").select(id="start_id")
    campuses = reader.table("Campus").join(labelled, on="id", how="semi")
    diplomas = reader.table("Diploma").filter(pl.col("open"))
    level = pl.lit(None, dtype=pl.Int64)
    things = pl.concat([diplomas.select("id", "label", "level"), campuses.select("id", "label", level=level)])
    offers = reader.table("TEACHES").group_by(id="end_id").agg(offers=pl.len().cast(pl.Int64))
    rest = things.join(mapped, on="id", how="anti").join(offers, on="id", how="left")
    return rest.with_columns(pl.col("offers").fill_null(0)).sort(["offers", "id"], descending=[True, False])
