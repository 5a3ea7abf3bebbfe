"""The nearest place by hand: all pairs of a group at once, as one matrix product of unit vectors."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

_EARTH_KM = 6371.0088


def nearest_km(origins: pl.DataFrame, targets: pl.DataFrame, group: str) -> pl.DataFrame:
    """Return (key, km): per origin the distance to the nearest target of its group, where there is one."""
    places = targets.drop_nulls(["latitude", "longitude"]).partition_by(group, as_dict=True)
    found = [
        rows.select("key", km=pl.Series(_kilometres(rows, places[name])))
        for name, rows in origins.drop_nulls(["latitude", "longitude"]).partition_by(group, as_dict=True).items()
        if name in places
    ]
    return pl.concat(found) if found else pl.DataFrame(schema={"key": pl.String(), "km": pl.Float64()})


def _kilometres(origins: pl.DataFrame, targets: pl.DataFrame) -> NDArray[np.float64]:
    closest = (_points(origins) @ _points(targets).T).max(axis=1)
    km: NDArray[np.float64] = np.round(_EARTH_KM * np.arccos(np.clip(closest, -1, 1)), 1)
    return km


def _points(frame: pl.DataFrame) -> NDArray[np.float64]:
    north, east = np.radians(frame["latitude"].to_numpy()), np.radians(frame["longitude"].to_numpy())
    return np.column_stack((np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)))
