"""The CFA that had leavers in one of six cohorts; the last cohort gives the name.

Apprentices are also taught by establishments of another kind (a university, a GRETA, an agricultural lycée):
where the name says so, they keep that kind.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.categories import category_of_name
from campus_graph.loaders.establishments import identified
from campus_graph.loaders.reading import Reading
from campus_graph.text import folded

FILE = "cfa"
_OWN_KIND = ("universite", "iut", "greta", "lycee", "lycee-agricole")


def load(reading: Reading) -> Iterator[Table]:
    """Yield one CFA per UAI. Publishes ``uais`` (uai)."""
    rows = identified(reading, FILE, reading.rows(FILE), "UAI")
    newest = reading.distinct(FILE, rows.sort("uai", "Année", "Libellé", descending=[False, True, False]), ["uai"])
    reading.publish("uais", newest.select("uai"))
    frame = newest.select("id", "uai", "line", category=_category(), label="Libellé")
    yield Table("Establishment", frame, FILE)


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
