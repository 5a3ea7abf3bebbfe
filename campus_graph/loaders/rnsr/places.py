"""The commune of a postal address, where it leaves no doubt.

A postal city is written in capitals, shortened (« ST »), followed by « CEDEX 5 », and is at times no commune
(« Sophia Antipolis »): its name counts within the department that the postcode begins with, and only if one commune
bears it there. A postcode alone places nothing: those of Heidelberg and Singapore are French ones too.
"""

from __future__ import annotations

import polars as pl

from campus_graph.loaders.reading import Reading
from campus_graph.text import folded

# « MARNE LA VALLEE CEDEX 2 - CHAMPS SUR MARNE »: the commune comes last.
_BEFORE = r"^.* cedex (\d+ )?([a-z].*)$"
_CEDEX = r" cedex.*$"
_BOROUGH = r"^(paris|lyon|marseille) \d+( ?er?| ?e| ?eme)?( arrondissement)?$"
_SAINT = {r"\bst\b": "saint", r"\bste\b": "sainte"}


def located_in(reading: Reading, rows: pl.DataFrame) -> pl.DataFrame:
    """Return LOCATED_IN edges. ``rows`` has id, commune (a postal city) and postcode."""
    named = rows.select("id", name=_city(), department=_department())
    found = named.join(_names(reading), on=["department", "name"])
    return found.select(start_id="id", end_id=reading.mint("Commune", "code")).sort("start_id")


def _city() -> pl.Expr:
    city = folded("commune").str.replace(_BEFORE, "$2").str.replace(_CEDEX, "").str.replace(_BOROUGH, "$1")
    for short, long in _SAINT.items():
        city = city.str.replace_all(short, long)
    return city


def _department() -> pl.Expr:
    """Return the department of a postcode: two digits, three overseas; Corsica has 20 for both of its own."""
    code = pl.col("postcode")
    corsica = pl.when(code.str.contains("^20[01]")).then(pl.lit("2A")).otherwise(pl.lit("2B"))
    return (
        pl.when(code.str.contains(r"^9[78]\d{3}$"))
        .then(code.str.slice(0, 3))
        .when(code.str.contains(r"^20\d{3}$"))
        .then(corsica)
        .when(code.str.contains(r"^\d{5}$"))
        .then(code.str.slice(0, 2))
    )


def _names(reading: Reading) -> pl.DataFrame:
    """Return (department, name, code) of the names that one commune of a department bears, today's names first."""
    by_name = ["department", "folded"]
    names = reading.lookup("cog.names").filter(pl.col("former") == pl.col("former").min().over(by_name))
    alone = names.filter(pl.col("code").n_unique().over(by_name) == 1)
    return alone.select("department", "code", name="folded").unique()
