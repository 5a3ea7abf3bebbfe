"""Where things are: the territories of an establishment, and a point for each place that has none.

An establishment takes its territories from its commune; without one, its UAI still names the
department. A commune has no published point here: it takes the mean of its establishments, else the
centre of its intercommunality, and each establishment says where its own position comes from.
"""

from __future__ import annotations

import polars as pl

from campus_graph.codes import uai_department
from campus_graph.graph.tables import Frames
from campus_graph.ontology.model import Model
from campus_graph.ontology.namespace import mint

_TERRITORIES = ("department", "academy", "region", "employment_zone")
_POINT = ("latitude", "longitude")


def describe_places(model: Model, frames: Frames) -> Frames:
    """Return the frames with every derived territory and position filled in, and LOCATED_IN edges."""
    frames = {**frames, "Commune": _communes(frames)}
    frames["Establishment"] = _establishments(frames)
    frames["LOCATED_IN"] = _located(model, frames)
    points = _commune_points(frames)
    frames["Commune"] = _fill_point(frames["Commune"], points.select(*_POINT, id="id"))
    frames["Establishment"] = _positions(frames["Establishment"], points)
    frames["EmploymentZone"] = _fill_point(frames["EmploymentZone"], _zone_points(model, frames))
    frames["Campus"] = campus_points(frames)
    return frames


def departments(frames: Frames) -> pl.DataFrame:
    """Return (department, academy, region): the codes of what each department lies within."""
    within = frames["WITHIN"].filter(pl.col("start_id").str.starts_with("department/"))
    code = pl.col("end_id").str.split("/").list.last()
    of = {
        kind: within.filter(pl.col("end_id").str.starts_with(f"{kind}/")).select(start="start_id", **{kind: code})
        for kind in ("academy", "region")
    }
    rows = frames["Department"].select(start="id", department="code")
    for frame in of.values():
        rows = rows.join(frame.unique("start", keep="first", maintain_order=True), on="start", how="left")
    return rows.drop("start").sort("department")


def _communes(frames: Frames) -> pl.DataFrame:
    academies = departments(frames).select("department", "academy")
    joined = frames["Commune"].drop("academy").join(academies, on="department", how="left")
    return joined.select(frames["Commune"].columns).sort("id")


def _establishments(frames: Frames) -> pl.DataFrame:
    """Fill the territories: through the commune where it is known, else through the UAI."""
    rows = frames["Establishment"]
    communes = frames["Commune"].select("employment_zone", commune="code", by_commune="department")
    plain = rows.drop(_TERRITORIES).join(communes, on="commune", how="left")
    known = plain.with_columns(commune=pl.when(pl.col("by_commune").is_not_null()).then("commune"))
    placed = known.with_columns(department=pl.coalesce("by_commune", uai_department("uai")))
    joined = placed.join(departments(frames), on="department", how="left")
    real = pl.when(pl.col("region").is_not_null() | pl.col("academy").is_not_null()).then("department")
    return joined.with_columns(department=real).select(rows.columns).sort("id")


def _located(model: Model, frames: Frames) -> pl.DataFrame:
    rows = frames["Establishment"].filter(pl.col("commune").is_not_null())
    commune = mint(model.path("Commune"), "commune")
    edges = rows.select(start_id="id", end_id=commune, sources="sources")
    both = pl.concat([frames["LOCATED_IN"], edges]).unique(["start_id", "end_id"], keep="first", maintain_order=True)
    return both.sort("start_id", "end_id")


def _commune_points(frames: Frames) -> pl.DataFrame:
    """Return (id, code, latitude, longitude, position) of every commune that can be given a point."""
    sites = frames["Establishment"].filter(pl.col("commune").is_not_null() & pl.col("latitude").is_not_null())
    means = sites.sort("id").group_by("commune").agg(pl.col(_POINT).mean().round(5)).rename({"commune": "code"})
    centres = frames["Intercommunality"].filter(pl.col("latitude").is_not_null()).select(end_id="id", *_POINT)
    within = frames["WITHIN"].join(centres, on="end_id").unique("start_id", keep="first", maintain_order=True)
    rows = frames["Commune"].select("id", "code").join(means, on="code", how="left")
    rows = rows.join(within.select("start_id", *_POINT), left_on="id", right_on="start_id", how="left", suffix="_epci")
    own = pl.col("latitude").is_not_null()
    return rows.select(
        "id",
        "code",
        pl.when(own).then("latitude").otherwise("latitude_epci").alias("latitude"),
        pl.when(own).then("longitude").otherwise("longitude_epci").alias("longitude"),
        position=pl.when(own).then(pl.lit("commune")).otherwise(pl.lit("intercommunality")),
    ).filter(pl.col("latitude").is_not_null())


def _fill_point(rows: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    joined = rows.join(points, on="id", how="left", suffix="_new")
    filled = [pl.coalesce(c, f"{c}_new").alias(c) for c in _POINT]
    return joined.with_columns(filled).select(rows.columns).sort("id")


def _positions(rows: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    near = points.select("position", commune="code", lat="latitude", lon="longitude")
    joined = rows.drop("position").join(near, on="commune", how="left")
    own = pl.col("latitude").is_not_null() & pl.col("longitude").is_not_null()
    return (
        joined.with_columns(
            position=pl.when(own).then(pl.lit("published")).otherwise("position"),
            latitude=pl.when(own).then("latitude").otherwise("lat"),
            longitude=pl.when(own).then("longitude").otherwise("lon"),
        )
        .select(rows.columns)
        .sort("id")
    )


def _zone_points(model: Model, frames: Frames) -> pl.DataFrame:
    """Return the middle of each employment zone: the mean of the establishments in it."""
    sites = frames["Establishment"].filter(pl.col("employment_zone").is_not_null()).sort("id")
    zone = mint(model.path("EmploymentZone"), "employment_zone")
    return sites.group_by(id=zone).agg(pl.col(_POINT).mean().round(5)).drop_nulls()


def campus_points(frames: Frames) -> pl.DataFrame:
    """Give each campus the point of its support, else of its seat, else the middle of its members."""
    rows = frames["Campus"]
    for relation, places in (
        ("SUPPORTED_BY", "Establishment"),
        ("LOCATED_IN", "Commune"),
        ("HAS_MEMBER", "Establishment"),
    ):
        points = frames[places].filter(pl.col("latitude").is_not_null()).select(end_id="id", *_POINT)
        ends = frames[relation].join(points, on="end_id").sort("start_id", "end_id")
        middle = ends.group_by("start_id").agg(pl.col(_POINT).mean().round(5)).rename({"start_id": "id"})
        rows = _fill_point(rows, middle)
    return rows
