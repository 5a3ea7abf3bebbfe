"""Silos: pairs of kindred campuses with what they share, and the groups that shared actors tie together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx
import polars as pl

from campus_graph.graph.network import typed
from campus_graph.graph.store import Parameters

_ORDER = {"gap": 0, "unknown": 1, "covered": 2, "network": 3}
_AUTHORITIES = ("collectivite", "service-public")
_NAMED = 3
_STRINGS = pl.List(pl.String)
_GROUPS: dict[str, Any] = {"filiere": pl.String, "campus": pl.String, "network": _STRINGS}


def rows(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return the pairs, those that ignore each other and have most actors first; then the networks by size."""
    frames = typed(frames)
    shared_out = _actors(frames["actors"], parameters)
    campuses = _campuses(frames["campuses"], shared_out)
    kin = _of_one_filiere(frames) if parameters["between"] == "filiere" else _of_zones_that_touch(frames)
    pairs = _pairs(kin, campuses, shared_out, int(str(parameters["min_actors"])))
    linked = pairs.filter(verdict="covered")
    asked = pairs.filter(pl.col("asked") | pl.col("asked_other"))
    found = pl.concat([asked, _networks(linked, campuses, shared_out)], how="diagonal")
    filieres = frames["filieres"].select("filiere", "filiere_label").unique("filiere")
    order = pl.col("verdict").replace_strict(_ORDER, return_dtype=pl.Int64)
    known = pl.min_horizontal("actors", "other_actors")
    keys = [order, "size", known, "filiere", "campus", "other"]
    return found.join(filieres, on="filiere", how="left").sort(
        keys, descending=[False, True, True, False, False, False], nulls_last=True
    )


def _actors(actors: pl.DataFrame, parameters: Parameters) -> pl.DataFrame:
    """Return (campus, actor, label) of the actors that may tie campuses."""
    counted = pl.lit(parameters["authorities"] == "counted")
    authority = pl.col("category").is_in(_AUTHORITIES) & pl.col("kind").is_in(["Partner"])
    return actors.filter(counted | ~authority.fill_null(False)).select("campus", "actor", "label")


def _campuses(campuses: pl.DataFrame, actors: pl.DataFrame) -> pl.DataFrame:
    counts = actors.group_by("campus").agg(actors=pl.len().cast(pl.Int64))
    known = campuses.select("campus", "campus_label", "duplicate_of", "asked")
    return known.join(counts, on="campus", how="left").with_columns(pl.col("actors").fill_null(0))


def _of_one_filiere(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return (filiere, campus, other): each pair once."""
    filed = frames["filieres"].select("filiere", "campus")
    both = filed.join(filed.rename({"campus": "other"}), on="filiere")
    return both.filter(pl.col("campus") < pl.col("other")).unique()


def _of_zones_that_touch(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    zones = frames["zones"]
    itself = zones.select("department", beside="department").unique()
    beside = pl.concat([itself, frames["straddled"].select("department", "beside")]).unique()
    reach = zones.join(beside, on="department").select("campus", "beside").unique()
    both = reach.join(zones.rename({"campus": "other"}), left_on="beside", right_on="department")
    pairs = both.filter(pl.col("campus") < pl.col("other")).select("campus", "other").unique()
    return pairs.select(pl.lit(None, pl.String).alias("filiere"), "campus", "other")


def _pairs(kin: pl.DataFrame, campuses: pl.DataFrame, actors: pl.DataFrame, least: int) -> pl.DataFrame:
    """Return the pairs with what they share, the verdict and the reason."""
    other = campuses.rename({name: f"{name}_other" for name in campuses.columns if name != "campus"})
    joined = kin.join(campuses, on="campus").join(other.rename({"campus": "other"}), on="other")
    both = actors.join(actors.select(other="campus", actor="actor"), on="actor")
    shared = both.sort("actor").group_by("campus", "other").agg(shared="actor", names=pl.col("label"))
    found = joined.join(shared, on=["campus", "other"], how="left").with_columns(
        pl.col("shared", "names").fill_null([]),
        other_label="campus_label_other",
        other_actors="actors_other",
        network=pl.lit([], _STRINGS),
        size=pl.lit(None, pl.Int64),
    )
    known = pl.min_horizontal("actors", "other_actors")
    same = ((pl.col("duplicate_of") == pl.col("other")) | (pl.col("duplicate_of_other") == pl.col("campus"))).fill_null(
        False
    )
    ties = pl.col("shared").list.len()
    verdict = pl.when(same).then(pl.lit("unknown")).when(ties > 0).then(pl.lit("covered"))
    return found.with_columns(
        verdict=verdict.when(known < least).then(pl.lit("unknown")).otherwise(pl.lit("gap")),
        reason=pl.when(same)
        .then(pl.lit("peut-être un seul campus, décrit deux fois"))
        .when(ties > 0)
        .then(_shared_names())
        .when(known < least)
        .then(pl.format("aucun acteur commun connu, mais l’un des deux n’en a que {} de connus", known))
        .otherwise(pl.lit("aucun membre ni partenaire commun parmi les acteurs connus")),
    )


def _shared_names() -> pl.Expr:
    """Return « en commun : A, B, C et 2 autres »."""
    names = pl.col("names").list
    listed, more = pl.format("en commun : {}", names.head(_NAMED).list.join(", ")), names.len().cast(pl.Int64) - _NAMED
    rest = pl.when(more == 1).then(pl.lit("1 autre")).otherwise(pl.format("{} autres", more))
    return pl.when(more > 0).then(pl.format("{} et {}", listed, rest)).otherwise(listed)


def _networks(linked: pl.DataFrame, campuses: pl.DataFrame, actors: pl.DataFrame) -> pl.DataFrame:
    """Return one row per group of campuses that shared actors tie together, where one of them is asked for."""
    found: list[tuple[str | None, str, list[str]]] = []
    for part in linked.partition_by("filiere", maintain_order=True):
        graph = nx.Graph(list(part.select("campus", "other").iter_rows()))
        tied = sorted(sorted(group) for group in nx.connected_components(graph))
        found += [(part["filiere"][0], group[0], group) for group in tied]
    groups = pl.DataFrame(found, schema=_GROUPS, orient="row")
    members = groups.explode("network").join(campuses, left_on="network", right_on="campus")
    held = members.group_by("filiere", "campus").agg(any_asked=pl.col("asked").any())
    held_by = members.join(actors, left_on="network", right_on="campus").group_by("filiere", "campus", "actor")
    ties = held_by.agg(pl.len()).filter(pl.col("len") > 1).sort("actor")
    shared = ties.group_by("filiere", "campus", maintain_order=True).agg(shared="actor")
    on = ["filiere", "campus"]
    return (
        groups.join(held, on=on, nulls_equal=True)
        .filter("any_asked")
        .join(shared, on=on, nulls_equal=True)
        .join(campuses.select("campus", "campus_label"), on="campus")
        .with_columns(size=pl.col("network").list.len().cast(pl.Int64), verdict=pl.lit("network"))
        .with_columns(reason=pl.format("{} campus reliés par {}", "size", _ties(pl.col("shared").list.len())))
        .select("filiere", "campus", "campus_label", "network", "size", "shared", "verdict", "reason")
    )


def _ties(count: pl.Expr) -> pl.Expr:
    return pl.when(count == 1).then(pl.lit("1 acteur commun")).otherwise(pl.format("{} acteurs communs", count))
