"""The public research structures, the institutions that they are part of, and where they are.

A structure has several supervising bodies, in parallel lists. Those that are establishments of this graph, today or
under a former UAI, become PART_OF; the others (CNRS, Inserm and other national bodies, hospitals) are kept by name in
``supervisors``. A body that only takes part is no supervisor. No person is named.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.reading import Reading
from campus_graph.loaders.rnsr.places import located_in

FILE = "labs"
SHORT_NAMES = {
    "numero_national_de_structure": "rnsr",
    "libelle": "label",
    "sigle": "acronym",
    "type_de_structure": "structure_type",
    "code_postal": "postcode",
    "domaine_scientifique": "domain",
}
_LISTS = {"tutelles": "name", "uai_des_tutelles": "uai", "type_de_tutelle": "role"}
_SUPERVISES = "établissement tutelle"
_KNOWN_IN = ("esr_etablissements.uais", "ingenieurs_bcn.uais", "masters_tmm.uais", "parcoursup_2025.uais")


def load(reading: Reading) -> Iterator[Table]:
    """Yield ResearchLab, PART_OF and LOCATED_IN."""
    rows = reading.rows(FILE).rename(SHORT_NAMES)
    good = pl.col("rnsr").str.contains(r"^\d{9}[A-Z]$")
    rows = reading.require(FILE, rows, good, "rnsr", "numéro RNSR mal formé")
    rows = reading.require(FILE, rows, pl.col("label").is_not_null(), "label", "structure sans nom")
    rows = reading.distinct(FILE, rows, ["rnsr"]).with_columns(id=reading.mint("ResearchLab", "rnsr"))
    bodies = _bodies(rows)
    names = bodies.group_by("id").agg(supervisors=pl.col("name").drop_nulls().unique().sort())
    labs = rows.join(names, on="id", how="left", maintain_order="left")
    columns = ["line", "id", "rnsr", "label", "acronym", "structure_type", "domain", "supervisors"]
    yield Table("ResearchLab", labs.select(*columns, city="commune"), FILE)
    yield Table("PART_OF", _part_of(reading, bodies))
    yield Table("LOCATED_IN", located_in(reading, rows))


def _bodies(rows: pl.DataFrame) -> pl.DataFrame:
    """Return (id, name, uai) of the supervising bodies of each structure whose three lists are as long."""
    lists = rows.select(
        "id", *(pl.col(column).fill_null("").str.split(";").alias(name) for column, name in _LISTS.items())
    )
    length = pl.col("name").list.len()
    parallel = lists.filter((pl.col("uai").list.len() == length) & (pl.col("role").list.len() == length))
    each = parallel.explode("name", "uai", "role").with_columns(pl.col("name", "uai", "role").str.strip_chars())
    said = each.with_columns(pl.when(pl.col(c) != "").then(c).alias(c) for c in ("name", "uai"))
    return said.filter(role=_SUPERVISES).drop("role")


def _part_of(reading: Reading, bodies: pl.DataFrame) -> pl.DataFrame:
    """Return the edges to the establishments that exist, each under the UAI that it has today."""
    today = bodies.join(reading.lookup("esr_etablissements.former"), left_on="uai", right_on="former", how="left")
    renamed = today.select("id", uai=pl.coalesce("uai_right", "uai"))
    known = pl.concat([reading.lookup(name) for name in _KNOWN_IN]).unique()
    found = renamed.join(known, on="uai", how="semi")
    edges = found.select(start_id="id", end_id=reading.mint("Establishment", "uai"))
    return edges.unique().sort("start_id", "end_id")
