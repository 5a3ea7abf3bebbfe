"""Which diplomas a region gives priority to.

The table gives no reason and names no plan. A diploma may come once per way of teaching it (dispositif), which is one
priority here. Mayotte has no row.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.reading import Reading

_FILE = "priorities"
_PLAN = "formations prioritaires"
# The table is dated of November 2024; it says no year itself.
_YEAR = 2024


def load(reading: Reading) -> Iterator[Table]:
    """Yield PRIORITISES from regions to diplomas."""
    rows = reading.rows(_FILE)
    diplomas = reading.lookup("bcn.diplomas").select("cfd", end_id="id")
    regions = reading.lookup("cog.regions").filter(~pl.col("former"))["code"].implode()
    rows = reading.require(_FILE, rows, pl.col("codeRegion").is_in(regions), "codeRegion", "région inconnue")
    found = rows.join(diplomas, on="cfd", how="left", maintain_order="left")
    known = reading.require(_FILE, found, pl.col("end_id").is_not_null(), "cfd", "diplôme inconnu de la BCN")
    one = reading.distinct(_FILE, known, ["codeRegion", "cfd"])
    start = reading.mint("Region", "codeRegion")
    edges = one.select("line", "end_id", start_id=start, plan=pl.lit(_PLAN), year=pl.lit(_YEAR))
    yield Table("PRIORITISES", edges, _FILE)
