"""Which records of the national directory (RNCP) describe a diploma.

A diploma keeps its code while its record is renewed: only active records are given. The level of the
record is given too, so that a disagreement with the BCN shows.

The table of certifiers (``rncp_certificateurs``, 2021) is not read: most of its records have been renewed under other
numbers since, four certifiers in five have a name only, and no question asks who certifies.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.reading import Reading

_RECORD = "FicheRNCP"


def load(reading: Reading) -> Iterator[Table]:
    """Yield the active RNCP records of each diploma, and the level of its latest one."""
    rows = reading.rows("kit").rename({"Code Diplôme": "cfd"})
    known = pl.col("cfd").is_in(reading.lookup("bcn.diplomas")["cfd"].implode())
    rows = reading.require("kit", rows, known, "cfd", "diplôme inconnu de la BCN")
    described = reading.require("kit", rows, pl.col(_RECORD).str.contains(r"^RNCP\d+$"), _RECORD, "sans fiche RNCP")
    active = pl.col("Fiche ACTIVE/INACTIVE") == "ACTIVE"
    ordered = described.with_columns(active=active.fill_null(False), number=_number()).sort(
        "cfd", "active", "number", descending=[False, True, True], maintain_order=True
    )
    records = ordered.filter("active").group_by("cfd").agg(rncp=pl.col(_RECORD).unique().sort())
    one = reading.distinct("kit", ordered, ["cfd"]).join(records, on="cfd", how="left")
    level = pl.col("Niveau fiche RNCP").str.extract(r"^Niveau (\d)$").cast(pl.Int64)
    yield Table("Diploma", one.select("line", "cfd", "rncp", id=reading.mint("Diploma", "cfd"), level=level), "kit")


def _number() -> pl.Expr:
    return pl.col(_RECORD).str.strip_prefix("RNCP").cast(pl.Int64)
