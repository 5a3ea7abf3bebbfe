"""The first years that Parcoursup offers and no code names: specialities of the BUT, and the licence STAPS.

The BCN and Onisep know only what is chosen after the first year (parcours, mentions). An offer of each would
claim too much, so the common year is a diploma of ours, which SPECIALISES into what they know.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.reading import Reading
from campus_graph.text import folded, slugged

_BUT = r"^(BUT .+?) parcours "
_STAPS = r"^(licence mention sciences et techniques des activités physiques et sportives) "


def specialities(reading: Reading) -> pl.DataFrame:
    """Return (id, label, key, parcours, level, type): one row per parcours or mention of a common year."""
    name = pl.coalesce(pl.col("label").str.extract(_BUT), pl.col("label").str.extract(_STAPS))
    rows = reading.lookup("onisep.formations").select(parcours="id", label=name).drop_nulls()
    rows = rows.with_columns(key=folded(pl.col("label").str.replace(" mention ", " ", literal=True)))
    rows = rows.with_columns(pl.col("label").min().over("key")).unique().sort("key", "parcours")
    known = reading.lookup("bcn.diplomas").select("id", "level", "type")
    rows = rows.join(known, left_on="parcours", right_on="id", how="left", maintain_order="left")
    same = pl.col("level", "type").min().over("key")
    return rows.with_columns(same, id=reading.mint("Diploma", slugged("key")))


def tables(reading: Reading, known: pl.DataFrame, offered: pl.Series) -> Iterator[Table]:
    """Yield the common years on offer and the way to their parcours."""
    rows = known.filter(pl.col("id").is_in(offered.implode()))
    yield Table("Diploma", rows.select("id", "label", "level", "type", open=pl.lit(True)).unique().sort("id"))
    yield Table("SPECIALISES", rows.select(start_id="id", end_id="parcours", kind=pl.lit("parcours")))
