"""The advisory commission (CPC) and sector that each vocational diploma of the ministry comes under.

Codes are written ``400-24202 V``, with or without hyphen, blank and final letter: the CFD is the first 8 characters.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.reading import Reading

_CREATED = "Date de l'arrêté de création"


def load(reading: Reading) -> Iterator[Table]:
    """Yield what the list adds to each diploma: ``cpc_sector`` as « commission / secteur », RNCP record, level."""
    code = pl.col("Code diplôme").str.replace_all(r"[\s-]", "").str.slice(0, 8)
    rows = reading.rows("diplomas").with_columns(cfd=code)
    known = pl.col("cfd").is_in(reading.lookup("bcn.diplomas")["cfd"].implode())
    rows = reading.require("diplomas", rows, known, "Code diplôme", "diplôme inconnu de la BCN")
    # A renovated diploma may keep its code: the latest decree tells its sector and record.
    latest = rows.sort(_CREATED, descending=True, nulls_last=True, maintain_order=True)
    one = reading.distinct("diplomas", latest, ["cfd"])
    yield Table("Diploma", _records(reading, one), "diplomas")


def _records(reading: Reading, rows: pl.DataFrame) -> pl.DataFrame:
    number = pl.col("Code RNCP").str.extract(r"^(\d+)$")
    return rows.select(
        "line",
        "cfd",
        id=reading.mint("Diploma", "cfd"),
        level=pl.col("Niveau").str.extract(r"^Niveau (\d)$").cast(pl.Int64),
        rncp=pl.when(number.is_not_null()).then(pl.concat_list(pl.format("RNCP{}", number))),
        cpc_sector=pl.concat_str("Commission professionnelle consultative", "Secteur", separator=" / "),
    )
