"""Finds the diploma behind an Onisep identifier of an older year.

Onisep renumbers its records from year to year and keeps their names.
"""

from __future__ import annotations

import polars as pl

from campus_graph.text import folded


def with_diploma(
    rows: pl.DataFrame, formations: pl.DataFrame, identifier: str, label: pl.Expr, to: str
) -> pl.DataFrame:
    """Return ``rows`` with the diploma id in column ``to``: by identifier, else by a label that is unique, else null.

    ``formations`` is the lookup ``onisep.formations``.
    """
    by_id = formations.select("onisep_id", by_id="id")
    by_label = formations.select(key=folded("label"), by_label="id").unique("key", keep="none")
    found = (
        rows.with_columns(key=folded(label))
        .join(by_id, left_on=identifier, right_on="onisep_id", how="left", maintain_order="left")
        .join(by_label, on="key", how="left", maintain_order="left")
    )
    return found.with_columns(pl.coalesce("by_id", "by_label").alias(to)).drop("key", "by_id", "by_label")
