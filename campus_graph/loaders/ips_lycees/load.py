"""The commune, sector and type of every lycée with general or vocational classes, as of its last year.

The files repeat a lycée each year under names that change; the newest year speaks.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.communes import commune_of_today
from campus_graph.loaders.establishments import identified, sector
from campus_graph.loaders.reading import Reading

FILES = ("since_2022", "before_2022")
_COLUMNS = ("year", "uai", "label", "insee", "sector", "official_type")
_CATEGORIES = {
    "LEGT": "lycee-general-technologique",
    "LP": "lycee-professionnel",
    "LPO": "lycee-polyvalent",
}


def load(reading: Reading) -> Iterator[Table]:
    """Yield one lycée per UAI. Publishes ``uais`` (uai)."""
    years = pl.concat([_years(reading, file) for file in FILES])
    newest_first = commune_of_today(reading, years, "insee").sort("uai", "year", descending=[False, True])
    rows = newest_first.with_columns(
        sector=sector("sector"),
        category=pl.col("official_type").replace_strict(_CATEGORIES, default="lycee"),
    )
    newest = rows.unique("uai", keep="first", maintain_order=True)
    reading.publish("uais", newest.select("uai"))
    columns = ["id", "uai", "label", "category", "official_type", "sector", "commune", "line"]
    for file in FILES:
        reading.merge(file, rows.filter(file=file).join(newest.filter(file=file), on="line", how="anti"))
        yield Table("Establishment", newest.filter(file=file).select(columns), file)


def _years(reading: Reading, file: str) -> pl.DataFrame:
    """Return the rows of a file under the names that both files share."""
    names = dict(zip(reading.info.files[file].columns, _COLUMNS, strict=True))
    rows = identified(reading, file, reading.rows(file).rename(names), "uai")
    return rows.select("id", *_COLUMNS, "line", file=pl.lit(file))
