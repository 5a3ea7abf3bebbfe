"""Name, sector and place of the establishments that Parcoursup lists; better files win (rank 80).

Names have lost their hyphens and most accents; the kind is told only where the name says it.
A position belongs to a course: the most frequent one is taken for the establishment.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.categories import category_of_name
from campus_graph.loaders.reading import Reading

SECTORS = {
    "Public": "public",
    "Prive sous contrat d association": "prive-contrat",
    "Prive enseignement superieur": "prive",
    "Prive hors contrat": "prive",
}
_POSITION = r"^(-?\d+\.\d+), (-?\d+\.\d+)$"


def establishments(reading: Reading, rows: pl.DataFrame) -> Iterator[Table]:
    """Yield one partial Establishment per UAI. Publishes ``parcoursup_2025.uais`` (uai)."""
    by_position = rows.group_by("start_id", "uai", "position").agg(
        pl.len(), pl.col("name", "status").drop_nulls().min()
    )
    has_place = pl.col("position").is_not_null()
    ranked = by_position.sort("uai", has_place, "len", "position", descending=[False, True, True, False])
    first = ranked.unique("uai", keep="first", maintain_order=True)
    named = first.filter(pl.col("name").is_not_null())
    reading.publish("uais", named.select("uai").sort("uai"))
    yield Table(
        "Establishment",
        named.select(
            "uai",
            id="start_id",
            label=pl.col("name").str.replace_all(r"\s{2,}", " - "),
            category=category_of_name("name", public=pl.col("status") == "Public"),
            sector=pl.col("status").replace_strict(SECTORS, default=None, return_dtype=pl.String),
            latitude=pl.col("position").str.extract(_POSITION, 1).cast(pl.Float64),
            longitude=pl.col("position").str.extract(_POSITION, 2).cast(pl.Float64),
        ),
    )
