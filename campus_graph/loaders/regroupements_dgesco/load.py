"""The 14 groups into which the ministry's school office sorts vocational training.

They are given per MEF (a year of study of a diploma), so several rows fold into one diploma.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.reading import Reading


def load(reading: Reading) -> Iterator[Table]:
    """Yield the groups of each diploma."""
    mef = reading.lookup("bcn.mef")
    rows = reading.rows("groups").join(mef, left_on="MEF_STAT_11", right_on="mefstat11", how="left")
    rows = reading.require("groups", rows, pl.col("cfd").is_not_null(), "MEF_STAT_11", "MEF inconnu de la BCN")
    named = reading.require("groups", rows, pl.col("REGROUPEMENT A2-2").is_not_null(), "REGROUPEMENT A2-2", "sans nom")
    groups = named.group_by("cfd").agg(dgesco_groups=pl.col("REGROUPEMENT A2-2").unique().sort())
    one = reading.distinct("groups", named.sort("cfd", maintain_order=True), ["cfd"]).join(groups, on="cfd")
    yield Table("Diploma", one.select("line", "cfd", "dgesco_groups", id=reading.mint("Diploma", "cfd")), "groups")
