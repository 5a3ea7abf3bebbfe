"""From the name of a place to its official identifier, where the name leaves no doubt.

Pages write former académies (Caen, Rouen), former communes (Cherbourg-Octeville) and short names (Le Touquet);
a commune is looked for in the region of the campus only, and two of one name there count as none.
"""

from __future__ import annotations

import csv
from importlib.resources import files

import polars as pl

from campus_graph.loaders.reading import Reading
from campus_graph.text import folded

# The académie de Normandie took in those of Caen and Rouen on 1 January 2020 (decree 2019-1200).
_MERGED_ACADEMIES = {"caen": "normandie", "rouen": "normandie"}
_ARTICLES = r"^(academie )?(de la |de l |de |du |d )?(la |l |le |les )?"


def reviewed(name: str) -> pl.DataFrame:
    """Return a small table of ours that lies beside this module; each line has its reason."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return pl.DataFrame(list(csv.DictReader(text.splitlines())))


def bare(column: pl.Expr | str) -> pl.Expr:
    """Return a folded territory name without « académie de », « la », « les »."""
    return folded(column).str.replace(_ARTICLES, "")


def first_address(column: str) -> pl.Expr:
    """Return the first address of a cell, or the words that stand for one (« livret-2017 »)."""
    words = pl.col(column).str.replace(r", (corpus|index) pages", "")
    return pl.coalesce(words.str.extract(r"(https?://[^\s]+)"), words)


def regions(reading: Reading) -> pl.DataFrame:
    """Return (name, region): the bare names of today's regions and their codes."""
    rows = reading.lookup("cog.regions").filter(~pl.col("former"))
    return rows.select(name=bare("label"), region="code")


def academies(reading: Reading) -> pl.DataFrame:
    """Return (name, academy): the bare names of the académies, merged ones included, and their codes."""
    today = reading.lookup("academies.names").select(name=bare("label"), academy="code")
    today = today.filter(~pl.col("name").is_in(list(_MERGED_ACADEMIES)))
    merged = pl.DataFrame({"old": list(_MERGED_ACADEMIES), "name": list(_MERGED_ACADEMIES.values())})
    old = merged.join(today, on="name").select(name="old", academy="academy")
    return pl.concat([today, old]).unique("name", keep="first", maintain_order=True)


def located(reading: Reading, places: pl.DataFrame) -> pl.DataFrame:
    """Return LOCATED_IN edges. ``places`` has id, city (several with « ; ») and region (a code)."""
    rows = places.with_columns(city=pl.col("city").str.split(";")).explode("city")
    rows = rows.with_columns(folded=folded("city")).drop_nulls(["folded", "region"])
    known = _in_our_words(rows).join(_communes(reading), on=["region", "folded"])
    edges = known.select(start_id="id", end_id=reading.mint("Commune", "code"))
    return edges.unique().sort("start_id", "end_id")


def _in_our_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Replace the names that the official code does not know (``cities.csv``)."""
    table = reviewed("cities.csv").select("region", folded=folded("city"), official=folded("name"))
    joined = rows.join(table, on=["region", "folded"], how="left")
    return joined.with_columns(folded=pl.coalesce("official", "folded"))


def _communes(reading: Reading) -> pl.DataFrame:
    """Return (region, folded, code) of the names that one commune of the region bears; today's names come first."""
    by_name = ["region", "folded"]
    names = reading.lookup("cog.names")
    names = names.filter(pl.col("former") == pl.col("former").min().over(by_name))
    alone = names.filter(pl.col("code").n_unique().over(by_name) == 1)
    return alone.select(*by_name, "code").unique()
