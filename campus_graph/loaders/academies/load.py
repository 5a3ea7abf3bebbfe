"""Which académie and which région académique a department belongs to.

Since 1 January 2020 the régions académiques are the regions, one for one. The publisher's table also holds
former académies, made-up ones (« France entière ») and the vice-rectorats overseas, which are no académies.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.codes import short_department
from campus_graph.graph.tables import Table
from campus_graph.loaders.reading import Reading

_OVERSEAS_REGION = "00"


def load(reading: Reading) -> Iterator[Table]:
    """Yield académies, régions académiques and WITHIN edges.

    Publishes ``departments`` (department, academy, region: the codes; académie null where there is none)
    and ``names`` (code, label of each académie).
    """
    rows = _departments(reading)
    academies = rows.select(code="codeAcademie", label="libelleAcademie", region="codeRegion").unique().sort("code")
    reading.publish("names", academies.select("code", "label"))
    reading.publish("departments", _every_department(reading, rows))
    department, academy = reading.mint("Department", "department"), reading.mint("Academy", "codeAcademie")
    yield Table("WITHIN", rows.select("line", start_id=department, end_id=academy), "departments")
    yield from _academies(reading, academies)
    yield from _academic_regions(reading, rows)


def _departments(reading: Reading) -> pl.DataFrame:
    """Return the rows that give a department of the official code its académie."""
    rows = reading.rows("departments").with_columns(department=short_department("codeDepartement"))
    has_department = pl.col("codeDepartement").is_not_null()
    rows = reading.require("departments", rows, has_department, "codeDepartement", "académie ancienne ou fictive")
    known = pl.col("department").is_in(reading.lookup("cog.departments")["code"].implode())
    reason = "département absent du code officiel géographique"
    rows = reading.require("departments", rows, known, "codeDepartement", reason)
    academic = pl.col("codeRegion") != _OVERSEAS_REGION
    return reading.require("departments", rows, academic, "libelleAcademie", "vice-rectorat, pas une académie")


def _every_department(reading: Reading, rows: pl.DataFrame) -> pl.DataFrame:
    official = reading.lookup("cog.departments").select("region", department="code")
    joined = official.join(rows.select("department", academy="codeAcademie"), on="department", how="left")
    return joined.select("department", "academy", "region").sort("department")


def _academies(reading: Reading, academies: pl.DataFrame) -> Iterator[Table]:
    contours = reading.rows("contours")
    known = pl.col("code_academie").is_in(academies["code"].implode())
    contours = reading.require("contours", contours, known, "code_academie", "académie sans département")
    # The publisher writes the point as [latitude, longitude], against the habit of GeoJSON.
    centres = contours.select(
        "line",
        code="code_academie",
        latitude=pl.col("geo_point_2d").list.get(0),
        longitude=pl.col("geo_point_2d").list.get(1),
    )
    academy = reading.mint("Academy", "code")
    drawn = academies.drop("region").join(centres, on="code")
    yield Table("Academy", drawn.with_columns(id=academy), "contours")
    others = academies.join(centres, on="code", how="anti")
    yield Table("Academy", others.select("code", "label", id=academy))
    yield Table("WITHIN", academies.select(start_id=academy, end_id=reading.mint("AcademicRegion", "region")))


def _academic_regions(reading: Reading, rows: pl.DataFrame) -> Iterator[Table]:
    regions = rows.select(code="codeRegion", label="libelleRegion").unique().sort("code")
    academic = reading.mint("AcademicRegion", "code")
    yield Table("AcademicRegion", regions.with_columns(id=academic))
    yield Table("WITHIN", regions.select(start_id=academic, end_id=reading.mint("Region", "code")))
