"""The commune, sector, type and social position index of every lycée, as of its last year.

The files repeat a lycée each year under names that change; the newest year speaks.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.communes import commune_of_today
from campus_graph.loaders.establishments import identified, sector
from campus_graph.loaders.indicators import Figure, indicators, number
from campus_graph.loaders.reading import Reading

FILES = ("since_2022", "before_2022")
_COLUMNS = ("year", "uai", "label", "insee", "sector", "official_type", "ips_vocational", "ips")
_CATEGORIES = {
    "LEGT": "lycee-general-technologique",
    "LP": "lycee-professionnel",
    "LPO": "lycee-polyvalent",
}


def load(reading: Reading) -> Iterator[Table]:
    """Yield one lycée per UAI, and its indices. Publishes ``uais`` (uai, label)."""
    years = pl.concat([_years(reading, file) for file in FILES])
    newest_first = commune_of_today(reading, years, "insee").sort("uai", "year", descending=[False, True])
    rows = newest_first.with_columns(
        sector=sector("sector"),
        category=pl.col("official_type").replace_strict(_CATEGORIES, default="lycee"),
    )
    newest = rows.unique("uai", keep="first", maintain_order=True)
    reading.publish("uais", newest.select("uai", "label"))
    columns = ["id", "uai", "label", "category", "official_type", "sector", "commune", "line"]
    for file in FILES:
        mine = newest.filter(file=file)
        reading.merge(file, rows.filter(file=file).join(mine, on="line", how="anti"))
        yield Table("Establishment", mine.select(columns), file)
        yield from _indices(reading, file, mine)


def _indices(reading: Reading, file: str, lycees: pl.DataFrame) -> Iterator[Table]:
    """Yield the index of all pupils, and that of the vocational route where a lycée has one."""
    dated = lycees.with_columns(
        subject="id", period=pl.col("year"), year=pl.col("year").str.slice(0, 4).cast(pl.Int64, strict=False)
    )
    vocational = dated.filter(pl.col("ips_vocational").is_not_null())
    of_route = vocational.with_columns(population=pl.lit("voie-professionnelle"))
    yield indicators(reading, file, dated, [Figure("ips", number("ips"), pl.lit(False))])
    yield indicators(reading, file, of_route, [Figure("ips", number("ips_vocational"), pl.lit(False))])


def _years(reading: Reading, file: str) -> pl.DataFrame:
    """Return the rows of a file under the names that both files share."""
    names = dict(zip(reading.info.files[file].columns, _COLUMNS, strict=True))
    rows = identified(reading, file, reading.rows(file).rename(names), "uai")
    return rows.select("id", *_COLUMNS, "line", file=pl.lit(file))
