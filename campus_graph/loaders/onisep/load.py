"""Onisep's list of initial training: readable names and sub-domains for diplomas, and those that have no CFD.

A formation whose CFD the BCN knows adds to that diploma; the others are diplomas of their own, known by their
Onisep identifier. Onisep's table of correspondences (XML) is not read: it would give a CFD to 159 of the 2,792
others, nearly all of them titles of single schools.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.reading import Reading

# A year or more on top of a level stays at that level until the next is reached.
_EXIT_LEVELS = {
    "CAP ou équivalent": 3,
    "CAP ou équivalent + 1 an": 3,
    "bac ou équivalent": 4,
    "bac + 1": 4,
    "bac + 2": 5,
    "bac + 3": 6,
    "bac + 4": 6,
    "bac + 5": 7,
    "bac + 6": 7,
    "bac + 7": 7,
    "bac + 8": 8,
    "bac + 9 et plus": 8,
}


def load(reading: Reading) -> Iterator[Table]:
    """Yield diplomas and the IN_SPECIALITY edges of those without CFD.

    Publishes ``onisep.formations`` (onisep_id, id, label, type): the diploma that each formation is.
    """
    rows = _rows(reading)
    known = rows.filter(pl.col("cfd").is_not_null())
    own = rows.filter(pl.col("cfd").is_null())
    yield Table("Diploma", _additions(reading, known), "formations")
    yield Table("Diploma", _own(own), "formations")
    yield Table("IN_SPECIALITY", _in_speciality(reading, own))
    reading.publish("formations", rows.select("onisep_id", "id", "label", "type").sort("onisep_id"))


def _rows(reading: Reading) -> pl.DataFrame:
    """Return one row per formation, with the CFD where the BCN knows it and the identifier of the diploma."""
    rows = reading.rows("formations").rename({"id_onisep": "onisep_id", "libelle": "label", "type_formation": "type"})
    good = pl.col("onisep_id").str.contains(r"^FOR\.\d+$")
    rows = reading.require("formations", rows, good, "onisep_id", "identifiant Onisep illisible")
    rows = reading.require("formations", rows, pl.col("label").is_not_null(), "label", "formation sans nom")
    rows = reading.distinct("formations", rows, ["onisep_id"])
    codes = reading.lookup("bcn.diplomas")["cfd"].implode()
    cfd = pl.when(pl.col("code_scolarite").is_in(codes)).then("code_scolarite")
    certified = pl.col("niveau_certification").str.extract(r"^niveau (\d)$").cast(pl.Int64)
    return rows.with_columns(
        cfd=cfd,
        id=reading.mint("Diploma", pl.coalesce(cfd, "onisep_id")),
        certified=certified,
        rncp=pl.format("RNCP{}", pl.col("code_rncp").str.extract(r"^(\d+)$")),
        subdomains=pl.col("domaines").str.split("|").list.eval(pl.element().str.strip_chars()),
        groups=pl.col("code_nsf").str.extract_all(r"\b\d{3}\b"),
    )


def _additions(reading: Reading, rows: pl.DataFrame) -> pl.DataFrame:
    """Return what the formations add to the diploma whose CFD they bear; several may bear one CFD."""
    folded = rows.group_by("id").agg(
        _only("label"),
        _only("certified").alias("level"),
        onisep_ids=pl.col("onisep_id").unique().sort(),
        rncp=pl.col("rncp").drop_nulls().unique().sort(),
        onisep_subdomains=pl.col("subdomains").explode(empty_as_null=True).drop_nulls().unique().sort(),
    )
    first = reading.distinct("formations", rows.sort("onisep_id"), ["cfd"])
    return first.select("line", "id", "cfd").join(folded, on="id", how="left", maintain_order="left")


def _only(column: str) -> pl.Expr:
    """Return the value where it is the only one."""
    values = pl.col(column).drop_nulls().unique()
    return pl.when(values.len() == 1).then(values.first()).alias(column)


def _own(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the diplomas that the BCN does not know."""
    reached = pl.col("niveau_sortie_indicatif").replace_strict(_EXIT_LEVELS, default=None, return_dtype=pl.Int64)
    return rows.select(
        "line",
        "id",
        "label",
        "type",
        level=pl.coalesce("certified", reached),
        open=pl.lit(True),
        nsf=pl.col("groups").list.first(),
        onisep_ids=pl.concat_list("onisep_id"),
        rncp=pl.when(pl.col("rncp").is_not_null()).then(pl.concat_list("rncp")),
        onisep_subdomains=pl.col("subdomains").list.unique().list.sort(),
    )


def _in_speciality(reading: Reading, own: pl.DataFrame) -> pl.DataFrame:
    groups = own.select("id", code="groups").explode("code").drop_nulls()
    known = groups.join(reading.lookup("bcn.specialities"), on="code", how="semi")
    return known.select(start_id="id", end_id=reading.mint("Speciality", "code"))
