"""Coverage gaps by filière and region, in polars."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from bench.by_hand.distances import nearest_km

KINDS = (
    "Establishment", "Commune", "Region", "Filiere", "Campus", "Label", "Indicator", "TEACHES", "BELONGS_TO", "AWARDED",
    "COVERS", "HAS_MEMBER", "SUPPORTED_BY", "LOCATED_IN", "IN_FILIERE",
)  # fmt: skip
KEY = ("filiere", "territory")
_MIN_OFFERS, _MAX_COUNT_AGE = 5, 5
_FAR = 100
_COUNT, _LATER = "campus labellisés", "campus nouvellement labellisés"
Tables = Mapping[str, pl.DataFrame]


def answer(tables: Tables, year: int) -> pl.DataFrame:
    """Return one row per filière and region: the key, verdict, figures, campuses, km and severity."""
    place = tables["Establishment"].select("id", "academy", "department", territory="region").drop_nulls("territory")
    held = _held(tables, year)
    over = _zones(tables, place)
    taught = _taught(tables, place)
    national = taught.group_by("filiere").agg(national=pl.col("offers").sum())
    territories = place.select("territory").unique().join(
        tables["Region"].select("latitude", "longitude", territory="code"), on="territory"
    )  # fmt: skip
    rows = (
        tables["Filiere"].select(filiere="id").join(territories, how="cross")
        .join(taught, on=["filiere", "territory"], how="left")
        .join(national, on="filiere", how="left")
        .join(_present(tables, place, held, over), on=["filiere", "territory"], how="left")
        .join(_complete(tables, held, over, territories, year), on="territory", how="left")
        .with_columns(pl.col("offers").fill_null(0), key=pl.format("{} {}", "filiere", "territory"))
        .with_columns(verdict=_verdict())
    )  # fmt: skip
    near = nearest_km(rows.select("key", "filiere", "latitude", "longitude"), _seats(tables, held), "filiere")
    share = pl.col("offers") / pl.col("national")
    severity = (share * (pl.col("km") / (pl.col("km") + _FAR)).fill_null(1.0)).round(4)
    return (
        rows.join(near, on="key", how="left")
        .with_columns(severity=severity, territory=pl.format("region/{}", "territory"))
        .sort("verdict", "severity", "filiere", "territory")
    )


def _taught(tables: Tables, place: pl.DataFrame) -> pl.DataFrame:
    offers = tables["TEACHES"].select("start_id", "end_id", "voie").unique()
    filed = offers.join(tables["BELONGS_TO"].select(end_id="start_id", filiere="end_id"), on="end_id")
    located = filed.join(place.select("territory", start_id="id"), on="start_id")
    return located.group_by("filiere", "territory").agg(offers=pl.len(), establishments=pl.col("start_id").n_unique())


def _held(tables: Tables, year: int) -> pl.DataFrame:
    """Return (campus, holds) of the campuses that had a label by ``year``."""
    labels = tables["AWARDED"].select("end_id", campus="start_id").join(
        tables["Label"].select("issued_year", "expiry_year", end_id="id"), on="end_id"
    )  # fmt: skip
    begun = labels.filter(pl.col("issued_year").fill_null(year) <= year)
    return begun.group_by("campus").agg(holds=(pl.col("expiry_year").fill_null(year) >= year).any())


def _zones(tables: Tables, place: pl.DataFrame) -> pl.DataFrame:
    """Return (campus, territory): the regions that the declared zone of a campus touches."""
    parts = [
        place.select("territory", zone=pl.format(f"{kind}/{{}}", column)).unique()
        for kind, column in (("region", "territory"), ("academy", "academy"), ("department", "department"))
    ]
    covers = tables["COVERS"].select(campus="start_id", zone="end_id")
    return covers.join(pl.concat(parts).drop_nulls(), on="zone").select("campus", "territory").unique()


def _sites(tables: Tables, place: pl.DataFrame) -> pl.DataFrame:
    """Return (campus, territory) of supports, members and seats."""
    ends = [tables[name].select(campus="start_id", id="end_id") for name in ("HAS_MEMBER", "SUPPORTED_BY")]
    members = pl.concat(ends).join(place.select("id", "territory"), on="id")
    located = tables["LOCATED_IN"].join(tables["Campus"].select(start_id="id"), on="start_id", how="semi")
    communes = tables["Commune"].select("region", end_id="id").drop_nulls()
    seats = located.join(communes, on="end_id").select(campus="start_id", territory="region")
    return pl.concat([members.select("campus", "territory"), seats]).unique()


def _present(tables: Tables, place: pl.DataFrame, held: pl.DataFrame, over: pl.DataFrame) -> pl.DataFrame:
    sites = _sites(tables, place).with_columns(site=pl.lit(True))
    both = pl.concat([sites, over.join(sites, on=["campus", "territory"], how="anti").with_columns(site=pl.lit(False))])
    filed = both.join(held, on="campus").join(
        tables["IN_FILIERE"].select(campus="start_id", filiere="end_id"), on="campus"
    )  # fmt: skip
    campus = pl.col("campus")
    return filed.group_by("filiere", "territory").agg(
        on_site=campus.filter(pl.col("holds") & pl.col("site")).sort(),
        on_paper=campus.filter(pl.col("holds") & ~pl.col("site")).sort(),
        lapsed=campus.filter(~pl.col("holds")).sort(),
    )


def _complete(
    tables: Tables, held: pl.DataFrame, over: pl.DataFrame, territories: pl.DataFrame, year: int
) -> pl.DataFrame:
    """Return (territory, complete): whether a count that is not out of date says that all campuses are described."""
    campuses = tables["Campus"].select(
        campus="id", known=pl.coalesce(pl.format("campus/{}", "possible_duplicate_of"), "id")
    )  # fmt: skip
    filed = tables["IN_FILIERE"].select(campus="start_id", filed=True).unique()
    labelled = over.join(held, on="campus").join(campuses, on="campus").join(filed, on="campus", how="left")
    described = labelled.group_by("territory").agg(
        known=pl.col("known").n_unique(), unfiled=pl.col("campus").filter(pl.col("filed").is_null()).n_unique()
    )
    rows = territories.select("territory").join(_stated(tables, year), on="territory", how="left")
    rows = rows.join(described, on="territory", how="left").with_columns(pl.col("known", "unfiled").fill_null(0))
    # A count below what is described is out of date; one above it says that some are not described.
    exact = (pl.col("value") == pl.col("known")) & (pl.col("unfiled") == 0)
    return rows.select("territory", complete=exact.fill_null(False))


def _stated(tables: Tables, year: int) -> pl.DataFrame:
    """Return (territory, value): the last count of a region's campuses, and the labels awarded since."""
    facts = tables["Indicator"].filter(pl.col("subject").str.starts_with("region/"), pl.col("year") <= year)
    facts = facts.select("measure", "period", "year", "value", territory=pl.col("subject").str.strip_prefix("region/"))
    counts = facts.filter(pl.col("measure") == _COUNT, pl.col("year") >= year - _MAX_COUNT_AGE)
    last = counts.sort("period").unique("territory", keep="last").select("territory", "value", last="period")
    awarded = facts.filter(pl.col("measure") == _LATER).select("territory", "period", more="value")
    later = last.join(awarded, on="territory").filter(pl.col("period") > pl.col("last"))
    more = later.group_by("territory").agg(pl.col("more").sum())
    joined = last.join(more, on="territory", how="left")
    return joined.select("territory", value=pl.col("value") + pl.col("more").fill_null(0))


def _seats(tables: Tables, held: pl.DataFrame) -> pl.DataFrame:
    living = held.filter("holds").join(tables["IN_FILIERE"].select(campus="start_id", filiere="end_id"), on="campus")
    return living.join(tables["Campus"].select("latitude", "longitude", campus="id"), on="campus")


def _verdict() -> pl.Expr:
    return (
        pl.when(pl.col("on_site").list.len() > 0).then(pl.lit("covered"))
        .when(pl.col("on_paper").list.len() > 0).then(pl.lit("covered-on-paper"))
        .when(pl.col("offers") < _MIN_OFFERS).then(pl.lit("no-need"))
        .when((pl.col("lapsed").list.len() > 0) | ~pl.col("complete")).then(pl.lit("unknown"))
        .otherwise(pl.lit("gap"))
    )  # fmt: skip
