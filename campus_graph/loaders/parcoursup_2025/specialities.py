"""The specialities of the BUT, which Parcoursup offers and no code names.

The BCN and Onisep know only the parcours, chosen after the first year. An offer of each parcours would claim
too much, so the speciality is a diploma of ours, which SPECIALISES into its parcours.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.reading import Reading
from campus_graph.text import folded, slugged

LEVEL = 6
PATTERN = r"^BUT (.+?) parcours "
TYPE = "bachelor universitaire de technologie (BUT)"


def specialities(reading: Reading) -> pl.DataFrame:
    """Return (id, label, key, parcours) of every BUT parcours that Onisep names."""
    rows = reading.lookup("onisep.formations").select(parcours="id", speciality=pl.col("label").str.extract(PATTERN))
    rows = rows.drop_nulls().with_columns(label=pl.concat_str(pl.lit("BUT "), "speciality"))
    one_name = rows.group_by(key=folded("label")).agg(pl.col("label").min(), pl.col("parcours").unique().sort())
    return one_name.with_columns(id=reading.mint("Diploma", slugged("label"))).sort("id").explode("parcours")


def tables(reading: Reading, known: pl.DataFrame, offered: pl.Series) -> Iterator[Table]:
    """Yield the specialities on offer and the way to their parcours."""
    rows = known.filter(pl.col("id").is_in(offered.implode()))
    nodes = rows.select("id", "label", level=pl.lit(LEVEL), type=pl.lit(TYPE), open=pl.lit(True)).unique().sort("id")
    yield Table("Diploma", nodes)
    yield Table("SPECIALISES", rows.select(start_id="id", end_id="parcours", kind=pl.lit("parcours")))
