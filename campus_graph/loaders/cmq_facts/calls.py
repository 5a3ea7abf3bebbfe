"""The calls for projects, decrees, orders and releases on which labels rest.

No edge leads from a label to its call: the year of a label does not tell its call (2017 and 2020 have several), and
the list of orders is known to be incomplete.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.cmq_facts.places import first_address
from campus_graph.loaders.reading import Reading
from campus_graph.text import slugged

# Where the reference of a text ends and its subject begins.
_SUBJECT = r"\s*([(,:–«]|\b(portant|modifiant|fixant|complétant)\b).*$"


def call_tables(reading: Reading) -> Iterator[Table]:
    """Yield CallForProjects."""
    rows = reading.rows("calls")
    rows = reading.require("calls", rows, pl.col("texte").is_not_null(), "texte", "texte sans intitulé")
    rows = reading.distinct("calls", rows.with_columns(key=_key()), ["key"])
    yield Table(
        "CallForProjects",
        rows.select(
            "note",
            "line",
            id=reading.mint("CallForProjects", "key"),
            label="texte",
            year=pl.col("annee").cast(pl.Int64, strict=False),
            issued="date",
            campus_count=pl.col("nombre_campus").cast(pl.Int64, strict=False),
            source_url=first_address("source_url"),
        ),
        "calls",
    )


def _key() -> pl.Expr:
    """Return year and reference (« 2014-decret-n-2014-1100-du-29-septembre-2014 »), in full where not unique."""
    short = slugged(pl.col("texte").str.replace(_SUBJECT, ""))
    year = pl.col("annee").fill_null("sans-date")
    key = pl.concat_str(year, short, separator="-")
    return pl.when(key.is_duplicated()).then(pl.concat_str(year, slugged("texte"), separator="-")).otherwise(key)
