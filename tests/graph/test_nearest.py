"""The nearest place is the one that a plain search over all pairs finds."""

from __future__ import annotations

import math
from unittest import mock

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus_graph.graph.nearest import EARTH_KM, nearest_in_group

points = st.lists(st.tuples(st.floats(-60, 60), st.floats(-180, 180)), min_size=1, max_size=12)


def haversine(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance in kilometres."""
    (p, q), (r, s) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    h = math.sin((r - p) / 2) ** 2 + math.cos(p) * math.cos(r) * math.sin((s - q) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def frame(places: list[tuple[float, float]], name: str) -> pl.DataFrame:
    data = {name: [f"{name}{i}" for i in range(len(places))], "g": ["x"] * len(places)}
    return pl.DataFrame({**data, "latitude": [p[0] for p in places], "longitude": [p[1] for p in places]})


@settings(max_examples=60, deadline=None)
@given(points, points)
def test_nearest_is_that_of_all_pairs(origins: list[tuple[float, float]], targets: list[tuple[float, float]]) -> None:
    found = nearest_in_group(frame(origins, "key"), frame(targets, "id"), "g")
    for key, _, km in found.iter_rows():
        origin = origins[int(key.removeprefix("key"))]
        assert abs(km - min(haversine(origin, t) for t in targets)) <= 0.06


@settings(max_examples=30, deadline=None)
@given(points, points)
def test_the_tree_and_the_plain_comparison_agree(
    origins: list[tuple[float, float]], targets: list[tuple[float, float]]
) -> None:
    plain = nearest_in_group(frame(origins, "key"), frame(targets, "id"), "g")
    with mock.patch("campus_graph.graph.nearest._FEW_PAIRS", 0):
        tree = nearest_in_group(frame(origins, "key"), frame(targets, "id"), "g")
    assert tree["km"].to_list() == pytest.approx(plain["km"].to_list(), abs=0.11)


def test_a_group_without_target_or_an_origin_without_point_has_no_nearest() -> None:
    origins = frame([(47.0, 6.0)], "key").with_columns(g=pl.lit("other"))
    assert nearest_in_group(origins, frame([(48.0, 6.0)], "id"), "g").is_empty()
    nowhere = frame([(47.0, 6.0)], "key").with_columns(latitude=pl.lit(None, dtype=pl.Float64))
    assert nearest_in_group(nowhere, frame([(48.0, 6.0)], "id"), "g").is_empty()
