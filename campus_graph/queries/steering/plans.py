"""The filières that a region's priorities name, set against the campuses whose label holds."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from campus_graph.graph.store import Parameters
from campus_graph.queries.campuses import awarded, described, typed


def plans(regions: pl.DataFrame, frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return one row per region and filière named; a region without known priorities has one row that says so."""
    named = _named(frames, parameters)
    asked = parameters["filiere"]
    found = regions.join(named.filter(filiere=f"filiere/{asked}") if asked else named, on="subject")
    found = found.join(_campuses(frames, parameters), on=["subject", "filiere"], how="left")
    found = found.join(described(frames, parameters), left_on="subject", right_on="region", how="left")
    silent = regions.join(_any(frames), on="subject", how="anti") if not asked else regions.clear()
    untold = silent.with_columns(verdict=pl.lit("unknown"), reason=pl.lit("aucune priorité régionale connue"))
    parts = [_judged(found, str(parameters["described"])), untold.with_columns(need=pl.lit("plan"))]
    return pl.concat(parts, how="diagonal")


def _any(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    return typed(frames["priorities"]).select(subject="region").unique()


def _named(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return (subject, filiere, filiere_label, priorities, plans)."""
    rows = typed(frames["priorities"], priorities=pl.Int64())
    found = rows.group_by(pl.col("region").alias("subject"), "filiere", "filiere_label").agg(
        priorities=pl.col("priorities").sum(), plans=pl.col("plan").filter(pl.col("plan") != "").unique().sort()
    )
    return found.filter(pl.col("priorities") >= int(str(parameters["min_priorities"])))


def _campuses(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return (subject, filiere, holders, lapsed): the campuses of a filière that touch a region."""
    there = frames["places"].join(awarded(frames, int(str(parameters["as_of"])[:4])), on="campus")
    filed = there.join(frames["campus_filieres"], on="campus").sort("campus")
    return filed.group_by(pl.col("territory").alias("subject"), "filiere").agg(
        holders=pl.col("campus").filter("holds").unique().sort(),
        lapsed=pl.col("campus").filter(~pl.col("holds")).unique().sort(),
    )


def _judged(found: pl.DataFrame, completeness: str) -> pl.DataFrame:
    held, lapsed = (pl.col(name).list.len().fill_null(0) > 0 for name in ("holders", "lapsed"))
    assumed = pl.lit(completeness == "assumed")
    proved = pl.col("counted").fill_null(False) & pl.col("doubt").is_null()
    number = pl.format("priorités de la filière : {}", "priorities")
    why = (
        pl.when(held)
        .then(pl.lit("un campus de la filière touche la région"))
        .when(lapsed)
        .then(pl.format("label échu, à vérifier : {}", pl.col("lapsed").list.join(", ")))
        .when(assumed)
        .then(pl.lit("aucun campus connu de cette filière (description supposée complète)"))
        .when(proved)
        .then(pl.lit("campus de la région tous décrits, aucun de cette filière"))
        .otherwise(pl.col("doubt").fill_null("aucun décompte récent des campus de la région"))
    )
    return found.with_columns(
        need=pl.lit("plan"),
        verdict=pl.when(held)
        .then(pl.lit("covered"))
        .when(~lapsed & (assumed | proved))
        .then(pl.lit("gap"))
        .otherwise(pl.lit("unknown")),
        reason=pl.format("{} ; {}", number, why),
    ).drop("lapsed", "counted", "doubt")
