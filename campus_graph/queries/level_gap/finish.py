"""Level gaps: every level of every filière and place judged, with the nearest offer of what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from campus_graph.graph.nearest import nearest_in_group
from campus_graph.graph.store import Parameters
from campus_graph.queries.campuses import holds, last_counts, typed, wanted

_ORDER = {"gap": 0, "unknown": 1, "covered": 2, "no-need": 3}
_LEVELS, _GOAL = (3, 4, 5, 6, 7, 8), 7
_POINT: dict[str, Any] = {"latitude": pl.Float64(), "longitude": pl.Float64()}
_NUMBERS: dict[str, Any] = dict.fromkeys(("level", "offers", "establishments", "open", "known"), pl.Int64())


def rows(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return one row per filière, place and level: gaps first."""
    taught = _typed(frames["taught"])
    reach = taught.group_by("place", "filiere").agg(lowest=pl.col("level").min(), highest=pl.col("level").max())
    levels = pl.DataFrame({"level": _LEVELS}, schema={"level": pl.Int64})
    found = _places(frames, parameters).join(levels, how="cross")
    found = found.join(taught, on=["place", "filiere", "level"], how="left")
    found = found.join(reach, on=["place", "filiere"], how="left")
    found = found.join(_typed(frames["national"]), on=["filiere", "level"], how="left")
    found = found.with_columns(pl.col("offers", "establishments").fill_null(0), _share().alias("known_share"))
    judged = _judged(found, float(str(parameters["min_known"])))
    joined = judged.join(_nearest(judged, frames), on=["place", "filiere", "level"], how="left")
    order = pl.col("verdict").replace_strict(_ORDER, return_dtype=pl.Int64)
    return joined.sort([order, "filiere", "place", "level"])


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    return typed(frame, **_NUMBERS, **_POINT, anywhere=pl.Boolean(), told=pl.Boolean())


def _places(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return (place, place_label, filiere, filiere_label, latitude, longitude, doubt): territories, or campuses."""
    filieres = typed(frames["filieres"])
    if parameters["scope"] != "campus" and not parameters["campus"]:
        territories = _typed(frames["territories"]).with_columns(doubt=pl.lit(None, dtype=pl.String))
        return territories.join(filieres, how="cross")
    campuses = wanted(frames, parameters).join(_doubts(frames, parameters), on="campus", how="left")
    # Of a campus without any known member nothing is known either.
    unheard = "aucun membre connu" if parameters["described"] == "stated" else "aucune offre connue"
    campuses = campuses.with_columns(
        doubt=pl.when(pl.col("members").is_null()).then(pl.lit(unheard)).otherwise("doubt")
    )
    own = typed(frames["campus_filieres"]).select("campus", "filiere").join(filieres, on="filiere")
    found = campuses.join(own, on="campus").select(
        "filiere", "filiere_label", "doubt", place="campus", place_label="campus_label"
    )
    return found.join(_typed(frames["seats"]), on="place", how="left")


def _doubts(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return (campus, members, doubt): why an empty level of a campus would prove nothing."""
    held = _typed(frames["members"]).filter(holds(str(parameters["as_of"]))).unique(["campus", "member"])
    numbers = held.group_by("campus").agg(
        members=pl.len().cast(pl.Int64), silent=(~pl.col("told")).sum().cast(pl.Int64)
    )
    counts = last_counts(frames["counts"], "membres", parameters).select(campus="subject", stated="value")
    assumed = parameters["described"] == "assumed"
    whole = pl.lit(True) if assumed else (pl.col("stated") == pl.col("members")).fill_null(False)
    doubt = (
        pl.when(~whole)
        .then(pl.format("membres connus : {}, rien ne dit que c’est tout", "members"))
        .when(pl.col("silent") > 0)
        .then(pl.format("membres dont les offres sont inconnues : {}", "silent"))
    )
    return numbers.join(counts, on="campus", how="left").select("campus", "members", doubt=doubt)


def _share() -> pl.Expr:
    return pl.when(pl.col("open") > 0).then((pl.col("known") / pl.col("open")).round(3))


def _judged(found: pl.DataFrame, min_known: float) -> pl.DataFrame:
    """Add verdict and reason."""
    level, campus = pl.col("level"), pl.col("place").str.starts_with("campus/")
    untaught, offered = pl.col("lowest").is_null(), pl.col("offers") > 0
    doubt = pl.col("doubt").is_not_null()
    # Members that nobody describes may teach what is below the lowest level that is known.
    between = ((pl.col("lowest") < level) | doubt) & ((level <= _GOAL) | (level < pl.col("highest")))
    nowhere = ~pl.col("anywhere").fill_null(False)
    rare = pl.col("known_share").fill_null(0) < min_known
    outcome = (
        pl.when(offered)
        .then(pl.lit("offered"))
        .when(untaught & campus)
        .then(pl.lit("unheard"))
        .when(untaught)
        .then(pl.lit("untaught"))
        .when(~between)
        .then(pl.lit("outside"))
        .when(nowhere)
        .then(pl.lit("nowhere"))
        .when(rare)
        .then(pl.lit("rare"))
        .when(doubt)
        .then(pl.lit("doubtful"))
        .otherwise(pl.lit("missing"))
    )
    verdicts = {"offered": "covered", "untaught": "no-need", "outside": "no-need", "missing": "gap"}
    judged = found.with_columns(outcome=outcome).with_columns(
        verdict=pl.col("outcome").replace_strict(verdicts, default="unknown", return_dtype=pl.String)
    )
    return judged.with_columns(reason=_reason())


def _reason() -> pl.Expr:
    said = {
        "offered": "niveau proposé",
        "untaught": "filière non enseignée ici",
        "unheard": "aucune offre de la filière connue chez les membres",
        "nowhere": "les données ne donnent nulle part d’offre de ce niveau",
    }
    beyond = pl.when(pl.col("level") < pl.col("lowest")).then(pl.lit("sous le plus bas niveau proposé")).otherwise(
        pl.lit("au-delà du bac+5 et du plus haut niveau proposé")
    )  # fmt: skip
    missing = pl.format("niveaux {} à {} proposés, celui-ci seulement ailleurs en France", "lowest", "highest")
    percent = (pl.col("known_share").fill_null(0) * 100).round().cast(pl.Int64)
    return (
        pl.when(outcome="rare")
        .then(pl.format("offres connues pour {} % des diplômes de ce niveau seulement", percent))
        .when(outcome="outside")
        .then(beyond)
        .when(outcome="missing")
        .then(missing)
        .when(outcome="doubtful")
        .then("doubt")
        .otherwise(pl.col("outcome").replace_strict(said, default=None, return_dtype=pl.String))
    )


def _nearest(judged: pl.DataFrame, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the offer of the level nearest to each place that lacks it."""
    group = pl.format("{} {}", "filiere", "level").alias("group")
    lacking = judged.filter(pl.col("outcome").is_in(["missing", "doubtful"])).with_row_index("key")
    origins = lacking.select("key", group, "latitude", "longitude")
    wanted_groups = origins.select("group").unique()
    sites = _typed(frames["sites"]).with_columns(group).join(wanted_groups, on="group", how="semi")
    near = nearest_in_group(origins, sites.select("id", "group", "latitude", "longitude"), "group")
    found = lacking.select("key", "place", "filiere", "level").join(near, on="key")
    return found.select("place", "filiere", "level", nearest_establishment="nearest", nearest_km="km")
