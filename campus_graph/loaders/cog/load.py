"""Regions, departments, intercommunalities and communes, and what lies within what.

Former communes and the boroughs of Paris, Lyon and Marseille are no territories of ours: their codes
are kept on the commune of today (``former_codes``), so that old Insee codes still find their place.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.reading import Reading
from campus_graph.text import folded


def load(reading: Reading) -> Iterator[Table]:
    """Yield territories and WITHIN edges.

    Publishes ``regions`` (code, label, former), ``departments`` (code, label, region), ``communes`` (code →
    commune of today), ``names`` (folded name → commune of today, with department, region, population, former) and
    ``siren`` (siren → commune: of a commune, or of a group of communes that it is a member of).
    """
    yield from _regions(reading)
    yield from _departments(reading)
    communes = reading.rows("communes")
    current, former = _split(reading, communes)
    yield from _communes(reading, current, former)
    yield from _intercommunalities(reading, current)
    _publish_siren(reading, current)


def _publish_siren(reading: Reading, current: pl.DataFrame) -> None:
    groups = [reading.lookup("cog.members"), _members(_territorial(reading))]
    own = current.select("siren", commune="code").drop_nulls()
    members = pl.concat([own, *groups]).join(current.select(commune="code"), on="commune", how="semi")
    reading.publish("siren", members.unique().sort("siren", "commune"))


def _territorial(reading: Reading) -> pl.DataFrame:
    """Return the établissements publics territoriaux of Greater Paris: no nodes, only groups of communes."""
    rows = reading.rows("territorial")
    reading.ledgers["territorial"].note_loaded(rows["line"])  # no record of their own: they name their communes
    return rows


def _members(rows: pl.DataFrame) -> pl.DataFrame:
    codes = pl.col("membres").list.eval(pl.element().struct.field("code"))
    return rows.select(siren="code", commune=codes).explode("commune")


def _regions(reading: Reading) -> Iterator[Table]:
    rows = reading.rows("regions")
    region = reading.mint("Region", "code").alias("id")
    yield Table("Region", rows.select(region, "code", label="nom", former=pl.lit(False), line="line"), "regions")
    text = files(__package__).joinpath("former_regions.csv").read_text(encoding="utf-8")
    former = pl.DataFrame(list(csv.DictReader(text.splitlines())))
    today = rows.select("code", label="nom", former=pl.lit(False))
    reading.publish("regions", pl.concat([today, former.select("code", label="name", former=pl.lit(True))]))
    yield from _former_regions(reading, former)


def _former_regions(reading: Reading, frame: pl.DataFrame) -> Iterator[Table]:
    """Yield the regions that the law of 16 January 2015 merged; texts before 2016 name them."""
    region = reading.mint("Region", "code").alias("id")
    yield Table("Region", frame.select(region, "code", label="name", former=pl.lit(True)))
    ends = [reading.mint("Region", "successor").alias("start_id"), reading.mint("Region", "code").alias("end_id")]
    yield Table("SUCCEEDS", frame.select(ends))


def _departments(reading: Reading) -> Iterator[Table]:
    rows = reading.rows("departments")
    reading.publish("departments", rows.select("code", "region", label="nom"))
    department = reading.mint("Department", "code")
    yield Table("Department", rows.select(department.alias("id"), "code", "line", label="nom"), "departments")
    yield Table("WITHIN", rows.select(start_id=department, end_id=reading.mint("Region", "region")).drop_nulls())


def _split(reading: Reading, communes: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the communes of today, and (code, commune of today) of the others."""
    current = communes.filter(pl.col("type") == "commune-actuelle")
    other = communes.filter(pl.col("type") != "commune-actuelle")
    former = other.select("line", "code", commune=pl.coalesce("commune", "chefLieu"))
    former = reading.require(
        "communes", former, pl.col("commune").is_in(current["code"].implode()), "code", "commune d’aujourd’hui inconnue"
    )
    reading.merge("communes", former)
    reading.publish("names", _names(current, other))
    # A delegated commune may bear the code of the commune that took it in: that code stays the commune's.
    former = former.filter(~pl.col("code").is_in(current["code"].implode()))
    known = [current.select("code", commune="code"), former.select("code", "commune")]
    reading.publish("communes", pl.concat(known).unique("code", keep="first", maintain_order=True))
    return current, former


def _names(current: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Return every name of a commune, today's and former, with the commune of today that bears it."""
    today = current.select("code", "population", "region", department="departement")
    old = other.select(folded("nom").alias("folded"), code=pl.coalesce("commune", "chefLieu"), former=pl.lit(True))
    new = current.select(folded("nom").alias("folded"), "code", former=pl.lit(False))
    columns = ["code", "folded", "department", "region", "population", "former"]
    return pl.concat([new, old]).unique().join(today, on="code").select(columns).sort("folded", "code", "former")


def _communes(reading: Reading, current: pl.DataFrame, former: pl.DataFrame) -> Iterator[Table]:
    old = former.group_by("commune").agg(former_codes=pl.col("code").unique().sort())
    rows = current.drop("commune").join(old, left_on="code", right_on="commune", how="left")
    commune = reading.mint("Commune", "code")
    columns = ["code", "population", "former_codes", "department", "region", "line"]
    frame = rows.rename({"departement": "department"}).select(commune.alias("id"), *columns, label="nom")
    yield Table("Commune", frame, "communes")
    within = rows.select(start_id=commune, end_id=reading.mint("Department", "departement"))
    yield Table("WITHIN", within.drop_nulls())


def _intercommunalities(reading: Reading, current: pl.DataFrame) -> Iterator[Table]:
    rows = reading.rows("intercommunalities")
    epci = reading.mint("Intercommunality", "code")
    yield Table(
        "Intercommunality",
        rows.select(epci.alias("id"), "code", "line", label="nom", nature="type", population="populationMunicipale"),
        "intercommunalities",
    )
    members = _members(rows)
    reading.publish("members", members)
    known = members.rename({"siren": "code"}).join(current.select(commune="code"), on="commune", how="semi")
    yield Table("WITHIN", known.select(start_id=reading.mint("Commune", "commune"), end_id=epci))
