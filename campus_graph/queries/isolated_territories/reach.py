"""What lies within a distance of many points: sums around them, and the two-step floating catchment.

Pairs of points within reach come from two k-d trees, as a sparse matrix of ones (measured on the national graph: 15 ms,
against 85 ms for all distances of a few thousand points at once). Distances count as rounded to 0.1 km.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from campus_graph.graph.nearest import EARTH_KM, unit_vectors

POINT = ("latitude", "longitude")
_HALF_STEP = 0.05  # 30.04 km are shown, and count, as 30.0 km
_Numbers = NDArray[np.float64]


def longest_chord(km: float) -> float:
    """Return the chord of the unit sphere under a distance."""
    return float(2 * np.sin((km + _HALF_STEP) / EARTH_KM / 2))


def _within(origins: pl.DataFrame, sites: pl.DataFrame, km: float) -> Any:
    """Return the matrix (origins × sites) that is 1 where a site is within reach."""
    from scipy.sparse import csr_array
    from scipy.spatial import cKDTree

    shape = (origins.height, sites.height)
    if not all(shape):
        return csr_array(shape)
    trees = [cKDTree(unit_vectors(frame)) for frame in (origins, sites)]
    pairs = trees[0].sparse_distance_matrix(trees[1], longest_chord(km), output_type="ndarray")
    return csr_array((np.ones(len(pairs)), (pairs["i"], pairs["j"])), shape=shape)


def beyond(pairs: pl.DataFrame, km: float) -> pl.Series:
    """Return whether the point (latitude, longitude) is out of reach of (latitude_of, longitude_of); so is none."""
    other = pairs.select(latitude="latitude_of", longitude="longitude_of")
    none = pairs.select(pl.any_horizontal(pl.col(*POINT, "latitude_of", "longitude_of").is_null())).to_series()
    chord = np.linalg.norm(unit_vectors(pairs.fill_null(0)) - unit_vectors(other.fill_null(0)), axis=1)
    return none | pl.Series(chord > longest_chord(km), dtype=pl.Boolean)


def around(origins: pl.DataFrame, sites: pl.DataFrame, names: Sequence[str], km: float) -> pl.DataFrame:
    """Return (filiere, latitude, longitude, *names): the sums of ``names`` over the sites within reach of each point.

    ``origins`` has latitude and longitude; ``sites`` has filiere, latitude, longitude and the integers ``names``.
    """
    places, filieres, values = _by_place(sites, names)
    sums = _within(origins, places, km) @ values
    return _long(origins, filieres, sums, names).with_columns(pl.col(names).round().cast(pl.Int64))


def floating_catchment(people: pl.DataFrame, supply: pl.DataFrame, km: float) -> pl.DataFrame:
    """Return (filiere, latitude, longitude, access): supply per inhabitant around each point where people live.

    ``people`` has latitude, longitude, population; ``supply`` filiere, latitude, longitude, supply.
    """
    homes = people.group_by(POINT).agg(pl.col("population").sum()).sort(POINT)
    places, filieres, values = _by_place(supply, ["supply"])
    near = _within(homes, places, km)
    demand = near.T @ homes["population"].to_numpy().astype(np.float64)
    # A place around which nobody lives gives access to nobody.
    rates = np.divide(values, demand[:, None], out=np.zeros_like(values), where=demand[:, None] > 0)
    return _long(homes, filieres, near @ rates, ["access"])


def _by_place(sites: pl.DataFrame, names: Sequence[str]) -> tuple[pl.DataFrame, list[str], _Numbers]:
    """Return the distinct points, the filières, and per point the sums: one column per filière and name."""
    places = sites.select(POINT).unique().sort(POINT).with_row_index("at")
    filieres = sites.select("filiere").unique().sort("filiere").with_row_index("f")
    at = sites.join(places, on=POINT).join(filieres, on="filiere")
    values = np.zeros((places.height, filieres.height, len(names)))
    np.add.at(values, (at["at"].to_numpy(), at["f"].to_numpy()), at.select(names).to_numpy().astype(np.float64))
    return places, filieres["filiere"].to_list(), values.reshape(places.height, filieres.height * len(names))


def _long(origins: pl.DataFrame, filieres: Sequence[str], sums: _Numbers, names: Sequence[str]) -> pl.DataFrame:
    """Return one row per filière and point."""
    cube = sums.reshape(origins.height, len(filieres), len(names))
    spots = [np.tile(origins[name].to_numpy().astype(np.float64), len(filieres)) for name in POINT]
    number = np.repeat(np.arange(len(filieres)), origins.height)
    return pl.DataFrame(
        {
            **dict(zip(POINT, spots, strict=True)),
            "filiere": pl.Series(filieres, dtype=pl.String).gather(number),
            **{name: cube[:, :, at].T.ravel() for at, name in enumerate(names)},
        },
        schema_overrides=dict.fromkeys((*POINT, *names), pl.Float64),
    )
