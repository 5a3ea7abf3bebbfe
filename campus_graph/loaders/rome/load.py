"""The occupations that diplomas prepare for, and the families in which labour statistics count them.

The fourth ROME split many a sheet of the third into several; ``parent`` is the code of the sheet that an
occupation comes from. Onisep, Certif Info and the FAP still use those codes, which are occupations here too, so
that a family said of a sheet can be carried to what came out of it. ``orion/rome.csv`` is not read: each of its
609 codes is here, with a fresher label.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.reading import Reading

_CODE = r"^[A-N]\d{4}$"
_FAMILY = r"^([A-Z]\d[A-Z]\d{2})$"


def load(reading: Reading) -> Iterator[Table]:
    """Yield occupations with their families. Publishes ``rome.codes`` (code, id)."""
    rows = reading.rows("occupations").rename({"code_rome": "code", "libelle_rome": "label"})
    rows = reading.require("occupations", rows, pl.col("code").str.contains(_CODE), "code", "code ROME mal formé")
    rows = reading.require("occupations", rows, pl.col("label").is_not_null(), "label", "métier sans nom")
    rows = reading.distinct("occupations", rows, ["code"]).with_columns(id=reading.mint("Occupation", "code"))
    known = rows.select("code", "id").sort("code")
    reading.publish("codes", known)
    occupations = rows.select("line", "id", "code", "label", parent="code_rome_parent")
    yield Table("Occupation", occupations, "occupations")
    yield Table("Occupation", _families(reading, known), "families")


def _families(reading: Reading, known: pl.DataFrame) -> pl.DataFrame:
    """Return the families of each occupation, a row per line: a family stands above the lines of its occupations."""
    rows = reading.rows("families").sort("line").with_columns(family=pl.col("FAP").str.extract(_FAMILY).forward_fill())
    coded = reading.require("families", rows, pl.col("ROME").str.contains(_CODE), "ROME", "ligne sans code ROME")
    coded = reading.require("families", coded, pl.col("family").is_not_null(), "FAP", "ligne sans famille")
    joined = coded.join(known, left_on="ROME", right_on="code", how="left", maintain_order="left")
    found = reading.require("families", joined, pl.col("id").is_not_null(), "ROME", "métier inconnu du ROME 4")
    one = reading.distinct("families", found, ["family", "id"])
    return one.select("line", "id", code="ROME", fap=pl.concat_list("family"))
