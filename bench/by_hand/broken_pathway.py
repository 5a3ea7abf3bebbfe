"""Broken pathways by filière and region, in polars: reachability as repeated joins.

The chain of diplomas that proves a row is left out; the product gives it as well.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from bench.by_hand.distances import nearest_km

KINDS = ("Diploma", "Establishment", "Region", "Filiere", "TEACHES", "CONTINUES_TO", "BELONGS_TO")
KEY = ("filiere", "territory")
_START, _BAC, _GOAL, _DEAD_BELOW, _ORPHAN_FROM = 3, 4, 7, 5, 6
_SITE = ["latitude", "longitude"]
_CELL = ["filiere", "territory"]
_NODE = ["filiere", "territory", "diploma"]
Tables = Mapping[str, pl.DataFrame]


def answer(tables: Tables) -> pl.DataFrame:
    """Return one row per filière and region: key, verdict, cause, levels reached, dead ends, orphan tops, km."""
    diplomas = tables["Diploma"].select("level", "open", diploma="id").drop_nulls("level")
    filed = tables["BELONGS_TO"].select(diploma="start_id", filiere="end_id").join(diplomas, on="diploma")
    opened = filed.filter("open").drop("open")
    continuations = tables["CONTINUES_TO"].select(diploma="start_id", end="end_id").join(
        diplomas.select(end="diploma", end_level="level"), on="end"
    )  # fmt: skip
    taught, anywhere = _taught(tables, diplomas)
    here = taught.join(opened, on="diploma")
    inside = continuations.join(opened.select("filiere", end="diploma"), on="end")
    inside = inside.join(opened.select("filiere", "diploma"), on=["filiere", "diploma"], how="semi")
    reached = _reach(here, inside, _START)
    rows = _cells(filed, taught, tables)
    for name, part in (
        ("reached", _highest(reached)),
        ("from_bac", _highest(_reach(here, inside, _BAC))),
        ("offered", here.group_by(_CELL).agg(pl.lit(True))),
        ("closed_start", taught.join(_closed_starts(filed), on="diploma").group_by(_CELL).agg(pl.lit(True))),
        ("way", _onward(reached, continuations, opened, anywhere)),
        ("told", _told(reached, continuations)),
        ("dead_ends", _dead_ends(here, inside)),
        ("orphan_tops", _orphan_tops(here, inside)),
    ):
        rows = rows.join(part.rename({part.columns[-1]: name}), on=_CELL, how="left")
    startable = opened.filter(pl.col("level") == _START).join(anywhere, on="diploma", how="semi")
    rows = rows.join(startable.group_by("filiere").agg(startable=pl.lit(True)), on="filiere", how="left")
    judged = rows.with_columns(outcome=_outcome(), key=pl.format("{} {}", *_CELL)).with_columns(verdict=_verdict())
    near = nearest_km(*_remedies(judged, tables, reached, inside, startable, anywhere), "key")
    return judged.join(near, on="key", how="left").sort("verdict", "reached", *_CELL)


def _taught(tables: Tables, diplomas: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return (territory, diploma), and the open diplomas offered anywhere."""
    places = tables["Establishment"].select(start_id="id", territory=pl.format("region/{}", "region"))
    pairs = tables["TEACHES"].select("start_id", diploma="end_id").unique().join(places, on="start_id")
    eligible = diplomas.filter("open", pl.col("level") >= _START)
    anywhere = pairs.select("diploma").unique().join(eligible, on="diploma", how="semi")
    return pairs.select("territory", "diploma").drop_nulls().unique(), anywhere


