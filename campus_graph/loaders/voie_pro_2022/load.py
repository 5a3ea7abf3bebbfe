"""How many places each vocational lycée opened in 2022, and how many pupils asked for them first.

Pupils enter a common second year (famille de métiers); where the file says in which terminale the row ends
up, the offer is that of the speciality. Several rows for one UAI and MEF are several offers: places add up.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.offers import count, offers, with_diploma, with_uai
from campus_graph.loaders.reading import Reading

FILE = "entries"
YEAR = 2022
UAI, ENTRY, TERMINALE = "Etablissement d'accueil", "MEF STAT 11", "mef_stat_terminale"
CAPACITY, WISHES = "Capacité carte scolaire", "Demandes vœux 1"


def load(reading: Reading) -> Iterator[Table]:
    """Yield one OFFERS edge per lycée and diploma."""
    rows = reading.distinct(FILE, reading.rows(FILE), reading.info.files[FILE].columns)
    rows = with_uai(reading, FILE, rows, UAI)
    rows = with_diploma(reading, FILE, _with_final_mef(reading, rows), "mef")
    rows = rows.with_columns(
        voie=pl.lit("scolaire"), year=pl.lit(YEAR), capacity=count(CAPACITY), first_wishes=count(WISHES)
    )
    yield offers(reading, FILE, rows)


def _with_final_mef(reading: Reading, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``mef``: the terminale where the BCN knows it, else the year of entry."""
    known = reading.lookup("bcn.mef")["mefstat11"]
    terminale = pl.when(pl.col(TERMINALE).is_in(known.implode())).then(pl.col(TERMINALE))
    return rows.with_columns(mef=pl.coalesce(terminale, pl.col(ENTRY)))
