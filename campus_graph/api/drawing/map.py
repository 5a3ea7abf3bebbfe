"""A map of France by territories: each area a link with its words, a pattern and a sign, insets for what is small.

A territory is the union of its départements, unless outlines of its own kind are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from campus_graph.api.drawing.geometry import HEIGHT, SIMPLE, WIDTH, Outlines, fit, given, shipped

_GAP = 0.4  # units that neighbours of the shipped drawing may lie apart
_HOLE = 30.0  # square units: a smaller hole within a union is such a gap
_BOX, _ROOM, _PER_ROW = 50.0, 15.0, 11
_PARIS = ("75", "92", "93", "94")  # too small to be seen or touched on the sheet
_INSET = (8.0, 30.0, 118.0, 140.0)


@dataclass(frozen=True, slots=True)
class Area:
    """What a territory shows: ``fill`` names a pattern of the template, ``sign`` is written upon it."""

    code: str
    label: str
    departments: Sequence[str]
    fill: str
    sign: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """An area on the sheet: its path, and where its sign stands; ``boxed`` draws a frame around it."""

    area: Area
    path: str
    x: float
    y: float
    caption: str = ""
    box: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawn map; ``inset`` frames what is drawn larger."""

    areas: Sequence[Drawn]
    width: float
    height: float
    inset: tuple[float, float, float, float] | None
    credit: str


def draw(areas: Sequence[Area], kind: str, files: tuple[str, ...] = ()) -> Sheet:
    """Return the map of areas of a kind (region, academy, department)."""
    outlines, own = _outlines(kind, files)
    shapes = {area.code: _shape(area, outlines, own) for area in areas}
    near = [area for area in areas if shapes[area.code] is not None]
    far = [area for area in areas if shapes[area.code] is None]
    paris = {c: s for c in _PARIS if (s := shapes.get(c)) is not None} if kind == "department" else {}
    larger = dict(zip(paris, fit(list(paris.values()), _INSET), strict=True)) if paris else {}
    drawn = [_drawn(area, shapes[area.code], larger.get(area.code)) for area in near]
    boxes = [_boxed(area, place, outlines, own) for place, area in enumerate(far)]
    rows = -(-len(far) // _PER_ROW)
    height = HEIGHT + rows * (_BOX + _ROOM + 8)
    return Sheet([*drawn, *boxes], WIDTH, height, _INSET if larger else None, outlines.credit)


def _outlines(kind: str, files: tuple[str, ...]) -> tuple[Outlines, bool]:
    """Return outlines, and whether they are those of the kind itself rather than of départements."""
    exact = given(files, kind) if files and kind == "academy" else None
    if exact is not None:
        return exact, True
    return (given(files, "department") if files else None) or shipped(), False


def _shape(area: Area, outlines: Outlines, own: bool) -> BaseGeometry | None:
    codes = (area.code,) if own else area.departments
    parts = [outlines.mainland[code] for code in codes if code in outlines.mainland]
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0].simplify(SIMPLE)
    joined = shapely.union_all([part.buffer(_GAP) for part in parts]).buffer(-_GAP)
    return _whole(joined).simplify(SIMPLE)


def _whole(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape without the small holes that its parts leave between them."""
    parts = []
    for polygon in getattr(shape, "geoms", [shape]):
        holes = [ring for ring in polygon.interiors if shapely.Polygon(ring).area > _HOLE]
        parts.append(shapely.Polygon(polygon.exterior, holes))
    return shapely.union_all(parts)


def _drawn(area: Area, shape: BaseGeometry | None, larger: BaseGeometry | None) -> Drawn:
    """Return an area where it lies; one that is drawn larger in the inset, too, bears its sign there."""
    assert shape is not None
    below, shape = (_path(shape), larger) if larger is not None else ("", shape)
    largest = max(getattr(shape, "geoms", [shape]), key=lambda part: part.area)
    centre = shapely.maximum_inscribed_circle(largest, tolerance=2).coords[0]
    return Drawn(area, below + _path(shape), *_rounded(*centre))


def _boxed(area: Area, place: int, outlines: Outlines, own: bool) -> Drawn:
    """Return a territory overseas in a box below the mainland; without an outline the box stands for it."""
    row, column = divmod(place, _PER_ROW)
    left, top = column * WIDTH / _PER_ROW + 2, HEIGHT + row * (_BOX + _ROOM + 8)
    codes = (area.code,) if own else area.departments
    parts = [outlines.overseas[code] for code in codes if code in outlines.overseas]
    room = (left + 3, top + 3, left + _BOX - 3, top + _BOX - 3)
    shape = fit([shapely.union_all(parts)], room)[0].simplify(SIMPLE) if parts else shapely.box(*room)
    x, y = _rounded(left + _BOX / 2, top + _BOX / 2)
    return Drawn(area, _path(shape), x, y, _short(area.label), _rounded(left, top))


def _short(label: str) -> str:
    """Return a name that fits below a box.

    >>> _short("Saint-Pierre-et-Miquelon"), _short("Guyane")
    ('St-Pierre-e…', 'Guyane')
    """
    short = label.replace("Saint-", "St-").replace("Nouvelle-", "N.-").replace("Polynésie française", "Polynésie")
    return short if len(short) <= 12 else f"{short[:11]}…"


def _path(shape: BaseGeometry) -> str:
    polygons = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return "".join(f"M{' '.join(f'{x:.1f},{y:.1f}' for x, y in ring.coords[:-1])}Z" for ring in rings)


def _rounded(x: float, y: float) -> tuple[float, float]:
    return round(x, 1), round(y, 1)
