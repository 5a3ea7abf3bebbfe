"""The universities and main higher schools, with their place.

A school may have two UAI in one cell, one per site: both are the school, but place and SIRET (the first, where
there are several) belong to the one whose number begins with the department of the commune. The file of 2025
wins; that of 2023 keeps what has since merged or changed its UAI, because older offers still name it.

No site is said to be part of an institution: the columns for that (``rattachement``) are empty in 2023 and gone in
2025, and an IUT or another component is in neither file.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.codes import uai_department
from campus_graph.graph.tables import Table
from campus_graph.loaders.communes import commune_of_today
from campus_graph.loaders.establishments import identified, point_of_text, sector, siret
from campus_graph.loaders.reading import Reading
from campus_graph.text import folded

FILES = ("january_2025", "june_2023")
_COLUMNS = ("label", "official_type", "typology", "sector", "place", "uai", "former", "siret", "insee")
_FIELDS = ("id", "uai", "label", "category", "official_type", "sector", "siret", "commune", "latitude", "longitude")
_ENGINEERS = r"\bingenieurs?\b|^institut national des sciences appliquees|^centrale |^universite de technologie|^ecam\b"


def load(reading: Reading) -> Iterator[Table]:
    """Yield one establishment per UAI.

    Publishes ``former`` (former, uai: a UAI and the one that replaced it) and ``uais`` (uai).
    """
    rows = pl.concat([_sites(reading, file) for file in FILES])
    reading.publish("former", _former(rows))
    reading.publish("uais", rows.select("uai").unique().sort("uai"))
    newest = rows.unique("uai", keep="first", maintain_order=True)
    for file in FILES:
        used = newest.filter(file=file)
        unused = rows.filter(file=file).select("line").unique().join(used, on="line", how="anti")
        reading.merge(file, unused)
        yield Table("Establishment", used.select(*_FIELDS, "line"), file)


def _sites(reading: Reading, file: str) -> pl.DataFrame:
    """Return one row per UAI of a file, the best placed first."""
    names = dict(zip(reading.info.files[file].columns, _COLUMNS, strict=True))
    several = reading.rows(file).rename(names).with_columns(several=pl.col("uai").str.split(";"))
    sites = several.drop("uai").explode("several", empty_as_null=True).rename({"several": "uai"})
    sites = commune_of_today(reading, identified(reading, file, sites, "uai"), "insee")
    at_site = _at_site()
    frame = sites.with_columns(point_of_text("place")).with_columns(
        category=_category(),
        sector=sector("sector"),
        siret=pl.when(at_site).then(siret(pl.col("siret").str.split(",").list.first())),
        commune=pl.when(at_site).then("commune"),
        latitude=pl.when(at_site).then("latitude"),
        longitude=pl.when(at_site).then("longitude"),
        file=pl.lit(file),
    )
    return frame.select(*_FIELDS, "former", "file", "line").sort("uai", "line")


def _at_site() -> pl.Expr:
    """Tell whether the place of the row is that of this UAI; so it is where the row has one UAI only."""
    here = pl.col("commune").str.starts_with(uai_department("uai"))
    return here.fill_null(False) | (pl.len().over("line") == 1)


def _category() -> pl.Expr:
    kind = pl.col("official_type")
    return (
        pl.when((kind == "Université") | pl.col("typology").is_not_null())
        .then(pl.lit("universite"))
        .when(folded("label").str.contains(_ENGINEERS))
        .then(pl.lit("ecole-ingenieurs"))
        .when((kind == "École") | folded("label").str.starts_with("ecole "))
        .then(pl.lit("ecole"))
        .otherwise(pl.lit("superieur"))
    )


def _former(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the former UAI that only one establishment of 2025 claims, and that none of them still bears."""
    today = rows.filter(file=FILES[0])
    claims = today.with_columns(former=pl.col("former").str.split(";")).explode("former").drop_nulls("former")
    claims = claims.select("former", "uai").join(today, left_on="former", right_on="uai", how="anti")
    return claims.unique().filter(pl.len().over("former") == 1).sort("former")
