"""How each lycée fares at the baccalauréat, beside what is expected of one with the same pupils.

A lycée with both routes has two results, told apart by the population. The publisher writes « ND » for a value
added that it could not work out; only where fewer than 20 candidates were present is that for their small number.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.indicators import HIDDEN_BELOW, Figure, indicators, number
from campus_graph.loaders.offers import with_uai
from campus_graph.loaders.reading import Reading

YEAR = 2024
POPULATIONS = {"general": "bac-general-technologique", "vocational": "bac-professionnel"}
_UAI = "Informations établissement / UAI"
_FEW = number("Nombre d'élèves présents au Bac / TOTAL") < HIDDEN_BELOW
FIGURES = (
    Figure("taux-reussite-bac", number("Taux de réussite bruts / TOTAL"), _FEW),
    Figure("va-reussite-bac", number("Valeur ajoutée du taux de réussite / TOTAL"), _FEW),
    Figure("taux-acces-bac", number("Taux d'accès bruts / 2nde-Bac"), _FEW),
    Figure("va-acces-bac", number("Valeur ajoutée du taux d'accès / 2nde-Bac"), _FEW),
)


def load(reading: Reading) -> Iterator[Table]:
    """Yield four Indicators per lycée and route."""
    for file, population in POPULATIONS.items():
        rows = with_uai(reading, file, reading.rows(file), _UAI).rename({"start_id": "subject"})
        rows = reading.distinct(file, rows, ["subject"])
        dated = rows.with_columns(period=pl.lit(str(YEAR)), year=pl.lit(YEAR), population=pl.lit(population))
        yield indicators(reading, file, dated, FIGURES)
