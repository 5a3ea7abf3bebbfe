"""How dense each commune is and what zonings it is in, and a point for each department, region and intercommunality.

The official code gives no position; without a point a territory is on no map and has no nearest campus.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.anct_zonages.zonings import zonings
from campus_graph.loaders.communes import communes
from campus_graph.loaders.reading import Reading

# file, kind, column of the code, column of the label
_CENTRES = (
    ("departments", "Department", "insee_dep", "lib_dep"),
    ("regions", "Region", "insee_reg", "lib_reg"),
    ("intercommunalities", "Intercommunality", "siren_epci", "lib_epci"),
)


def load(reading: Reading) -> Iterator[Table]:
    """Yield partial communes (density, zonings), departments, regions and intercommunalities (point)."""
    rows = communes(reading, "density", reading.rows("density"), "insee_com", "lib_com")
    dense = rows.rename({"niveau_densite": "density"})
    yield Table("Commune", dense.select("id", "code", "label", "density", "line"), "density")
    yield Table("Commune", zonings(reading))
    for file, kind, code, label in _CENTRES:
        yield _centres(reading, file, kind, code, label)


def _centres(reading: Reading, file: str, kind: str, code: str, label: str) -> Table:
    """Return a partial node per territory; the EPT of Greater Paris share a file with the EPCI but are none."""
    rows = reading.rows(file)
    rows = reading.require(
        file,
        rows,
        pl.col(code).is_not_null(),
        code,
        "sans code (un établissement public territorial n’est pas un EPCI)",
    )
    one = reading.distinct(file, rows, [code])
    frame = one.select(
        "line", id=reading.mint(kind, code), code=code, label=label, latitude=pl.col("lat"), longitude=pl.col("lon")
    )
    return Table(kind, frame, file)
