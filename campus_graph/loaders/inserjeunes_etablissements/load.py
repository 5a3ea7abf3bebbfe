"""The well written names of the vocational lycées, EREA and CFA, and what becomes of their leavers.

The files give no kind: it is read in the name where the name tells it exactly. A vague kind is given only to
establishments that no better file knows, so that « lycée » never hides « lycée professionnel ».

A lycée with apprentices comes on three rows: all leavers, pupils, apprentices. « nd » stands where fewer than 20
people are behind a figure.
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

# Files, the one that speaks first before, and their cohorts.
FILES = {
    "lycees": "2022-2023",
    "apprenticeship": "2022-2023",
    "lycees_before": "2021-2022",
    "apprenticeship_before": "2021-2022",
}
_UAI, _NAME, _WHO = "n°UAI de l'établissement", "Libellé de l'établissement", "Dont apprentis en EPLE"
_VOIES = {"ensemble": None, "dont apprentis": "apprentissage", "dont élèves en voie pro sco": "scolaire"}
FIGURES = tuple(
    Figure(measure, number(column), pl.col(column) == "nd")
    for measure, column in (
        ("taux-poursuite-etudes", "Taux de poursuite d'études"),
        ("taux-emploi-6-mois", "Taux"),
        ("va-emploi-6-mois", "Valeur ajoutée"),
    )
)
_EXACT = ("lycee-professionnel", "lycee-polyvalent", "lycee-general-technologique", "lycee-agricole", "greta", "cfa")
_MORE_NAMES = {
    r"^((etablissement regional|lycee) d enseignement adapte|erea)\b": "erea",
    r"^(lycee d enseignement|section d enseignement) (general|generale|technologique)\b": "lycee-general-technologique",
    r"^(lp|l p|lycee d enseignement professionnel|section d enseignement professionnel|sep)\b": "lycee-professionnel",
    r"^(lpo|lycee d enseignement polyvalent)\b": "lycee-polyvalent",
    r"^(of cfa|(organisme de formation |of )?(centre|ctre) de formation d apprentis)\b": "cfa",
}


def load(reading: Reading) -> Iterator[Table]:
    """Yield one partial Establishment per UAI, and three Indicators per row; the newest file of lycées speaks first."""
    parts = {file: _rows(reading, file) for file in FILES}
    names = [rows.select("id", "uai", "line", label=_NAME, file=pl.lit(file)) for file, rows in parts.items()]
    first = pl.concat(names).unique("uai", keep="first", maintain_order=True)
    better = pl.concat([reading.lookup(f"{name}.uais")["uai"] for name in reading.info.needs])
    named = first.with_columns(category=_category(better))
    for file, rows in parts.items():
        used = named.filter(file=file).select("id", "uai", "label", "category", "line")
        yield Table("Establishment", used, file)
        yield indicators(reading, file, rows, FIGURES)


def _rows(reading: Reading, file: str) -> pl.DataFrame:
    """Return the rows of a file with ``subject``, ``voie``, ``period`` and ``year``; lycées come on one to three."""
    period = FILES[file]
    rows = identified(reading, file, reading.rows(file), _UAI).sort("uai", _NAME)
    rows = rows.with_columns(subject="id", period=pl.lit(period), year=pl.lit(int(period[5:])))
    if _WHO not in rows.columns:
        return reading.distinct(file, rows.with_columns(voie=pl.lit("apprentissage")), ["uai"])
    rows = reading.require(file, rows, pl.col(_WHO).is_in(list(_VOIES)), _WHO, "ni ensemble, ni apprentis, ni élèves")
    voie = pl.col(_WHO).replace_strict(_VOIES, return_dtype=pl.String)
    return reading.distinct(file, rows.with_columns(voie=voie), ["uai", "voie"])


def _category(better: pl.Series) -> pl.Expr:
    words = folded("label")
    more = [pl.when(words.str.contains(p)).then(pl.lit(notation)) for p, notation in _MORE_NAMES.items()]
    told = pl.coalesce(*more, category_of_name("label"))
    exact = told.is_in([*_EXACT, "erea"])
    return pl.when(exact | ~pl.col("uai").is_in(better.implode())).then(told)
