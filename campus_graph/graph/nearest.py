"""The nearest of many places, exactly and fast: a k-d tree over points on the unit sphere.

Chord and great-circle distance order points alike, so the nearest chord is the nearest place.
Distances are as the crow flies, in kilometres, on a sphere of the Earth's mean radius.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.spatial import cKDTree

EARTH_KM = 6371.0088
_DIAMETER, _GAP = 2.0, 8.0
_Points = NDArray[np.float64]


def unit_vectors(frame: pl.DataFrame) -> _Points:
    """Return an (n, 3) array from the columns ``latitude`` and ``longitude`` in degrees."""
    latitude = np.radians(frame["latitude"].to_numpy())
    longitude = np.radians(frame["longitude"].to_numpy())
    return np.column_stack(
        (np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude))
    )


def kilometres(chord: _Points) -> _Points:
    """Return great-circle distances for chords of the unit sphere."""
    return 2 * EARTH_KM * np.arcsin(np.clip(chord / 2, 0, 1))


def nearest_in_group(origins: pl.DataFrame, targets: pl.DataFrame, group: str) -> pl.DataFrame:
    """Return, per row of ``origins``, the nearest target of the same group.

    ``origins`` has ``key``, ``group``, latitude, longitude; ``targets`` has ``id``, ``group``, latitude,
    longitude. Rows without a point, or whose group has no target, are left out. The result has ``key``,
    ``nearest`` (an id; the smallest of those at the same point) and ``km`` (rounded to 0.1 km).
    """
    located = origins.drop_nulls(["latitude", "longitude"])
    sites = targets.drop_nulls(["latitude", "longitude"]).sort("id")
    sites = sites.unique([group, "latitude", "longitude"], keep="first", maintain_order=True)
    if located.is_empty() or sites.is_empty():
        schema = {"key": origins.schema["key"], "nearest": pl.String(), "km": pl.Float64()}
        return pl.DataFrame(schema=schema)
    numbers = sites.select(pl.col(group).unique().sort()).with_row_index("number")
    chord, index = cKDTree(_apart(sites, numbers, group)).query(_apart(located, numbers, group))
    found = located.select("key", nearest=sites["id"].gather(index), chord=pl.Series(chord))
    own = found.filter(pl.col("chord") <= _DIAMETER)
    return own.select("key", "nearest", km=pl.Series(np.round(kilometres(own["chord"].to_numpy()), 1)))


def _apart(places: pl.DataFrame, numbers: pl.DataFrame, group: str) -> _Points:
    """Return points in four dimensions: on the sphere, and far apart by group.

    One tree then serves all groups: no place of another group is as near as the farthest of one's own.
    """
    number = places.join(numbers, on=group, how="left", maintain_order="left")["number"].fill_null(len(numbers))
    return np.column_stack((unit_vectors(places), number.to_numpy() * _GAP))
