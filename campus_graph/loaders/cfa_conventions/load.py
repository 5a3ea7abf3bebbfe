"""The commune and SIRET of the CFA that regions ran before the reform of 2018; no newer list gives them.

Names are cut at 30 capital letters, so those of any other source win.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.communes import commune_of_today
from campus_graph.loaders.establishments import identified, siret
from campus_graph.loaders.reading import Reading

FILE = "cfa"
_SECTORS = {"PU": "public", "PR": "prive"}


def load(reading: Reading) -> Iterator[Table]:
    """Yield one CFA per UAI."""
    rows = identified(reading, FILE, reading.rows(FILE).rename({"commune": "insee"}), "numero_uai")
    rows = reading.distinct(FILE, commune_of_today(reading, rows, "insee"), ["uai"])
    yield Table(
        "Establishment",
        rows.select(
            "id",
            "uai",
            "commune",
            "line",
            label=pl.concat_str("denomination_principale", "patronyme_uai", separator=" ", ignore_nulls=True),
            category=pl.lit("cfa"),
            sector=pl.col("secteur_public_prive").replace_strict(_SECTORS, default=None, return_dtype=pl.String),
            siret=siret(pl.col("numero_siren_siret_uai")),
        ),
        FILE,
    )
