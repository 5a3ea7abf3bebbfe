"""Where each lycée that presents candidates to a baccalauréat stands.

The file has one record per voie (GT, Pro), so a lycée with both comes twice. Its names have lost their accents
and its department names some letters; the commune comes from ``ips_lycees``, the department from the UAI. In the
records of the voie GT every « nd » is missing (« Lycee Lalae » for Lalande): where the lycée has a record of the other
voie its name is taken, and where ``ips_lycees`` has an « nd » in the name, that name stays the only one.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.establishments import identified, point, sector
from campus_graph.loaders.reading import Reading
from campus_graph.text import folded

FILE = "lycees"
# What the file adds to a name to tell the results of one voie from those of the other.
_VOIE_IN_NAME = r"(?i)\s*\((general et techno\.|professionnel)\)$"
# A lycée presents candidates of these voies; its own type, where ``ips_lycees`` gives it, is better.
_CATEGORIES = {
    "GT": "lycee-general-technologique",
    "GT+Pro": "lycee-polyvalent",
    "Pro": "lycee-professionnel",
}


def load(reading: Reading) -> Iterator[Table]:
    """Yield one lycée per UAI. Publishes ``uais`` (uai)."""
    rows = identified(reading, FILE, reading.rows(FILE), "uai").sort(
        "uai", "type", "nom", descending=[False, True, False]
    )
    voies = pl.col("type").unique().sort().str.join("+").over("uai")
    lycees = reading.distinct(FILE, rows.with_columns(voies=voies), ["uai"])
    reading.publish("uais", lycees.select("uai"))
    yield Table(
        "Establishment",
        lycees.select(
            "id",
            "uai",
            "line",
            *point(pl.col("lat"), pl.col("lng")),
            label=_name(reading),
            category=_category(reading),
            sector=sector("secteur"),
        ),
        FILE,
    )


def _name(reading: Reading) -> pl.Expr:
    known = reading.lookup("ips_lycees.uais")
    lost = known.filter(folded("label").str.contains("nd"))["uai"]
    maimed = (pl.col("type") == "GT") & pl.col("uai").is_in(lost.implode())
    return pl.when(~maimed).then(pl.col("nom").str.replace(_VOIE_IN_NAME, ""))


def _category(reading: Reading) -> pl.Expr:
    typed = pl.col("uai").is_in(reading.lookup("ips_lycees.uais")["uai"].implode())
    return pl.when(~typed).then(pl.col("voies").replace_strict(_CATEGORIES, default="lycee"))
