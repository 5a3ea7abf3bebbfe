"""What questions about campuses decide alike: which campuses a filter names, what holds at a date, which count is last.

Dates come as years, months or days. A beginning counts from its first day, an end and a date due until their last.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from campus_graph.graph.store import Parameters

_TERRITORIES = ("region", "academy", "department")
_END_OF_YEAR, _END_OF_MONTH = "-12-31", "-31"


def wanted(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return the campuses that the filters of the question leave, sorted."""
    found = typed(frames["campuses"]).sort("campus")
    for name in _TERRITORIES:
        if parameters.get(name):
            there = frames["places"].filter(territory=f"{name}/{parameters[name]}")
            found = found.join(there, on="campus", how="semi", maintain_order="left")
    if parameters.get("campus"):
        found = found.filter(campus=f"campus/{parameters['campus']}")
    if parameters.get("filiere"):
        mine = frames["campus_filieres"].filter(filiere=f"filiere/{parameters['filiere']}")
        found = found.join(mine, on="campus", how="semi", maintain_order="left")
    return found


def typed(frame: pl.DataFrame, **types: pl.DataType) -> pl.DataFrame:
    """Return the frame with all other columns as text: a server gives no types to columns without a value."""
    return frame.cast({name: types.get(name, pl.String()) for name in frame.columns})


def last_day(name: str) -> pl.Expr:
    """Return the last day of a date of which only the year or the month may be known."""
    column, length = pl.col(name), pl.col(name).str.len_chars()
    return (
        pl.when(length == 4)
        .then(pl.concat_str(column, pl.lit(_END_OF_YEAR)))
        .when(length == 7)
        .then(pl.concat_str(column, pl.lit(_END_OF_MONTH)))
        .otherwise(column)
    )


def holds(as_of: str) -> pl.Expr:
    """Tell whether a fact with ``since`` and ``until`` holds at a date; what has no date holds."""
    return (pl.col("since").fill_null("") <= as_of) & (last_day("until").fill_null("9999") >= as_of)


def last_counts(counts: pl.DataFrame, measure: str, parameters: Parameters) -> pl.DataFrame:
    """Return (subject, period, value): the last count of each subject that is not too old at the date."""
    year = int(str(parameters["as_of"])[:4])
    recent = _counts(counts, measure).filter(
        pl.col("year").is_between(year - int(str(parameters["max_count_age"])), year)
    )
    last = recent.sort("subject", "period", "value").group_by("subject", maintain_order=True).last()
    return last.select("subject", "period", "value")


def _counts(counts: pl.DataFrame, measure: str) -> pl.DataFrame:
    return typed(counts, year=pl.Int64(), value=pl.Float64()).filter(measure=measure)


def awarded(frames: Mapping[str, pl.DataFrame], year: int) -> pl.DataFrame:
    """Return (campus, holds) for campuses with a label awarded by that year; an unknown expiry has not passed."""
    awards = typed(frames["awards"], issued_year=pl.Int64(), duration_years=pl.Int64(), expiry_year=pl.Int64())
    known = awards.filter(pl.col("issued_year").fill_null(year) <= year)
    return known.group_by("campus").agg(holds=(pl.col("expiry_year").fill_null(year) >= year).any()).sort("campus")


def known_campuses(frames: Mapping[str, pl.DataFrame], year: int) -> pl.DataFrame:
    """Return (territory, known, unfiled): the campuses labelled by that year which touch each territory.

    One that is perhaps described twice counts once; ``unfiled`` are those of which no filière is known.
    """
    known = frames["places"].join(awarded(frames, year), on="campus").join(typed(frames["campuses"]), on="campus")
    filed = frames["campus_filieres"].select("campus", filed=pl.lit(True)).unique()
    return known.join(filed, on="campus", how="left").group_by("territory").agg(
        known=pl.col("same_as").n_unique().cast(pl.Int64), unfiled=pl.col("filed").is_null().sum().cast(pl.Int64)
    )  # fmt: skip


def counted(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return (subject, period, value, stated, known, unfiled) per territory of which a count of campuses tells.

    ``value`` is the last published count, ``stated`` the same with the labels awarded since.
    """
    year = int(str(parameters["as_of"])[:4])
    counts = last_counts(frames["counts"], "campus labellisés", parameters)
    later = _counts(frames["counts"], "campus nouvellement labellisés").filter(pl.col("year") <= year)
    since = counts.join(later, on="subject", suffix="_later").filter(pl.col("period_later") > pl.col("period"))
    added = since.group_by("subject").agg(added=pl.col("value_later").sum())
    joined = counts.join(added, on="subject", how="left").join(
        known_campuses(frames, year), left_on="subject", right_on="territory", how="left"
    )
    stated = pl.col("value") + pl.col("added").fill_null(0)
    return joined.select("subject", "period", "value", pl.col("known", "unfiled").fill_null(0), stated=stated)


def described(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return (region, doubt) for regions whose labelled campuses are not known to be all described, and why.

    A region that no count tells of is not in it.
    """
    found = counted(frames, parameters)
    stated, number = pl.col("stated"), pl.col("known")
    missing = (stated - number).clip(0).cast(pl.Int64) + pl.col("unfiled")
    doubt = (
        pl.when(stated < number)
        .then(pl.lit("le dernier décompte de la région est inférieur au nombre de campus connus"))
        .when(missing > 0)
        .then(pl.format("{} campus de la région non décrits ou sans filière connue", missing))
    )
    return found.select(region="subject", doubt=doubt, counted=pl.lit(True))
