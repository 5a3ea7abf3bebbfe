"""Label calendar: each label judged by its dates, with its late, coming and undescribed steps.

Only years of award and expiry are known: a label holds until its year of expiry ends, and nears it when that begins.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from campus_graph.graph.store import Parameters
from campus_graph.queries.campuses import holds, last_day, typed, wanted

_ORDER = {"overdue": 0, "to-check": 1, "due": 2, "unknown": 3, "holds": 4, "renewed": 5}
_STEPS = {
    "caen": "avis du CAEN",
    "crefop": "avis du Crefop",
    "expert-group": "avis du groupe d’experts",
    "cnee": "avis du CNEE",
    "decision": "décision",
    "interim-report": "rapport d’étape",
    "renewal": "renouvellement",
}
_REFUSED = r"(?i)refus|défavorable|rejet|retrait|non renouvel"
_YEARS: dict[str, pl.DataType] = dict.fromkeys(("issued_year", "duration_years", "expiry_year"), pl.Int64())


def rows(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return one row per label: late ones first, then by expiry."""
    year = int(str(parameters["as_of"])[:4])
    awards = _renewed_by(_awards(frames, parameters, year))
    found = awards.join(wanted(frames, parameters).select("campus", "campus_label"), on="campus")
    for part in (_steps(frames, parameters), _directors(frames, parameters), _higher(frames, parameters)):
        found = found.join(part, on=part.columns[0], how="left")
    judged = (
        found.with_columns(_filled()).with_columns(verdict=_verdict(parameters, year)).with_columns(reason=_reason())
    )
    order = pl.col("verdict").replace_strict(_ORDER, return_dtype=pl.Int64)
    return judged.sort([order, "latest_expiry", "campus", "award"], nulls_last=True)


def _awards(frames: Mapping[str, pl.DataFrame], parameters: Parameters, year: int) -> pl.DataFrame:
    awards = typed(frames["awards"], **_YEARS).filter(pl.col("issued_year").fill_null(year) <= year)
    longest = pl.col("issued_year") + int(str(parameters["max_duration"]))
    length = pl.coalesce(pl.col("expiry_year") - pl.col("issued_year"), "duration_years")
    return awards.with_columns(
        latest_expiry=pl.coalesce("expiry_year", longest), mid_year=pl.col("issued_year") + (length + 1) // 2
    )


def _renewed_by(awards: pl.DataFrame) -> pl.DataFrame:
    """Add the year of the first later label of the same campus."""
    start = pl.coalesce("issued_year", pl.col("expiry_year") - 1)
    others = awards.select("campus", later="issued_year").drop_nulls()
    pairs = (
        awards.select("campus", "award", start=start)
        .join(others, on="campus")
        .filter(pl.col("later") > pl.col("start"))
    )
    return awards.join(pairs.group_by("award").agg(renewed_in=pl.col("later").min()), on="award", how="left")


