"""Where a diploma leads, as Onisep publishes it: indicative continuations, never a right of entry.

An end is every CFD of the row that the BCN knows, else the diploma of that identifier or name in Onisep's list of
2025, else a diploma of its own. The identifier of a target was found by its label (see ``source.toml``).
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.onisep.resolve import with_diploma
from campus_graph.loaders.reading import Reading

_FILE = "continuations"
_RULE = "Onisep, poursuites d'études 2024"
_LABELS = {"src": "src_libelle", "cible": "cible_libelle_source"}


def load(reading: Reading) -> Iterator[Table]:
    """Yield LEADS_TO, and the diplomas that only this file names."""
    rows = reading.rows(_FILE)
    starts, ends = _ends(reading, rows, "src"), _ends(reading, rows, "cible")
    for side, found in (("src", starts), ("cible", ends)):
        known = pl.col("line").is_in(found["line"].implode())
        rows = reading.require(_FILE, rows, known, _LABELS[side], "diplôme non identifié")
    yield Table("LEADS_TO", _continuations(reading, rows, starts, ends), _FILE)
    yield Table("Diploma", _unlisted(reading, starts, ends))


def _ends(reading: Reading, rows: pl.DataFrame, side: str) -> pl.DataFrame:
    """Return the diplomas that one end of each row stands for; ``own`` marks those that nothing else lists."""
    described = rows.select(
        "line",
        cfd=pl.col(f"{side}_cfd").str.split("|"),
        onisep_id=f"{side}_id",
        label=_LABELS[side],
        type=f"{side}_type",
        level=pl.col(f"{side}_niveau").str.extract(r"^(\d)$").cast(pl.Int64),
    )
    codes = reading.lookup("bcn.diplomas").select("cfd", "id")
    by_cfd = described.explode("cfd").join(codes, on="cfd").with_columns(own=pl.lit(False))
    rest = described.filter(pl.col("onisep_id").is_not_null()).join(by_cfd, on="line", how="anti")
    listed = with_diploma(rest, reading.lookup("onisep.formations"), "onisep_id", pl.col("label"), "id")
    by_id = listed.with_columns(own=pl.col("id").is_null(), id=pl.coalesce("id", reading.mint("Diploma", "onisep_id")))
    columns = ["line", "id", "own", "onisep_id", "label", "type", "level"]
    return pl.concat([by_cfd.select(columns), by_id.select(columns)]).unique()


def _continuations(reading: Reading, rows: pl.DataFrame, starts: pl.DataFrame, ends: pl.DataFrame) -> pl.DataFrame:
    """Return the distinct edges; a row with none of its own is merged, a row with loops only is rejected."""
    sides = starts.select("line", start_id="id"), ends.select("line", end_id="id")
    edges = rows.select("line").join(sides[0], on="line").join(sides[1], on="line")
    apart = edges.filter(pl.col("start_id") != pl.col("end_id"))
    loops = rows.join(apart, on="line", how="anti")
    reading.reject(_FILE, loops, _LABELS["cible"], "le diplôme mène à lui-même")
    ends_only = ["start_id", "end_id"]
    one = apart.sort(*ends_only, "line").unique(ends_only, keep="first", maintain_order=True)
    reading.merge(_FILE, rows.join(loops, on="line", how="anti").join(one, on="line", how="anti"))
    return one.with_columns(status=pl.lit("published"), rule=pl.lit(_RULE))


def _unlisted(reading: Reading, starts: pl.DataFrame, ends: pl.DataFrame) -> pl.DataFrame:
    """Return the diplomas of identifiers that Onisep's list no longer has, by number or by name."""
    found = pl.concat([starts, ends]).filter("own").sort("id", "label", "type", "level")
    one = found.unique("id", keep="first", maintain_order=True)
    return one.select("id", "label", "type", "level", open=pl.lit(True), onisep_ids=pl.concat_list("onisep_id"))
