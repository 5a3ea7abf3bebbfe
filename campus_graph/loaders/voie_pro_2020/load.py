"""Who taught what in the vocational route and the sections of technicians at the rentrée 2020.

The file counts pupils by MEFSTAT11, that is by year of study: the years of one diploma are one offer.
A common second year stays an offer of the common diploma; the assembly lifts it.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.offers import count, offers, with_diploma, with_uai
from campus_graph.loaders.reading import Reading

FILE = "constat"


def load(reading: Reading) -> Iterator[Table]:
    """Yield one OFFERS edge per establishment, diploma and rentrée."""
    rows = with_uai(reading, FILE, reading.rows(FILE), "UAI")
    rows = with_diploma(reading, FILE, rows, "Mef Bcp 11")
    rows = rows.with_columns(
        voie=pl.lit("scolaire"), year=count("Rentrée scolaire"), enrolled=count("Nombre d'élèves : Total")
    )
    year = pl.col("year").is_not_null()
    yield offers(reading, FILE, reading.require(FILE, rows, year, "Rentrée scolaire", "rentrée illisible"))
