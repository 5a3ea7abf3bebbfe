"""Isolated territories: who is within reach of what, the verdict, and the reason in words.

Thousands of communes share the point of their intercommunality: everything is computed once per point.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from campus_graph.errors import BadParameter
from campus_graph.graph.nearest import nearest_in_group
from campus_graph.graph.store import Parameters
from campus_graph.queries.isolated_territories.reach import POINT, around, beyond, floating_catchment

_ORDER = {"gap": 0, "unknown": 1, "covered": 2}
_WIDEST_KM = 200  # beyond, nothing is isolated, and the pairs would no longer be few
_SUMS = ("offers", "seats", "uncounted")
_REASONS = {
    "inside": "une offre dans le territoire même",
    "near": "une offre à portée",
    "unpointed": "territoire sans point connu",
    "unrecorded": "les données ne donnent aucune offre de la filière à ce niveau",
    "unlocated": "aucune offre située à portée, mais des établissements non situés pourraient l’être",
    "far": "aucune offre à portée",
}
_VERDICTS = {"inside": "covered", "near": "covered", "far": "gap"}
# A server gives no types to the columns of a result without rows, nor to those that are empty throughout.
_TYPES: dict[str, dict[str, Any]] = {
    "territories": {
        **dict.fromkeys(("territory", "territory_label", "zoning", "position", "place"), pl.String),
        **dict.fromkeys(POINT, pl.Float64),
        "population": pl.Int64,
    },
    "people": {
        **dict.fromkeys(("employment_zone", "department"), pl.String),
        **dict.fromkeys(POINT, pl.Float64),
        "population": pl.Int64,
    },
    "offers": {
        **dict.fromkeys(("filiere", "id", "department", "place"), pl.String),
        **dict.fromkeys(POINT, pl.Float64),
        **dict.fromkeys(_SUMS, pl.Int64),
        "presumed": pl.Boolean,
    },
}


def rows(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return one row per filière and territory: the isolated ones first, the farthest first."""
    km = _reach(parameters)
    territories, people, offers = (frames[n].cast(t).sort(list(t)) for n, t in _TYPES.items())  # type: ignore[arg-type]
    filieres = frames["filieres"].sort("filiere")
    spots = territories.select(POINT).drop_nulls().unique(maintain_order=True)
    found = filieres.join(territories, how="cross")
    found = found.join(_nearest(filieres, spots, offers), on=["filiere", *POINT], how="left")
    found = found.join(_sums(territories, spots, offers, km), on=["filiere", "territory"], how="left")
    found = found.join(offers.group_by("filiere").agg(recorded=pl.len()), on="filiere", how="left")
    found = _accessible(found, people, offers, km, zones=parameters["scope"] == "employment-zone")
    found = found.with_columns(pl.col(_SUMS).fill_null(0), why=_why(km))
    found = found.join(_doubts(found, people, offers, km), on=["filiere", "territory"], how="left")
    found = found.with_columns(
        why=pl.when(pl.col("unlocated").is_not_null()).then(pl.lit("unlocated")).otherwise("why")
    )
    return _said(found)


def _reach(parameters: Parameters) -> float:
    km = float(str(parameters["within_km"]))
    if not 0 <= km <= _WIDEST_KM:
        raise BadParameter(f"« {km:g} » : within_km se donne en kilomètres, de 0 à {_WIDEST_KM}.")
    return km


def _nearest(filieres: pl.DataFrame, spots: pl.DataFrame, offers: pl.DataFrame) -> pl.DataFrame:
    """Return (filiere, latitude, longitude, nearest establishment, km, presumed)."""
    origins = filieres.select("filiere").join(spots, how="cross").with_row_index("key")
    near = nearest_in_group(origins, offers, "filiere")
    named = near.rename({"nearest": "nearest_establishment", "km": "nearest_km"}).join(origins, on="key")
    presumed = offers.select("filiere", "presumed", nearest_establishment="id")
    return named.join(presumed, on=["filiere", "nearest_establishment"]).drop("key")


