"""Missing continuations, level 4 → 5 within the department, in polars."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from bench.by_hand.distances import nearest_km

KINDS = ("Diploma", "Establishment", "TEACHES", "CONTINUES_TO")
KEY = ("establishment", "diploma", "voie")
_LEVEL, _TO_LEVEL = 4, 5
_SITE = ("latitude", "longitude")


def answer(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return one row per offer: the key, year, continuations at hand, verdict, and km where there is a gap."""
    diplomas = tables["Diploma"].select("id", "level", "open", diploma_label="label")
    sites = tables["Establishment"].select("id", "department", *_SITE, establishment_label="label")
    start = diplomas.filter(pl.col("level") == _LEVEL)
    goal = diplomas.filter(pl.col("level") >= _TO_LEVEL).select("id")
    published = tables["CONTINUES_TO"].select(diploma="start_id", continuation="end_id")
    published = published.join(start, left_on="diploma", right_on="id", how="semi")
    ways = published.join(goal, left_on="continuation", right_on="id", how="semi")
    reachable = ways.select("continuation").unique()
    taught = tables["TEACHES"].select("start_id", "end_id", "voie", "year")
    onward = taught.select("start_id", continuation="end_id").unique().join(reachable, on="continuation", how="semi")
    onward = onward.join(sites, left_on="start_id", right_on="id")
    rows = (
        taught.join(start, left_on="end_id", right_on="id")
        .group_by("start_id", "end_id", "voie").agg(pl.col("year").max())
        .rename({"start_id": "establishment", "end_id": "diploma"})
        .join(sites, left_on="establishment", right_on="id")
        .join(start, left_on="diploma", right_on="id")
        .join(published.select("diploma", published=True).unique(), on="diploma", how="left")
        .join(_offered(ways, onward), on="diploma", how="left")
        .join(_at_hand(ways, onward), on=["diploma", "department"], how="left")
        .with_columns(verdict=_verdict(), key=pl.format("{} {}", "establishment", "diploma"))
    )  # fmt: skip
    gaps = rows.filter(pl.col("continuation").is_null() & pl.col("offered") & ~_unclear()).unique("key")
    wanted = ways.join(gaps.select("diploma").unique(), on="diploma", how="semi")
    targets = wanted.join(onward, on="continuation").select("diploma", *_SITE).unique()
    near = nearest_km(gaps.select("key", "diploma", *_SITE), targets, "diploma")
    return rows.join(near, on="key", how="left").sort("verdict", "km", "department", "establishment", "diploma", "voie")


def _offered(ways: pl.DataFrame, onward: pl.DataFrame) -> pl.DataFrame:
    """Return, for each diploma with a way on, whether any and all of its continuations are offered anywhere."""
    known = onward.select("continuation", offered=True).unique()
    joined = ways.join(known, on="continuation", how="left")
    offered = pl.col("offered").fill_null(False)
    return joined.group_by("diploma").agg(offered.any(), all_offered=offered.all())


def _at_hand(ways: pl.DataFrame, onward: pl.DataFrame) -> pl.DataFrame:
    local = onward.select("department", "continuation").drop_nulls().unique()
    return ways.join(local, on="continuation").group_by("diploma", "department").agg(pl.col("continuation").sort())


def _unclear() -> pl.Expr:
    return ~pl.col("open") | pl.col("department").is_null() | pl.col("published").is_null()


def _verdict() -> pl.Expr:
    return (
        pl.when(_unclear()).then(pl.lit("unknown"))
        .when(pl.col("continuation").is_not_null()).then(pl.lit("covered"))
        .when(~pl.col("all_offered")).then(pl.lit("unknown"))
        .otherwise(pl.lit("gap"))
    )  # fmt: skip
