"""The well written names of the vocational lycées, EREA and CFA.

The files give no kind: it is read in the name where the name tells it exactly. A vague kind is given only to
establishments that no better file knows, so that « lycée » never hides « lycée professionnel ».
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.categories import category_of_name
from campus_graph.loaders.establishments import identified
from campus_graph.loaders.reading import Reading
from campus_graph.text import folded

FILES = ("lycees", "apprenticeship")
_UAI, _NAME = "n°UAI de l'établissement", "Libellé de l'établissement"
_EXACT = ("lycee-professionnel", "lycee-polyvalent", "lycee-general-technologique", "lycee-agricole", "greta", "cfa")
_MORE_NAMES = {
    r"^((etablissement regional|lycee) d enseignement adapte|erea)\b": "erea",
    r"^(lycee d enseignement|section d enseignement) (general|generale|technologique)\b": "lycee-general-technologique",
    r"^(lp|l p|lycee d enseignement professionnel|section d enseignement professionnel|sep)\b": "lycee-professionnel",
    r"^(lpo|lycee d enseignement polyvalent)\b": "lycee-polyvalent",
    r"^(of cfa|(organisme de formation |of )?(centre|ctre) de formation d apprentis)\b": "cfa",
}


def load(reading: Reading) -> Iterator[Table]:
    """Yield one partial Establishment per UAI; the file of lycées speaks first."""
    rows = pl.concat([_names(reading, file) for file in FILES])
    first = rows.unique("uai", keep="first", maintain_order=True)
    better = pl.concat([reading.lookup(f"{name}.uais")["uai"] for name in reading.info.needs])
    named = first.with_columns(category=_category(better))
    for file in FILES:
        used = named.filter(file=file)
        reading.merge(file, rows.filter(file=file).join(used, on="line", how="anti"))
        yield Table("Establishment", used.select("id", "uai", "label", "category", "line"), file)


def _names(reading: Reading, file: str) -> pl.DataFrame:
    """Return the names of a file; those of lycées come on one to three rows."""
    rows = identified(reading, file, reading.rows(file), _UAI).sort("uai", _NAME)
    return rows.select("id", "uai", "line", label=_NAME, file=pl.lit(file))


def _category(better: pl.Series) -> pl.Expr:
    words = folded("label")
    more = [pl.when(words.str.contains(p)).then(pl.lit(notation)) for p, notation in _MORE_NAMES.items()]
    told = pl.coalesce(*more, category_of_name("label"))
    exact = told.is_in([*_EXACT, "erea"])
    return pl.when(exact | ~pl.col("uai").is_in(better.implode())).then(told)