def _cells(filed: pl.DataFrame, taught: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    regions = tables["Region"].select("latitude", "longitude", territory="id")
    regions = regions.join(taught.select("territory").unique(), on="territory", how="semi")
    return filed.select("filiere").unique().join(regions, how="cross")


def _reach(here: pl.DataFrame, inside: pl.DataFrame, level: int) -> pl.DataFrame:
    """Walk from the diplomas of ``level`` through what is offered in each cell."""
    columns = [*_NODE, "level"]
    seen = frontier = here.filter(pl.col("level") == level).select(columns)
    while frontier.height:
        onward = frontier.join(inside, on=["filiere", "diploma"]).select(*_CELL, diploma="end").unique()
        frontier = onward.join(here, on=_NODE).join(seen, on=_NODE, how="anti").select(columns)
        seen = pl.concat([seen, frontier])
    return seen


def _highest(reached: pl.DataFrame) -> pl.DataFrame:
    return reached.group_by(_CELL).agg(pl.col("level").max())


def _ways(reached: pl.DataFrame, continuations: pl.DataFrame) -> pl.DataFrame:
    """Return the published continuations that lead above the highest level reached in each cell."""
    top = reached.join(_highest(reached).rename({"level": "top"}), on=_CELL)
    return top.join(continuations, on="diploma").filter(pl.col("end_level") > pl.col("top"))


def _onward(
    reached: pl.DataFrame, continuations: pl.DataFrame, opened: pl.DataFrame, anywhere: pl.DataFrame
) -> pl.DataFrame:
    """Return per cell what becomes of the published ways on; those of the filière itself count first."""
    ways = _ways(reached, continuations)
    known = ways.join(anywhere.select(end="diploma", known=True), on="end", how="left")
    own = known.join(opened.select("filiere", end="diploma", own=True), on=["filiere", "end"], how="left")
    offered, mine = pl.col("known").fill_null(False), pl.col("own").fill_null(False)
    inside = offered.filter(mine)
    outcome = (
        pl.when(mine.any() & inside.all()).then(pl.lit("farther"))
        .when(mine.any() & inside.any()).then(pl.lit("partly"))
        .when(~mine.any() & offered.any()).then(pl.lit("other-filiere"))
        .otherwise(pl.lit("nowhere"))
    )  # fmt: skip
    return own.group_by(_CELL).agg(outcome.alias("way"))


def _told(reached: pl.DataFrame, continuations: pl.DataFrame) -> pl.DataFrame:
    """Return per cell whether every diploma of the highest level has published continuations."""
    top = reached.join(_highest(reached), on=[*_CELL, "level"], how="semi")
    known = top.join(continuations.select("diploma", told=True).unique(), on="diploma", how="left")
    return known.group_by(_CELL).agg(pl.col("told").fill_null(False).all())


def _closed_starts(filed: pl.DataFrame) -> pl.DataFrame:
    return filed.filter(~pl.col("open"), pl.col("level") == _START).select("filiere", "diploma")


def _pairs(here: pl.DataFrame, inside: pl.DataFrame) -> pl.DataFrame:
    """Return the continuations whose two ends are offered in the same cell."""
    ends = here.select(*_CELL, end="diploma")
    return here.join(inside, on=["filiere", "diploma"]).join(ends, on=[*_CELL, "end"], how="semi")


def _dead_ends(here: pl.DataFrame, inside: pl.DataFrame) -> pl.DataFrame:
    low = here.filter(pl.col("level") < _DEAD_BELOW, pl.col("level") >= _START)
    return low.join(_pairs(here, inside), on=_NODE, how="anti").group_by(_CELL).agg(pl.col("diploma").sort())


def _orphan_tops(here: pl.DataFrame, inside: pl.DataFrame) -> pl.DataFrame:
    prepared = _pairs(here, inside).select(*_CELL, diploma="end")
    high = here.filter(pl.col("level") >= _ORPHAN_FROM)
    return high.join(prepared, on=_NODE, how="anti").group_by(_CELL).agg(pl.col("diploma").sort())


def _outcome() -> pl.Expr:
    started = pl.col("reached").is_not_null()
    return (
        pl.when(pl.col("reached") >= _GOAL).then(pl.lit("complete"))
        .when(~started & pl.col("closed_start").is_not_null()).then(pl.lit("closed-start"))
        .when(~started & pl.col("offered").is_null()).then(pl.lit("untaught"))
        .when(~started & pl.col("startable").is_null()).then(pl.lit("no-start-anywhere"))
        .when(~started).then(pl.lit("no-start"))
        .when(pl.col("way").is_not_null()).then("way")
        .when("told").then(pl.lit("stops"))
        .otherwise(pl.lit("unpublished"))
    )  # fmt: skip


def _verdict() -> pl.Expr:
    gap = ["no-start", "farther", "other-filiere", "stops"]
    return (
        pl.when(outcome="complete").then(pl.lit("covered"))
        .when(outcome="untaught").then(pl.lit("no-need"))
        .when(pl.col("outcome").is_in(gap)).then(pl.lit("gap"))
        .otherwise(pl.lit("unknown"))
    )  # fmt: skip


def _remedies(
    judged: pl.DataFrame,
    tables: Tables,
    reached: pl.DataFrame,
    inside: pl.DataFrame,
    startable: pl.DataFrame,
    anywhere: pl.DataFrame,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the broken cells, and per cell the places that offer what would mend it."""
    broken = judged.filter(pl.col("outcome").is_in(["farther", "partly", "no-start"])).select(
        "key", "outcome", *_CELL, *_SITE
    )
    begin = broken.filter(outcome="no-start").join(startable, on="filiere").select("key", "diploma")
    own = inside.select("filiere", "diploma", "end").join(anywhere.select(end="diploma"), on="end", how="semi")
    levels = tables["Diploma"].select(end="id", end_level="level")
    ways = _ways(reached, own.join(levels, on="end").unique(["diploma", "end"]).drop("filiere"))
    ways = ways.join(own.select("filiere", "end").unique(), on=["filiere", "end"], how="semi")
    go_on = broken.filter(pl.col("outcome") != "no-start").join(ways, on=_CELL).select("key", diploma="end")
    wanted = pl.concat([begin, go_on]).unique()
    places = tables["Establishment"].select(*_SITE, start_id="id").drop_nulls(_SITE)
    offers = tables["TEACHES"].select("start_id", diploma="end_id").unique().join(places, on="start_id")
    return broken, wanted.join(offers, on="diploma").select("key", *_SITE).unique()
