"""Which occupations a diploma prepares for, as Onisep says on the sheet of the formation.

A sheet names occupations of Onisep's own list (MET.n), each of which has one ROME code, or a few. The list is that
of the year of the sheets; the one of 2025 and the sheets of the occupations, which are XML too, would add 18
of 5,934 links. A sheet without occupation of known code is rejected, not a diploma that prepares for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.onisep.resolve import with_diploma
from campus_graph.loaders.reading import Reading
from campus_graph.loaders.xml_records import SEPARATOR

_IDS = "metiers_formation/metier/id"
_ENDS = ["start_id", "end_id"]


def load(reading: Reading) -> Iterator[Table]:
    """Yield PREPARES_FOR."""
    codes = _codes(reading)
    rows = _with_diploma(reading, reading.rows("formations"))
    named = rows.select("line", "start_id", met=pl.col(_IDS).str.split(SEPARATOR)).explode("met", empty_as_null=True)
    edges = named.join(codes, on="met").select("line", "start_id", end_id="id")
    known = pl.col("line").is_in(edges["line"].implode())
    reading.require("formations", rows, known, _IDS, "aucun métier dont Onisep donne le code ROME")
    one = edges.sort(*_ENDS, "line").unique(_ENDS, keep="first", maintain_order=True)
    reading.merge("formations", edges.select("line").unique().join(one, on="line", how="anti"))
    yield Table("PREPARES_FOR", one, "formations")


def _codes(reading: Reading) -> pl.DataFrame:
    """Return (met, id): the occupations of the ROME that each occupation of Onisep is."""
    rows = reading.rows("occupations").with_columns(met=pl.col("lien_site_onisepfr").str.extract(r"/(MET\.\d+)$"))
    rows = reading.require("occupations", rows, pl.col("met").is_not_null(), "lien_site_onisepfr", "sans fiche métier")
    coded = rows.with_columns(code=pl.col("code_rome").str.extract_all(r"\b[A-N]\d{4}\b"))
    coded = reading.require("occupations", coded, pl.col("code").list.len() > 0, "code_rome", "sans code ROME")
    # One line per book that presents the occupation; the lines have no record of their own, they describe the sheets.
    one = reading.distinct("occupations", coded, ["met", "code_rome"])
    reading.ledgers["occupations"].note_loaded(one["line"])
    pairs = one.select("met", "code").explode("code", empty_as_null=True).unique()
    return pairs.join(reading.lookup("rome.codes"), on="code").select("met", "id")


def _with_diploma(reading: Reading, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the sheets of diplomas that the graph knows, with ``start_id``: by CFD, else as ``with_diploma`` does."""
    by_cfd = reading.lookup("bcn.diplomas").select("cfd", by_cfd="id")
    found = rows.join(by_cfd, left_on="code_scolarite", right_on="cfd", how="left", maintain_order="left")
    label = pl.col("libelle_complet")
    found = with_diploma(found, reading.lookup("onisep.formations"), "identifiant", label, "by_onisep")
    found = found.with_columns(start_id=pl.coalesce("by_cfd", "by_onisep"))
    return reading.require(
        "formations", found, pl.col("start_id").is_not_null(), "identifiant", "diplôme non identifié"
    )
