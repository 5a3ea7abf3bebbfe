"""The employment zones of 2020, and the communes of each.

A zone is where most people live and work; it ignores the bounds of departments and regions.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.communes import communes
from campus_graph.loaders.reading import Reading


def load(reading: Reading) -> Iterator[Table]:
    """Yield employment zones, the zone of each commune, and WITHIN edges."""
    zones = _zones(reading)
    yield Table("EmploymentZone", zones, "labels")
    rows = reading.rows("communes")
    has_zone = pl.col("ZE2020").is_in(zones["code"].implode())
    rows = reading.require("communes", rows, has_zone, "ZE2020", "zone d’emploi inconnue")
    placed = communes(reading, "communes", rows, "CODGEO", "LIBGEO").rename({"ZE2020": "employment_zone"})
    yield Table("Commune", placed.select("id", "code", "label", "employment_zone", "line"), "communes")
    zone = reading.mint("EmploymentZone", "employment_zone")
    yield Table("WITHIN", placed.select(start_id="id", end_id=zone))


def _zones(reading: Reading) -> pl.DataFrame:
    """Return the zones; the file labels eleven other zonings too, which are not used."""
    rows = reading.rows("labels")
    is_zone = pl.col("NIVGEO") == "ZE2020"
    # Lines of other zonings are no fault of the publisher's: nothing here is made of them.
    reading.merge("labels", rows.filter(~is_zone.fill_null(False)))
    rows = rows.filter(is_zone)
    one = reading.distinct("labels", rows, ["CODGEO"])
    return one.select("line", id=reading.mint("EmploymentZone", "CODGEO"), code="CODGEO", label="LIBGEO")
