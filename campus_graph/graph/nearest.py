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
    ``nearest`` (an id; the smallest of those equally near) and ``km`` (rounded to 0.1 km).
    """
    located = origins.drop_nulls(["latitude", "longitude"])
    places = targets.drop_nulls(["latitude", "longitude"]).sort("id").partition_by(group, as_dict=True)
    found = [
        _nearest(rows, places[value])
        for value, rows in located.partition_by(group, as_dict=True, maintain_order=True).items()
        if value in places
    ]
    schema = {"key": origins.schema["key"], "nearest": pl.String(), "km": pl.Float64()}
    return pl.concat(found) if found else pl.DataFrame(schema=schema)


def _nearest(origins: pl.DataFrame, targets: pl.DataFrame) -> pl.DataFrame:
    sites = targets.unique(["latitude", "longitude"], keep="first", maintain_order=True)
    chord, index = cKDTree(unit_vectors(sites)).query(unit_vectors(origins))
    return origins.select(
        "key",
        nearest=sites["id"].gather(index),
        km=pl.Series(np.round(kilometres(chord), 1)),
    )
