"""The map: territories from départements, insets for what is small or far, an operator's own outlines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely

from campus_graph.api.drawing.geometry import EARTH, HEIGHT, WIDTH, given, lambert93, shipped
from campus_graph.api.drawing.map import Area, draw
from campus_graph.api.settings import read_api_settings
from campus_graph.errors import BadParameter

BRITTANY = ("22", "29", "35", "56")


def _area(code: str, *departments: str) -> Area:
    return Area(code, f"T{code}", departments, "gap-1", "1", f"T{code} : un manque", "/")


def _square(west: float, south: float, **properties: str) -> dict[str, object]:
    ring = [[west, south], [west + 1, south], [west + 1, south + 1], [west, south + 1], [west, south]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def _file(path: Path, *features: dict[str, object]) -> str:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return str(path)


def test_the_shipped_outlines_are_the_96_departments_of_the_mainland_and_corsica() -> None:
    assert len(shipped().mainland) == 96
    assert {"2A", "2B", "75"} <= set(shipped().mainland)
    assert all(shape.is_valid and not shape.is_empty for shape in shipped().mainland.values())


def test_a_region_is_its_departments_joined_without_holes() -> None:
    (drawn,) = draw([_area("53", *BRITTANY)], "region").areas
    parts = shapely.union_all([shipped().mainland[code] for code in BRITTANY])
    rings = [
        shapely.Polygon([tuple(map(float, p.split(","))) for p in ring.split()])
        for ring in drawn.path.strip("MZ").split("ZM")
    ]
    assert shapely.union_all(rings).area == pytest.approx(parts.area, rel=0.02)
    assert parts.contains(shapely.Point(drawn.x, drawn.y))


def test_what_is_overseas_has_a_box_below_the_mainland() -> None:
    sheet = draw([_area("53", *BRITTANY), _area("02", "972")], "region")
    assert sheet.height > HEIGHT
    assert [drawn.caption for drawn in sheet.areas] == ["", "T02"]
    assert sheet.areas[1].y > HEIGHT


def test_paris_and_its_neighbours_are_also_drawn_larger() -> None:
    sheet = draw([_area(code, code) for code in ("75", "92", "93", "94", "77")], "department")
    assert sheet.inset
    left, top, right, bottom = sheet.inset
    assert all(left <= d.x <= right and top <= d.y <= bottom for d in sheet.areas if d.area.code != "77")
    assert draw([_area("11", "75", "77")], "region").inset is None


def test_outlines_of_an_operator_replace_ours_and_bring_what_is_overseas(tmp_path: Path) -> None:
    file = _file(
        tmp_path / "ign.json", _square(-1, 48, code="53"), _square(2, 47, code="41"), _square(-61, 14, code="972")
    )
    sheet = draw([_area("53", "53"), _area("41", "41"), _area("972", "972")], "department", (file,))
    assert sheet.credit == "Contours : ign"
    mayenne, cher, martinique = sheet.areas
    assert mayenne.x < cher.x
    assert mayenne.y < cher.y  # north is up
    assert max(cher.x, mayenne.x) <= WIDTH
    assert martinique.y > HEIGHT
    assert martinique.path.count(",") == 4  # a square of its own, not ours


def test_outlines_of_academies_serve_academies_alone(tmp_path: Path) -> None:
    file = _file(tmp_path / "aca.json", _square(-1, 48, code_academie="14"))
    assert given((file,), "department") is None
    (own,) = draw([_area("14", *BRITTANY)], "academy", (file,)).areas
    assert own.path.count(",") == 4
    (joined,) = draw([_area("53", *BRITTANY)], "region", (file,)).areas
    assert joined.path.count(",") > 20


def test_lambert_93_puts_paris_where_the_survey_does() -> None:
    paris = lambert93(shapely.get_coordinates(shapely.Point(2.3522, 48.8566)))[0] * EARTH
    # IGN: 652 469 m east, 6 862 035 m north, of an origin at 700 000 m and 6 600 000 m; a sheet counts downwards
    assert paris == pytest.approx((652_469 - 700_000, 6_600_000 - 6_862_035), abs=500)


def test_a_file_that_is_no_geojson_is_named(tmp_path: Path) -> None:
    (tmp_path / "rien.json").write_text("rien", encoding="utf-8")
    with pytest.raises(BadParameter, match=r"rien\.json"):
        given((str(tmp_path / "rien.json"),), "department")
    with pytest.raises(BadParameter, match=r"rien\.json"):
        read_api_settings({"CAMPUS_GRAPH_API_GEOMETRY": str(tmp_path / "rien.json")})
