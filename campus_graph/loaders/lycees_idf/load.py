"""The lycées of Île-de-France as the region that runs them knows them: the best written names, and SIRET.

Sections and small schools of other natures are in the file too; what has no term of ours stays ``inconnu``.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.communes import commune_of_today
from campus_graph.loaders.establishments import identified, point_of_text, siret
from campus_graph.loaders.reading import Reading
from campus_graph.text import folded

FILE = "lycees"
# The first pattern that the folded nature meets.
_CATEGORIES = {
    "agricole$": "lycee-agricole",
    "adapte$": "erea",
    "polyvalent": "lycee-polyvalent",
    "^(lycee|section d enseignement) professionnel$": "lycee-professionnel",
    "(general|generale|technologique)$": "lycee-general-technologique",
    "^ecole secondaire": "lycee",
    "sections de technicien superieur": "superieur",
}


def load(reading: Reading) -> Iterator[Table]:
    """Yield one lycée per UAI."""
    rows = identified(reading, FILE, reading.rows(FILE), "CODE_UAI")
    rows = reading.distinct(FILE, commune_of_today(reading, rows, "CODE_INSEE"), ["uai"])
    yield Table(
        "Establishment",
        rows.select(
            "id",
            "uai",
            "commune",
            "line",
            *point_of_text("GEO"),
            label="NOM_ETABLISSEMENT",
            category=_category(),
            official_type="NATURE_UAI",
            sector=_sector(),
            siret=siret(pl.col("NUM_SIRET")),
        ),
        FILE,
    )


def _category() -> pl.Expr:
    nature = folded("NATURE_UAI")
    kinds = [pl.when(nature.str.contains(p)).then(pl.lit(notation)) for p, notation in _CATEGORIES.items()]
    return pl.coalesce(*kinds, pl.lit("inconnu"))


def _sector() -> pl.Expr:
    under_contract = pl.col("CONTRAT_ETABLISSEMENT").str.contains("sous contrat").fill_null(False)
    private = pl.when(under_contract).then(pl.lit("prive-contrat")).otherwise(pl.lit("prive"))
    return pl.when(pl.col("STATUT") == "public").then(pl.lit("public")).when(pl.col("STATUT") == "privé").then(private)
