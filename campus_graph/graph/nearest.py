"""The nearest of many places, exactly and fast: points on the unit sphere, all groups at once.

Chord and great-circle distance order points alike, so the nearest chord is the nearest place.
Distances are as the crow flies, in kilometres, on a sphere of the Earth's mean radius.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

EARTH_KM = 6371.0088
_FEW_PAIRS = 200_000
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
    located, sites = (frame.join(numbers, on=group).sort("number", maintain_order=True) for frame in (located, sites))
    index, chord = _search(located, sites)
    return located.select("key", nearest=sites["id"].gather(index), km=pl.Series(np.round(kilometres(chord), 1)))


def _search(origins: pl.DataFrame, sites: pl.DataFrame) -> tuple[NDArray[np.int64], _Points]:
    """Return the row of the nearest site of the same group, and its distance; both frames are sorted by ``number``."""
    points, places = unit_vectors(origins), unit_vectors(sites)
    groups, starts, sizes = np.unique(origins["number"].to_numpy(), return_index=True, return_counts=True)
    bounds = np.searchsorted(sites["number"].to_numpy(), np.column_stack((groups, groups + 1)))
    index, chord = np.empty(len(points), dtype=np.int64), np.empty(len(points))
    for start, size, (low, high) in zip(starts, sizes, bounds, strict=True):
        rows = slice(start, start + size)
        chord[rows], within = _nearest(points[rows], places[low:high])
        index[rows] = within + low
    return index, chord


def _nearest(origins: _Points, places: _Points) -> tuple[_Points, NDArray[np.int64]]:
    """Return the distance to, and the index of, the nearest place of each origin.

    A k-d tree; few pairs are compared outright, since scipy takes longer to import than they take to compare.
    """
    if len(origins) * len(places) > _FEW_PAIRS:
        from scipy.spatial import cKDTree

        chord, index = cKDTree(places).query(origins)
        return chord, index
    # The longest shadow of one unit vector on another is that of the nearest.
    nearest: NDArray[np.int64] = (origins @ places.T).argmax(axis=1)
    return np.linalg.norm(origins - places[nearest], axis=1), nearest
