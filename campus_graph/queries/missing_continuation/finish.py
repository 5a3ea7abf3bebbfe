"""Missing continuations: the nearest offer of any continuation, and the reason in words."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from campus_graph.graph.nearest import nearest_in_group
from campus_graph.graph.store import Parameters

_ORDER = {"gap": 0, "unknown": 1, "covered": 2}
_REASONS = {
    "closed": "diplôme fermé, sans successeur ouvert connu",
    "unlocated": "établissement non situé",
    "unpublished": "aucune poursuite publiée pour ce diplôme",
    "reached": "poursuite proposée dans le territoire",
    "stops": "les poursuites publiées s’arrêtent avant le niveau visé",
    "nowhere": "les données ne donnent aucune offre des poursuites publiées",
    "partly": "aucune connue ici ; les données ne donnent pas les offres de toutes les poursuites publiées",
    "elsewhere": "poursuites publiées, aucune proposée dans le territoire",
}


def rows(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return one row per offer: gaps first, the farthest first; then by place and diploma."""
    found = frames["rows"].with_columns(key=pl.format("{} {}", "establishment", "diploma"))
    near = _nearest(found.filter(pl.col("why").is_in(["elsewhere", "partly"])), frames["ways"], frames["sites"])
    joined = found.join(near, on="key", how="left").with_columns(
        nearest_establishment="nearest",
        nearest_km="km",
        reason=pl.col("why").replace_strict(_REASONS),
    )
    order = pl.col("verdict").replace_strict(_ORDER, return_dtype=pl.Int64)
    keys = [order, "nearest_km", "department", "establishment", "diploma", "voie"]
    return joined.sort(keys, descending=[False, True, *[False] * 4], nulls_last=True)


def _nearest(gaps: pl.DataFrame, ways: pl.DataFrame, sites: pl.DataFrame) -> pl.DataFrame:
    origins = gaps.select("key", "diploma", "latitude", "longitude").unique("key").sort("key")
    wanted = ways.join(origins.select("diploma").unique(), on="diploma", how="semi")
    targets = wanted.join(sites, on="continuation").select("diploma", "id", "latitude", "longitude").unique()
    return nearest_in_group(origins, targets, "diploma")
