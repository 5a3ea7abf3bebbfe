"""What the sources of offers share: rows that state one offer become one edge.

An offer is (establishment, diploma, voie, year). Publishers split it by year of study, section, option or
admission track, so its rows are folded together and their figures added.
"""

from __future__ import annotations

from importlib.resources import files

import polars as pl

from campus_graph.codes import valid_uai
from campus_graph.graph.tables import Table
from campus_graph.loaders.reading import Reading

KEY = ("start_id", "end_id", "voie", "year")
FIGURES = ("capacity", "enrolled", "first_wishes")


def with_uai(reading: Reading, file: str, rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return the rows with a true UAI, and ``start_id``; the others are rejected."""
    reason = "UAI mal formé, ou lettre de contrôle fausse"
    good = reading.require(file, rows, valid_uai(column), column, reason)
    return good.with_columns(start_id=reading.mint("Establishment", column))


def with_diploma(reading: Reading, file: str, rows: pl.DataFrame, mefstat11: str) -> pl.DataFrame:
    """Return the rows whose MEFSTAT11 the BCN knows, and ``end_id``; the others are rejected."""
    mef = reading.lookup("bcn.mef").select("mefstat11", "cfd")
    found = rows.join(mef, left_on=mefstat11, right_on="mefstat11", how="left", maintain_order="left")
    good = reading.require(file, found, pl.col("cfd").is_not_null(), mefstat11, "MEF inconnu de la BCN")
    return good.with_columns(end_id=reading.mint("Diploma", "cfd"))


def reviewed(package: str, name: str) -> pl.DataFrame:
    """Return a small reviewed table that lies beside a loader, as text; empty cells are null."""
    return pl.read_csv(files(package).joinpath(name).read_bytes(), infer_schema=False)


def count(column: str) -> pl.Expr:
    """Return a column of figures as integers; null where it holds no figure."""
    return pl.col(column).cast(pl.Int64, strict=False)


def offers(reading: Reading, file: str, rows: pl.DataFrame) -> Table:
    """Fold rows (``KEY``, ``line``, some of ``FIGURES``) into OFFERS edges.

    A line may state several offers. Lines that give no edge of their own count as merged. A figure is the
    sum of those that are known, null where none is.
    """
    figures = [name for name in FIGURES if name in rows.columns]
    total = [pl.when(pl.col(f).count() > 0).then(pl.col(f).sum()).alias(f) for f in figures]
    edges = rows.group_by(KEY).agg(*total, line=pl.col("line").first()).sort(KEY)
    reading.merge(file, rows.select("line").unique().join(edges, on="line", how="anti"))
    return Table("OFFERS", edges, file)
