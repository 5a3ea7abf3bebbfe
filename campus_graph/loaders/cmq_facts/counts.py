"""How many campuses a source counts in a territory, so that a missing campus is seen as missing.

« campus labellisés » is kept for labelled campuses in force at a date; new ones, projects, those of one filière or
of one wave count something else. ``counted.csv`` decides for each wording, with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.cmq_facts.places import academies, bare, first_address, reviewed
from campus_graph.loaders.reading import Reading
from campus_graph.text import folded, slugged

_KEY = ["subject", "measure", "period"]


def count_tables(reading: Reading) -> Iterator[Table]:
    """Yield Indicator: one per territory, measure, date and value."""
    rows = reading.rows("counts")
    value = pl.col("nombre").cast(pl.Float64, strict=False)
    rows = reading.require("counts", rows, value.is_not_null(), "nombre", "ce n’est pas un nombre")
    rows = _measured(rows.with_columns(value=value, period=pl.col("date"), name=_territory("territoire")))
    rows = rows.join(_subjects(reading), on="name", how="left", maintain_order="left")
    rows = reading.require(
        "counts", rows, pl.col("subject").is_not_null(), "territoire", "territoire sans code officiel"
    )
    rows = reading.distinct("counts", rows, [*_KEY, "value"])
    yield Table("Indicator", _indicators(reading, rows), "counts")


def _territory(column: str) -> pl.Expr:
    """Return the bare name, with « academie » before that of an académie: Lille is also a city."""
    academy = folded(column).str.starts_with("academie ")
    return pl.when(academy).then(pl.concat_str(pl.lit("academie "), bare(column))).otherwise(bare(column))


def _subjects(reading: Reading) -> pl.DataFrame:
    """Return (name, subject): today's regions, former ones, departments, académies, and France."""
    regions = reading.lookup("cog.regions").sort("former", "code")
    departments = reading.lookup("cog.departments")
    every_academy = academies(reading)
    known = [
        pl.DataFrame({"name": ["france"], "subject": ["france"]}),
        regions.select(name=bare("label"), subject=reading.mint("Region", "code")),
        departments.select(name=bare("label"), subject=reading.mint("Department", "code")),
        every_academy.select(
            name=pl.concat_str(pl.lit("academie "), "name"), subject=reading.mint("Academy", "academy")
        ),
    ]
    return pl.concat(known).unique("name", keep="first", maintain_order=True)


def _measured(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``measure``: as reviewed in ``counted.csv``, else the words of the source."""
    table = reviewed("counted.csv").select(said=folded("words"), reviewed="measure")
    rows = rows.with_columns(said=folded("ce_qui_est_compte")).join(table, on="said", how="left", maintain_order="left")
    return rows.with_columns(measure=pl.coalesce("reviewed", "ce_qui_est_compte"))


def _indicators(reading: Reading, rows: pl.DataFrame) -> pl.DataFrame:
    """Two values of one key are a disagreement between sources: both stay, the value enters the key."""
    period = pl.col("period").fill_null("sans date")
    key = slugged(pl.concat_str("subject", "measure", period, separator=" "))
    disputed = pl.struct(_KEY).is_duplicated()
    number = pl.col("value").cast(pl.Int64).cast(pl.String)
    full = pl.when(disputed).then(pl.concat_str(key, number, separator="-")).otherwise(key)
    return rows.select(
        "line",
        "subject",
        "measure",
        "period",
        "value",
        id=reading.mint("Indicator", full),
        label=pl.format("{} : {} ({})", "territoire", "measure", period),
        year=pl.col("period").str.extract(r"^(\d{4})(-\d{2})?(-\d{2})?$").cast(pl.Int64),
        status=pl.lit("observed"),
        source_url=first_address("source_url"),
    )
