"""Which school delivers which engineering title.

An engineering title (level code 170) belongs to one school, and this table names it. Its closing dates are
stale (each accreditation ends, most are renewed): the fresher extract of source ``bcn`` says what is open.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.offers import offers, with_uai
from campus_graph.loaders.reading import Reading

FILE = "titles"
ENGINEER = "170"
YEAR = 2024


def load(reading: Reading) -> Iterator[Table]:
    """Yield one OFFERS edge per open engineering title. Publishes ``uais`` (uai)."""
    rows = reading.rows(FILE)
    known = reading.lookup("bcn.diplomas").select("cfd", "open", end_id="id")
    rows = rows.join(known, left_on="FORMATION_DIPLOME", right_on="cfd", how="left", maintain_order="left")
    wanted = (pl.col("NIVEAU_FORMATION_DIPLOME") == ENGINEER) & pl.col("open").fill_null(False)
    # The other diplomas, and the closed titles, are no offers; as diplomas source ``bcn`` gives them all.
    reading.merge(FILE, rows.filter(~wanted))
    titles = with_uai(reading, FILE, rows.filter(wanted), "NUMERO_UAI")
    reading.publish("uais", titles.select(uai="NUMERO_UAI").unique().sort("uai"))
    yield offers(reading, FILE, titles.with_columns(voie=pl.lit("superieur"), year=pl.lit(YEAR)))
