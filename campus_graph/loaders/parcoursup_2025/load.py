"""What one can enter after the baccalauréat in 2025, and where.

Parcoursup names a course by a label alone, stripped of hyphens and most accents; ``labels`` finds the
diplomas that it surely means, and a row whose label means none is rejected: a wrong diploma would invent a
pathway. A BUT is offered by speciality, and only its parcours have codes: the speciality gets a node.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.categories import category_of_name
from campus_graph.loaders.offers import offers, with_uai
from campus_graph.loaders.parcoursup_2025 import labels, specialities
from campus_graph.loaders.parcoursup_2025.establishments import establishments
from campus_graph.loaders.reading import Reading
from campus_graph.text import folded

FILE = "formations"
YEAR = 2025
SHORT_NAMES = {
    "Statut de l’etablissement de la filiere de formation (public, prive…)": "status",
    "Code UAI de l etablissement": "uai",
    "etablissement": "name",
    "Filiere de formation": "label",
    "Coordonnées GPS de la formation": "position",
}
SCHOOL_COURSES = r"^(bts|certificat de specialisation|cpge|fcil|mise a niveau)\b"


def load(reading: Reading) -> Iterator[Table]:
    """Yield OFFERS, partial establishments, and the common first years with their parcours."""
    rows = with_uai(reading, FILE, reading.rows(FILE).rename(SHORT_NAMES), "uai")
    # The name and the place of an establishment are true whatever becomes of the label of the row.
    yield from establishments(reading, rows)
    common = specialities.specialities(reading)
    meaning = labels.meaning(rows.select("label").unique(), labels.known(reading, common))
    found = rows.with_columns(understood=pl.col("label").is_in(meaning["label"].implode()))
    found = reading.require(FILE, found, pl.col("understood"), "label", "libellé Parcoursup sans diplôme reconnu")
    edges = found.join(meaning, on="label", maintain_order="left").with_columns(voie=_voie(), year=pl.lit(YEAR))
    table = offers(reading, FILE, edges)
    yield table
    yield from specialities.tables(reading, common, table.frame["end_id"])


def _voie() -> pl.Expr:
    """School courses and lycées teach at school; a second year of apprenticeship leaves the entry there."""
    course = folded("label")
    apprenticeship = course.str.ends_with("en apprentissage") & ~course.str.contains("seconde annee")
    at_school = course.str.contains(SCHOOL_COURSES) | category_of_name("name").str.starts_with("lycee")
    return (
        pl.when(apprenticeship)
        .then(pl.lit("apprentissage"))
        .when(at_school)
        .then(pl.lit("scolaire"))
        .otherwise(pl.lit("superieur"))
    )
