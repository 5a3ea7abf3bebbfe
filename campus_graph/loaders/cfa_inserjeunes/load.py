"""The CFA that had leavers in one of six cohorts; the last cohort gives the name and the figures.

Apprentices are also taught by establishments of another kind (a university, a GRETA, an agricultural lycée):
where the name says so, they keep that kind.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.categories import category_of_name
from campus_graph.loaders.establishments import identified
from campus_graph.loaders.indicators import Figure, indicators, number
from campus_graph.loaders.reading import Reading
from campus_graph.text import folded

FILE = "cfa"
# A CFA is in the file because it had leavers: where it has no figure, they were fewer than 20.
_HIDDEN = pl.lit(True)
FIGURES = (
    Figure("taux-poursuite-etudes", number("Taux poursuite études"), _HIDDEN),
    Figure("taux-emploi-6-mois", number("Taux emploi 6 mois"), _HIDDEN),
    Figure("taux-emploi-12-mois", number("Taux emploi 12 mois"), _HIDDEN),
    Figure("va-emploi-6-mois", number("VA emploi 6 mois"), _HIDDEN),
)
_OWN_KIND = ("universite", "iut", "greta", "lycee", "lycee-agricole")


def load(reading: Reading) -> Iterator[Table]:
    """Yield one CFA per UAI, and its figures. Publishes ``uais`` (uai)."""
    rows = identified(reading, FILE, reading.rows(FILE), "UAI")
    newest = reading.distinct(FILE, rows.sort("uai", "Année", "Libellé", descending=[False, True, False]), ["uai"])
    reading.publish("uais", newest.select("uai"))
    frame = newest.select("id", "uai", "line", category=_category(), label="Libellé")
    yield Table("Establishment", frame, FILE)
    yield indicators(reading, FILE, _dated(newest), FIGURES)


def _dated(rows: pl.DataFrame) -> pl.DataFrame:
    period = pl.col("Année").str.strip_prefix("cumul ")
    return rows.with_columns(
        subject="id", voie=pl.lit("apprentissage"), period=period, year=period.str.slice(5).cast(pl.Int64, strict=False)
    )


def _category() -> pl.Expr:
    agricultural = folded("Libellé").str.contains(r"^lycee .*\bagricole\b")
    told = category_of_name("Libellé")
    return (
        pl.when(agricultural)
        .then(pl.lit("lycee-agricole"))
        .when(told.is_in(_OWN_KIND))
        .then(told)
        .otherwise(pl.lit("cfa"))
    )
