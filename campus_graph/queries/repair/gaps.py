"""The missing continuations that a new offer may close, by the definition of ``missing-continuation``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Continuations:
    """What the question says: ``gaps`` has establishment, diploma, voie, presumed, place, territory, finding (its name)
    and ``counted``: whether the plan should close it.
    """

    gaps: pl.DataFrame
    ways: pl.DataFrame
    taught: pl.DataFrame
    stuck: frozenset[str]

    @classmethod
    def of(cls, frames: Mapping[str, pl.DataFrame], up_to_level: int, presumed: bool) -> Continuations:
        """Judge every starting offer."""
        teaching, leads = frames["teaching"], frames["continuations"]
        ways = leads.filter(pl.col("end_level") >= up_to_level).select(diploma="start_id", continuation="end_id")
        taught = teaching.filter(pl.col("place").is_not_null()).select("place", continuation="diploma").unique()
        published = leads.select(diploma="start_id").unique()
        recorded = teaching.select(continuation="diploma").unique()
        doubtful = ways.join(recorded, on="continuation", how="anti").select("diploma").unique()
        judged = published.join(doubtful, on="diploma", how="anti")
        places = teaching.filter(pl.col("mine") & pl.col("place").is_not_null())
        places = places.select("establishment", "place", "territory").unique()
        reached = ways.join(taught, on="continuation").select("place", "diploma").unique()
        starts = frames["starts"].join(places, on="establishment").join(judged, on="diploma", how="semi")
        gaps = starts.join(reached, on=["place", "diploma"], how="anti")
        name = pl.format("missing-continuation~{}~{}~{}", "establishment", "diploma", "voie")
        counted = pl.lit(True) if presumed else ~pl.col("presumed")
        return cls(gaps.with_columns(finding=name, counted=counted), ways, taught, frozenset(judged["diploma"]))

    def closable(self) -> pl.DataFrame:
        """Return the gaps with each continuation that would close them where they are."""
        return self.gaps.join(self.ways, on="diploma")

    def opened_by(self, offers: pl.DataFrame) -> pl.DataFrame:
        """Return those of ``offers`` (establishment, diploma, place) of the starting level that would be gaps too."""
        reached = self.ways.join(self.taught, on="continuation").select("place", "diploma")
        known = offers.filter(pl.col("place").is_not_null() & pl.col("diploma").is_in(self.stuck))
        return known.join(reached, on=["place", "diploma"], how="anti")
