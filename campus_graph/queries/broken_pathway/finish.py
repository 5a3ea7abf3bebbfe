"""Broken pathways: the causes in words, and the nearest remedy of each break."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from campus_graph.graph.nearest import nearest_in_group
from campus_graph.graph.store import Parameters
from campus_graph.queries.broken_pathway.walks import OUTCOMES, Filiere, Scene

_ORDER = {"gap": 0, "unknown": 1, "covered": 2, "no-need": 3}
_REASONS = {
    "complete": "le niveau visé est atteint par des poursuites publiées",
    "untaught": "filière non enseignée dans le territoire",
    "no-start": "aucun diplôme du niveau de départ proposé ici, alors qu’il l’est ailleurs",
    "no-start-anywhere": "les données ne donnent aucune offre de la filière au niveau de départ",
    "closed-start": "seules offres de départ : des diplômes fermés sans successeur ouvert",
    "partly": "aucune suite connue ici ; les données ne donnent pas les offres de toutes les suites publiées",
    "farther": "une suite de la filière est publiée, mais proposée seulement ailleurs",
    "other-filiere": "la suite publiée relève d’une autre filière",
    "nowhere": "les données ne donnent aucune offre des suites publiées",
    "unpublished": "aucune poursuite publiée pour des diplômes atteints",
    "stops": "les poursuites publiées ne vont pas plus haut",
}


def rows(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return one row per filière and territory: the broken ones first, the lowest level reached first."""
    start, goal = int(str(parameters["level"])), int(str(parameters["to_level"]))
    scene = Scene(frames, start, goal)
    parts = frames["filieres"].with_columns(number=scene.numbers(frames["filieres"]["diploma"])).partition_by("filiere")
    found = [row for part in parts for row in Filiere(scene, part).rows()]
    columns = {name: [row[name] for row in found] for name in _SCHEMA}
    table = pl.DataFrame(columns, schema=_SCHEMA).with_columns(_said("verdict", 0), _said("cause", 1))
    table = table.join(_chains(found), on="key", how="left", maintain_order="left")
    table = table.with_columns(pl.col("chain").fill_null([]))
    near = _nearest(table, frames)
    order = pl.col("verdict").replace_strict(_ORDER, return_dtype=pl.Int64)
    joined = table.join(near, on="key", how="left").with_columns(
        nearest_establishment="nearest", nearest_km="km", reason=pl.col("outcome").replace_strict(_REASONS)
    )
    return joined.sort([order, "reached_level", "filiere", "territory"], nulls_last=False)


def _said(name: str, at: int) -> pl.Expr:
    said = {outcome: pair[at] for outcome, pair in OUTCOMES.items()}
    return pl.col("outcome").replace_strict(said, return_dtype=pl.String).alias(name)


_SCHEMA: dict[str, Any] = {
    "key": pl.String,
    "filiere": pl.String,
    "filiere_label": pl.String,
    "territory": pl.String,
    "territory_label": pl.String,
    "latitude": pl.Float64,
    "longitude": pl.Float64,
    "outcome": pl.String,
    "reached_level": pl.Int64,
    "reached_from_4": pl.Int64,
    "missing_level": pl.Int64,
    "dead_ends": pl.List(pl.String),
    "orphan_tops": pl.List(pl.String),
    "wanted": pl.List(pl.String),
}


def _chains(found: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Return (key, chain): the steps of each path, gathered as columns."""
    steps = [(row["key"], *step) for row in found for step in row["chain"]]
    columns = {
        "key": pl.String,
        "level": pl.Int64,
        "diploma": pl.String,
        "label": pl.String,
        "establishment": pl.String,
    }
    flat = pl.DataFrame(steps, schema=columns, orient="row")
    return flat.group_by("key", maintain_order=True).agg(chain=pl.struct("level", "diploma", "label", "establishment"))


def _nearest(table: pl.DataFrame, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the nearest offer, from the middle of the territory, of a diploma that would mend the break."""
    origins = table.filter(pl.col("wanted").list.len() > 0)
    # Territories that wait for the same diplomas share one index.
    grouped = origins.with_columns(group=pl.col("wanted").list.join(" "))
    wanted = grouped.select("group", diploma="wanted").unique("group").explode("diploma")
    targets = wanted.join(frames["sites"], on="diploma").select("group", "id", "latitude", "longitude").unique()
    return nearest_in_group(grouped.select("key", "group", "latitude", "longitude"), targets, "group")
