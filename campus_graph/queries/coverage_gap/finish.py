"""Coverage: the nearest campus of the filière, the severity, and the reason in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from campus_graph.graph.nearest import nearest_in_group
from campus_graph.graph.store import Parameters

_HALF_REMOTE_KM = 100
_GAP = {
    "stated": "filière enseignée, campus de la région tous décrits, aucun de cette filière",
    "assumed": "filière enseignée, aucun campus connu de cette filière (description supposée complète)",
}
_ORDER = {"gap": 0, "unknown": 1, "covered-on-paper": 2, "covered": 3, "no-need": 4}


_TYPES: dict[Any, Any] = {
    **dict.fromkeys(("offers", "national_offers", "uncounted", "outdated", "undescribed"), pl.Int64()),
    **dict.fromkeys(("on_site", "on_paper", "lapsed"), pl.List(pl.String())),
}


def rows(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return one row per filière and territory, the gravest first."""
    # A server gives no types to the columns of a result without rows.
    found = frames["rows"].cast(_TYPES).with_columns(key=pl.format("{} {}", "filiere", "territory"))
    near = nearest_in_group(found.select("key", "filiere", "latitude", "longitude"), frames["seats"], "filiere")
    joined = found.join(near, on="key", how="left").with_columns(
        campuses=pl.concat_list("on_site", "on_paper"),
        nearest_campus="nearest",
        nearest_km="km",
        severity=_severity(),
        reason=_reason(parameters),
    )
    order = pl.col("verdict").replace_strict(_ORDER, return_dtype=pl.Int64)
    return joined.sort(
        [order, "severity", "filiere", "territory"], descending=[False, True, False, False], nulls_last=True
    )


def _severity() -> pl.Expr:
    """Return national share × remoteness for what is not covered; a filière without any campus is remote."""
    share = pl.col("offers") / pl.col("national_offers")
    remote = (pl.col("km") / (pl.col("km") + _HALF_REMOTE_KM)).fill_null(1.0)
    return pl.when(pl.col("verdict").is_in(["gap", "unknown"])).then((share * remote).round(4).fill_nan(None))


def _reason(parameters: Parameters) -> pl.Expr:
    undescribed = pl.format("{} campus de la région non décrits ou sans filière connue", "undescribed")
    return (
        pl.when(verdict="covered")
        .then(pl.lit("campus de la filière avec un site dans le territoire"))
        .when(verdict="covered-on-paper")
        .then(pl.lit("zone déclarée, aucun site connu dans le territoire"))
        .when(verdict="no-need")
        .then(pl.lit("filière peu ou pas enseignée dans le territoire"))
        .when(verdict="gap")
        .then(pl.lit(_GAP[str(parameters["described"])]))
        .when(pl.col("lapsed").list.len() > 0)
        .then(pl.format("label échu, à vérifier : {}", pl.col("lapsed").list.join(", ")))
        .when(pl.col("uncounted") > 0)
        .then(pl.lit("aucun décompte récent des campus de la région"))
        .when(pl.col("outdated") > 0)
        .then(pl.lit("le dernier décompte de la région est inférieur au nombre de campus connus"))
        .otherwise(undescribed)
    )
