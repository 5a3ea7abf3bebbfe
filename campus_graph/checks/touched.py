"""What is missing without keeping any question from concluding, counted by the things that it touches."""

from __future__ import annotations

import polars as pl

from campus_graph.checks.places import Scope, own_places, places
from campus_graph.checks.shares import mapped_diplomas
from campus_graph.graph.store import Reader

TOUCHED = {"lack": pl.String(), "thing": pl.String(), "number": pl.Int64()}
_KEY = ("start_id", "end_id", "voie")


def touched(reader: Reader, scope: Scope) -> pl.DataFrame:
    """Return (lack, thing, number): what each thing of the scope is without, and how much that touches."""
    schools = _within(reader.table("Establishment"), own_places(reader.table("Establishment")), scope)
    offers = reader.table("OFFERS").join(schools.select(start_id="id"), on="start_id", how="semi")
    ever = offers.group_by(_KEY).agg(pl.col("capacity", "enrolled").count())
    rows = {
        "offer-places": ever.filter(capacity=0).select(thing="start_id"),
        "offer-learners": ever.filter(enrolled=0).select(thing="start_id"),
        "offer-filiere": ever.join(mapped_diplomas(reader), left_on="end_id", right_on="id", how="anti").select(
            thing="end_id"
        ),
        "establishment-offer": schools.join(offers, left_on="id", right_on="start_id", how="anti").select(thing="id"),
        "partner-siret": _partners(reader, scope).select(thing="id"),
    }
    parts = [frame.group_by("thing").agg(number=pl.len()).with_columns(lack=pl.lit(n)) for n, frame in rows.items()]
    found = pl.concat(parts).select(pl.col(n).cast(t) for n, t in TOUCHED.items())
    return found.sort(["lack", "number", "thing"], descending=[False, True, False])


def _partners(reader: Reader, scope: Scope) -> pl.DataFrame:
    table = reader.table("Partner").filter(pl.col("siret").is_null())
    return _within(table, places(reader, ["Partner"]), scope)


def _within(table: pl.DataFrame, placed: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    if scope.territory is None:
        return table
    return table.join(placed.filter(territory=scope.territory), on="id", how="semi")