def _sums(territories: pl.DataFrame, spots: pl.DataFrame, offers: pl.DataFrame, km: float) -> pl.DataFrame:
    """Return, per filière and territory, what is offered within reach of its point or inside it."""
    near = around(spots, offers.drop_nulls(POINT), _SUMS, km)
    by_spot = territories.select("territory", *POINT).join(near, on=POINT).drop(POINT)
    inside = territories.select("territory", "place", *POINT).join(offers, on="place", suffix="_of")
    farther = inside.filter(beyond(inside, km)).select(by_spot.columns)
    known = inside.select("filiere", "territory").unique().with_columns(inside=pl.lit(True))
    total = pl.concat([by_spot, farther]).group_by("filiere", "territory").agg(pl.col(_SUMS).sum())
    return total.join(known, on=["filiere", "territory"], how="left")


def _accessible(
    found: pl.DataFrame, people: pl.DataFrame, offers: pl.DataFrame, km: float, zones: bool
) -> pl.DataFrame:
    """Add the accessibility: that of the point of a commune, or the mean of the communes of a zone."""
    supply = offers.drop_nulls(POINT).select("filiere", *POINT, supply=pl.col("seats") + pl.col("uncounted"))
    here = people.drop_nulls(POINT)
    access = floating_catchment(here, supply, km)
    rate = (pl.col("access") * 10_000).round(2)
    if not zones:
        return found.join(access, on=["filiere", *POINT], how="left").with_columns(accessibility=rate)
    weighted = here.join(access, on=POINT).filter(pl.col("population") > 0)
    mean = weighted.group_by("filiere", place="employment_zone").agg(
        access=(pl.col("access") * pl.col("population")).sum() / pl.col("population").sum()
    )
    return found.join(mean, on=["filiere", "place"], how="left").with_columns(accessibility=rate)


def _why(km: float) -> pl.Expr:
    return (
        pl.when("inside")
        .then(pl.lit("inside"))
        .when(pl.col("recorded").is_null())
        .then(pl.lit("unrecorded"))
        .when(pl.col("latitude").is_null() | pl.col("longitude").is_null())
        .then(pl.lit("unpointed"))
        .when(pl.col("nearest_km") <= km)
        .then(pl.lit("near"))
        .otherwise(pl.lit("far"))
    )


def _doubts(found: pl.DataFrame, people: pl.DataFrame, offers: pl.DataFrame, km: float) -> pl.DataFrame:
    """Return (filiere, territory, unlocated): the establishments without a point that may be within reach."""
    far = found.filter(why="far").select("filiere", "territory", "place", *POINT)
    hidden = offers.filter(pl.col("latitude").is_null()).select("filiere", "department", unlocated="id")
    spots, homes = far.select(POINT).unique(), people.drop_nulls([*POINT, "department"])
    ones = homes.select(*POINT, filiere="department", offers=pl.lit(1)).unique()
    near = far.join(around(spots, ones, ["offers"], km).filter(pl.col("offers") > 0), on=POINT, suffix="_near")
    touched = people.select(place="employment_zone", own="department").drop_nulls().unique()
    places = [
        near.select("filiere", "territory", department="filiere_near"),
        far.join(touched, on="place").select("filiere", "territory", department="own"),
    ]
    pairs = pl.concat(places).unique().join(hidden, on=["filiere", "department"])
    return pairs.group_by("filiere", "territory").agg(pl.col("unlocated").unique().sort())


def _said(found: pl.DataFrame) -> pl.DataFrame:
    said = found.with_columns(
        verdict=pl.col("why").replace_strict(_VERDICTS, default="unknown", return_dtype=pl.String),
        reason=pl.col("why").replace_strict(_REASONS, return_dtype=pl.String),
        unlocated=pl.col("unlocated").fill_null([]),
    )
    order = pl.col("verdict").replace_strict(_ORDER, return_dtype=pl.Int64)
    keys = [order, "nearest_km", "population", "filiere", "territory"]
    return said.sort(keys, descending=[False, True, True, False, False], nulls_last=True)