def _steps(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return, per label, its late and coming steps, those not described, and how a renewal ended."""
    as_of = str(parameters["as_of"])
    done = (pl.col("done") <= as_of).fill_null(False)
    late = ~done & (last_day("due") < as_of).fill_null(False)
    coming = ~done & ~late & pl.col("due").is_not_null()
    near = coming & (pl.col("due") <= _horizon(parameters))
    renewal = done & (pl.col("kind") == "renewal")
    refused = pl.col("outcome").fill_null("").str.contains(_REFUSED)
    name = pl.format("{} ({})", pl.col("kind").replace_strict(_STEPS, return_dtype=pl.String), "due")
    steps = typed(frames["steps"]).sort("award", "due", "step", nulls_last=True)
    return steps.group_by("award", maintain_order=True).agg(
        late_steps=name.filter(late),
        next_steps=name.filter(coming),
        near_steps=near.sum(),
        kinds=pl.col("kind"),
        renewal_done=pl.col("done").filter(renewal & ~refused).max(),
        renewal_refused=pl.col("outcome").filter(renewal & refused).last(),
    )


def _horizon(parameters: Parameters) -> str:
    """Return the last day of the horizon; a day that its month lacks does no harm, since text is compared."""
    as_of, months = str(parameters["as_of"]), int(str(parameters["horizon"]))
    year, month = divmod(int(as_of[:4]) * 12 + int(as_of[5:7]) - 1 + months, 12)
    return f"{min(max(year, 0), 9999):04}-{month + 1:02}-{as_of[8:]}"


def _directors(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    known = typed(frames["directors"]).filter(holds(str(parameters["as_of"])))
    vacant = pl.col("status").fill_null("") == "vacant"
    said = pl.when(vacant).then(pl.lit("vacante")).otherwise(pl.lit("en place"))
    return known.select("campus", director=said).unique("campus", keep="first", maintain_order=True)


def _higher(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    held = typed(frames["higher"]).filter(holds(str(parameters["as_of"])))
    return held.group_by("campus").agg(higher_members=pl.col("member").n_unique().cast(pl.Int64))


def _filled() -> list[pl.Expr]:
    nothing = pl.lit([], dtype=pl.List(pl.String))
    known = pl.col("kinds").fill_null(nothing)
    absent = [pl.when(~known.list.contains(k)).then(pl.lit(name)) for k, name in _STEPS.items() if k != "renewal"]
    return [
        pl.col("late_steps").fill_null(nothing),
        pl.col("next_steps").fill_null(nothing),
        pl.col("near_steps").fill_null(0),
        pl.col("director").fill_null("inconnue"),
        pl.col("higher_members").fill_null(0),
        pl.concat_list(absent).list.drop_nulls().alias("undescribed_steps"),
        known.list.contains("interim-report").alias("reported"),
    ]


def _verdict(parameters: Parameters, year: int) -> pl.Expr:
    # With all steps supposed to be described, an interim report that is not there was not made.
    unreported = ~pl.col("reported") & (pl.col("mid_year") < year) & pl.lit(parameters["described"] == "assumed")
    horizon = int(_horizon(parameters)[:4])
    return (
        pl.when(pl.col("renewed_in").is_not_null() | pl.col("renewal_done").is_not_null())
        .then(pl.lit("renewed"))
        .when((pl.col("late_steps").list.len() > 0) | unreported)
        .then(pl.lit("overdue"))
        .when(pl.col("latest_expiry") < year)
        .then(pl.lit("to-check"))
        .when((pl.col("expiry_year") <= horizon) | (pl.col("near_steps") > 0))
        .then(pl.lit("due"))
        .when(pl.col("expiry_year").is_null())
        .then(pl.lit("unknown"))
        .otherwise(pl.lit("holds"))
    )


def _reason() -> pl.Expr:
    dated, lapses = pl.col("issued_year").is_not_null(), pl.col("expiry_year").is_not_null()
    lapsed = pl.when(lapses).then(pl.format("échu fin {}", "expiry_year")).otherwise(
        pl.format("attribué en {}, échu au plus tard fin {}", "issued_year", "latest_expiry")
    )  # fmt: skip
    refused = pl.format("{} ; renouvellement non accordé ({})", lapsed, "renewal_refused")
    return (
        pl.when(pl.col("renewed_in").is_not_null())
        .then(pl.format("un label plus récent du campus est connu ({})", "renewed_in"))
        .when(pl.col("renewal_done").is_not_null())
        .then(pl.format("renouvellement instruit ({})", "renewal_done"))
        .when((pl.col("verdict") == "overdue") & (pl.col("late_steps").list.len() > 0))
        .then(pl.format("prévu et non fait : {}", pl.col("late_steps").list.join(", ")))
        .when(verdict="overdue")
        .then(
            pl.format("mi-parcours passée en {} sans rapport d’étape connu (description supposée complète)", "mid_year")
        )
        .when((pl.col("verdict") == "to-check") & pl.col("renewal_refused").is_not_null())
        .then(refused)
        .when(verdict="to-check")
        .then(pl.format("{}, aucun renouvellement connu", lapsed))
        .when((pl.col("verdict") == "due") & (pl.col("near_steps") > 0))
        .then(pl.format("étape à venir : {}", pl.col("next_steps").list.first()))
        .when(verdict="due")
        .then(pl.format("échéance en {}", "expiry_year"))
        .when((pl.col("verdict") == "unknown") & dated)
        .then(pl.format("attribué en {}, durée inconnue ; échu au plus tard fin {}", "issued_year", "latest_expiry"))
        .when(verdict="unknown")
        .then(pl.lit("ni date d’attribution ni échéance connues"))
        .otherwise(pl.format("vaut jusqu’à fin {}", "expiry_year"))
    )
