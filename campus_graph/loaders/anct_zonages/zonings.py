"""What public policy says of each commune: rural, a centre, in the mountains, with priority districts, industrial.

The words are those of the source, without the numbers that order its legends. A commune that it could not class is
rejected, so that the field stays empty; « hors champ » and « non centre » are kept, they say that it was looked at.
A commune that is not in a list (mountains, districts, Territoires d'industrie) has an empty field.
"""

from __future__ import annotations

from functools import reduce

import polars as pl

from campus_graph.loaders.communes import commune_of_today, communes
from campus_graph.loaders.reading import Reading

_NUMBER = r"^\d{2} - "
_UNCLASSED = r"undefined|périmètre a changé"
# file, column of the value, field
_ZONINGS = (
    ("rurality", "niveau_ruralite", "rurality_type"),
    ("centrality", "niveau_centralite", "centrality"),
    ("mountains", "niveau_montagne", "mountain"),
)


def zonings(reading: Reading) -> pl.DataFrame:
    """Return one partial Commune for each commune of any of the files, with all its zonings."""
    parts = [_zoning(reading, *zoning) for zoning in _ZONINGS]
    parts += [_districts(reading), _industry(reading)]
    wide = reduce(lambda left, right: left.join(right, on="commune", how="full", coalesce=True), parts)
    return wide.sort("commune").select(
        pl.exclude("commune"), id=reading.mint("Commune", "commune"), code=pl.col("commune")
    )


def _zoning(reading: Reading, file: str, column: str, field: str) -> pl.DataFrame:
    rows = reading.rows(file)
    classed = ~pl.col(column).str.contains(_UNCLASSED)
    rows = reading.require(file, rows, classed, column, "commune que la source n’a pas pu classer")
    one = communes(reading, file, rows, "insee_com", "lib_com")
    reading.ledgers[file].note_loaded(one["line"])
    return one.select("commune", pl.col(column).str.replace(_NUMBER, "").alias(field))


def _districts(reading: Reading) -> pl.DataFrame:
    """Return the priority districts of each commune; one that lies in several communes is said of each."""
    rows = commune_of_today(reading, reading.rows("districts"), "insee_com")
    reason = "commune inconnue du code officiel géographique"
    known = reading.require("districts", rows, pl.col("commune").is_not_null(), "insee_com", reason)
    reading.ledgers["districts"].note_loaded(known["line"])
    codes = known.select("commune", qpv=pl.col("code_qp").str.extract_all(r"[A-Z]{2}\w{6}")).explode("qpv")
    return codes.group_by("commune").agg(pl.col("qpv").unique().sort())


def _industry(reading: Reading) -> pl.DataFrame:
    """Return the Territoires d'industrie of each commune: those that name it, or a group that it is a member of."""
    rows = reading.rows("industry").with_columns(siren=pl.col("siren_groupement").str.extract_all(r"\d{9}"))
    named = rows.select("line", "lib_ti", "siren").explode("siren", empty_as_null=True)
    members = named.join(reading.lookup("cog.siren"), on="siren")
    found = pl.col("line").is_in(members["line"].implode())
    used = reading.require("industry", rows, found, "siren_groupement", "aucune commune connue sous ces numéros")
    reading.ledgers["industry"].note_loaded(used["line"])
    return members.group_by("commune").agg(industry_territories=pl.col("lib_ti").unique().sort())
