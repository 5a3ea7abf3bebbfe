"""What the sources of zonings share: a table of communes as of one year, said of the communes of today.

Communes merge every January: an old code is led to the commune that took it in, and where several rows
meet there, the one that bears the commune's own code speaks for it.
"""

from __future__ import annotations

import polars as pl

from campus_graph.loaders.reading import Reading


def commune_of_today(reading: Reading, rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return the rows with ``commune``: the Insee code of today that ``column`` leads to, null where none does."""
    known = reading.lookup("cog.communes").select(pl.col("code").alias(column), today="commune")
    joined = rows.join(known, on=column, how="left", maintain_order="left")
    return joined.with_columns(commune="today").drop("today")


def communes(reading: Reading, file: str, rows: pl.DataFrame, column: str, label: str) -> pl.DataFrame:
    """Return one row per commune of today, with the ``id``, ``code`` and ``label`` of a partial Commune.

    Rows of unknown codes are rejected, those of communes that merged are noted as merged.
    """
    reason = "commune inconnue du code officiel géographique"
    found = commune_of_today(reading, rows, column)
    known = reading.require(file, found, pl.col("commune").is_not_null(), column, reason)
    own_first = known.sort("commune", pl.col(column) != pl.col("commune"), column)
    one = reading.distinct(file, own_first, ["commune"])
    return one.with_columns(id=reading.mint("Commune", "commune"), code="commune", label=label)
