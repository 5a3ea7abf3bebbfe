"""How many places each vocational lycée opened in 2022, and how many pupils asked for them first.

Three traps. Capacities of 998 and 999 (208 rows, most in Bretagne) stand for no limit: they are not known. The file
lists entries in first and in second years: where a lycée has both for one diploma they are
the same pupils a year apart, and only the entry counts. The terminale stated for a common second year is mostly
its own MEF moved to a third year that does not exist: then the offer stays that of the common diploma.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.offers import count, offers, with_diploma, with_uai
from campus_graph.loaders.reading import Reading

FILE = "entries"
YEAR = 2022
NO_LIMIT = 998  # and 999: no class is that large
UAI, ENTRY, TERMINALE = "Etablissement d'accueil", "MEF STAT 11", "mef_stat_terminale"
CAPACITY, WISHES = "Capacité carte scolaire", "Demandes vœux 1"


def load(reading: Reading) -> Iterator[Table]:
    """Yield one OFFERS edge per lycée and diploma; several rows for one UAI and MEF add up."""
    rows = reading.distinct(FILE, reading.rows(FILE), reading.info.files[FILE].columns)
    rows = with_uai(reading, FILE, rows, UAI)
    rows = with_diploma(reading, FILE, _with_final_mef(reading, rows), "mef")
    rows = _entries_only(reading, rows).with_columns(
        voie=pl.lit("scolaire"), year=pl.lit(YEAR), capacity=_capacity(), first_wishes=count(WISHES)
    )
    yield offers(reading, FILE, rows)


def _capacity() -> pl.Expr:
    return pl.when(count(CAPACITY) < NO_LIMIT).then(count(CAPACITY))


def _with_final_mef(reading: Reading, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``mef``: the terminale where the BCN knows it, else the year of entry."""
    known = reading.lookup("bcn.mef")["mefstat11"]
    terminale = pl.when(pl.col(TERMINALE).is_in(known.implode())).then(pl.col(TERMINALE))
    return rows.with_columns(mef=pl.coalesce(terminale, pl.col(ENTRY)))


def _entries_only(reading: Reading, rows: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows of the first year that a lycée opens for a diploma (the fourth character of a MEFSTAT11)."""
    study_year = pl.col(ENTRY).str.slice(3, 1)
    first = rows.select(study_year == study_year.min().over("start_id", "end_id")).to_series()
    reading.merge(FILE, rows.filter(~first))
    return rows.filter(first)
