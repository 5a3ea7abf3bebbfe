"""Which occupations a diploma prepares for, as the directory of certifications says.

A certification is the diploma of its CFD, else of its Onisep identifier. The directory covers continuing training
too: what is no diploma of this graph is rejected.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.reading import Reading

_FILE = "certifications"
_CODES = [f"Code_Rome_{n}" for n in range(1, 6)]
_ENDS = ["start_id", "end_id"]


def load(reading: Reading) -> Iterator[Table]:
    """Yield PREPARES_FOR."""
    rows = _with_diploma(reading, reading.rows(_FILE))
    coded = reading.require(_FILE, rows, pl.any_horizontal(pl.col(_CODES).is_not_null()), _CODES[0], "sans code ROME")
    long = coded.select("line", "start_id", code=pl.concat_list(_CODES)).explode("code", empty_as_null=True)
    edges = long.join(reading.lookup("rome.codes"), on="code").select("line", "start_id", end_id="id")
    known = pl.col("line").is_in(edges["line"].implode())
    reading.require(_FILE, coded, known, _CODES[0], "métiers inconnus du ROME 4")
    one = edges.sort(*_ENDS, "line").unique(_ENDS, keep="first", maintain_order=True)
    reading.merge(_FILE, edges.select("line").unique().join(one, on="line", how="anti"))
    yield Table("PREPARES_FOR", one, _FILE)


def _with_diploma(reading: Reading, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of diplomas that the graph knows, with ``start_id``."""
    by_cfd = reading.lookup("bcn.diplomas").select("cfd", by_cfd="id")
    by_onisep = reading.lookup("onisep.formations").select("onisep_id", by_onisep="id")
    found = rows.join(by_cfd, left_on="Code_Scolarité", right_on="cfd", how="left", maintain_order="left")
    found = found.join(by_onisep, left_on="codeIdeo2", right_on="onisep_id", how="left", maintain_order="left")
    found = found.with_columns(start_id=pl.coalesce("by_cfd", "by_onisep"))
    reason = "certification qui n’est aucun diplôme du graphe"
    return reading.require(_FILE, found, pl.col("start_id").is_not_null(), "Code_Diplome", reason)
