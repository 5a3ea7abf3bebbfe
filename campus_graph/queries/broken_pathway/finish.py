"""Broken pathways: reachability per filière, and the cause of each break with its nearest remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from campus_graph.graph.nearest import nearest_in_group
from campus_graph.graph.pathways import Mask, Walk, walk, without_way_in, without_way_on
from campus_graph.graph.store import Parameters

_ORDER = {"gap": 0, "unknown": 1, "covered": 2, "no-need": 3}
_FROM_BAC, _HIGHER, _DEAD_BELOW, _ORPHAN_FROM = 4, 6, 5, 6
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
# outcome → (verdict, cause)
_OUTCOMES = {
    "complete": ("covered", None),
    "untaught": ("no-need", None),
    "no-start": ("gap", "no-offer-in-scope"),
    "no-start-anywhere": ("unknown", "unknown"),
    "closed-start": ("unknown", "only-a-succession"),
    "partly": ("unknown", "unknown"),
    "farther": ("gap", "offered-farther-away"),
    "other-filiere": ("gap", "other-filiere"),
    "nowhere": ("unknown", "unknown"),
    "unpublished": ("unknown", "no-published-continuation"),
    "stops": ("gap", "no-published-continuation"),
}


def rows(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return one row per filière and territory: the broken ones first, the lowest level reached first."""
    start, goal = int(str(parameters["level"])), int(str(parameters["to_level"]))
    scene = _Scene(frames, start, goal)
    found = [row for part in frames["filieres"].partition_by("filiere") for row in _Filiere(scene, part).rows()]
    table = pl.DataFrame(found, schema=_SCHEMA, orient="row") if found else pl.DataFrame(schema=_SCHEMA)
    near = _nearest(table, frames)
    order = pl.col("verdict").replace_strict(_ORDER, return_dtype=pl.Int64)
    joined = table.join(near, on="key", how="left").with_columns(nearest_establishment="nearest", nearest_km="km")
    return joined.sort([order, "reached_level", "filiere", "territory"], nulls_last=False)


_STEP = pl.Struct({"level": pl.Int64, "diploma": pl.String, "label": pl.String, "establishment": pl.String})
_SCHEMA: dict[str, Any] = {
    "key": pl.String,
    "filiere": pl.String,
    "filiere_label": pl.String,
    "territory": pl.String,
    "territory_label": pl.String,
    "latitude": pl.Float64,
    "longitude": pl.Float64,
    "verdict": pl.String,
    "cause": pl.String,
    "reason": pl.String,
    "reached_level": pl.Int64,
    "reached_from_4": pl.Int64,
    "missing_level": pl.Int64,
    "dead_ends": pl.List(pl.String),
    "orphan_tops": pl.List(pl.String),
    "chain": pl.List(_STEP),
    "wanted": pl.List(pl.String),
}


class _Scene:
    """What all filières share: territories, what is offered where, and the published continuations."""

    def __init__(self, frames: Mapping[str, pl.DataFrame], start: int, goal: int) -> None:
        self.start, self.goal = start, goal
        self.offered = frames["offered"]
        here = self.offered.select("territory").unique()
        self.territories = frames["territories"].join(here, on="territory", how="semi").sort("territory")
        self.index = {t: i for i, t in enumerate(self.territories["territory"])}
        self.diplomas = self.offered["diploma"].unique().implode()
        self.continuations = frames["continuations"]
        self.published = set(self.continuations["start_id"].unique())
        self.anywhere = set(frames["sites"]["diploma"].unique())


@dataclass(frozen=True, slots=True)
class _Onward:
    """A published continuation of a diploma: its end, level, and whether it is in the filière."""

    end: str
    level: int
    inside: bool


class _Filiere:
    """One filière in all territories."""

    def __init__(self, scene: _Scene, part: pl.DataFrame) -> None:
        self.scene = scene
        self.name, self.label = part["filiere"][0], part["filiere_label"][0]
        self.members = set(part.filter(pl.col("open"))["diploma"])
        # The matrices hold only what is offered somewhere here; the rest can be no step of a path.
        opened = part.filter(pl.col("open") & pl.col("diploma").is_in(scene.diplomas)).sort("diploma")
        self.ids: list[str] = opened["diploma"].to_list()
        self.labels: list[str] = opened["label"].to_list()
        self.levels: NDArray[np.int64] = opened["level"].to_numpy()
        self.column = {d: i for i, d in enumerate(self.ids)}
        at_start = part.filter(pl.col("level") == scene.start)
        self.starts = set(at_start.filter("open")["diploma"])
        closed = at_start.filter(~pl.col("open"))["diploma"].implode()
        self.closed_starts = set(scene.offered.filter(pl.col("diploma").is_in(closed))["territory"])
        self.establishment: dict[tuple[int, int], str] = {}
        self.offered = self._offered()
        self.adjacency, self.onward = self._continuations()

    def _offered(self) -> Mask:
        mask = np.zeros((len(self.scene.index), len(self.ids)), dtype=np.bool_)
        mine = self.scene.offered.filter(pl.col("diploma").is_in(self.ids))
        for territory, diploma, establishment in mine.select("territory", "diploma", "establishment").iter_rows():
            at = (self.scene.index[territory], self.column[diploma])
            mask[at] = True
            self.establishment[at] = establishment
        return mask

    def _continuations(self) -> tuple[Mask, dict[int, list[_Onward]]]:
        adjacency = np.zeros((len(self.ids), len(self.ids)), dtype=np.bool_)
        onward: dict[int, list[_Onward]] = {}
        mine = self.scene.continuations.filter(pl.col("start_id").is_in(self.ids))
        for start, end, level in mine.select("start_id", "end_id", "end_level").iter_rows():
            if end in self.column:
                adjacency[self.column[start], self.column[end]] = True
            onward.setdefault(self.column[start], []).append(_Onward(end, level, end in self.members))
        return adjacency, onward

    def rows(self) -> Iterator[dict[str, object]]:
        """Yield one row per territory."""
        starts = self.offered & (self.levels == self.scene.start)
        way = walk(self.offered, starts, self.adjacency)
        later = walk(self.offered, self.offered & (self.levels == _FROM_BAC), self.adjacency)
        highest, from_bac = way.highest(self.levels), later.highest(self.levels)
        dead = (
            without_way_on(self.offered, self.adjacency)
            & (self.levels < _DEAD_BELOW)
            & (self.levels >= self.scene.start)
        )
        orphan = without_way_in(self.offered, self.adjacency) & (self.levels >= _ORPHAN_FROM)
        for t, place in enumerate(self.scene.territories.iter_rows(named=True)):
            reached = int(highest[t])
            outcome, wanted = self._judge(t, str(place["territory"]), way, reached)
            verdict, cause = _OUTCOMES[outcome]
            yield {
                **place,
                "key": f"{self.name} {place['territory']}",
                "filiere": self.name,
                "filiere_label": self.label,
                "verdict": verdict,
                "cause": cause,
                "reason": _REASONS[outcome],
                "reached_level": reached or None,
                "reached_from_4": int(from_bac[t]) or None,
                "missing_level": self._missing(verdict, reached),
                "dead_ends": [self.ids[d] for d in np.flatnonzero(dead[t])],
                "orphan_tops": [self.ids[d] for d in np.flatnonzero(orphan[t])],
                "chain": self._chain(t, way, reached),
                "wanted": wanted,
            }

    def _missing(self, verdict: str, reached: int) -> int | None:
        if verdict in ("covered", "no-need"):
            return None
        return reached + 1 if reached else self.scene.start

    def _judge(self, t: int, territory: str, way: Walk, reached: int) -> tuple[str, list[str]]:
        """Return the outcome, and the diplomas of the filière whose nearest offer would mend the break."""
        if reached >= self.scene.goal:
            return "complete", []
        if reached == 0:
            return self._judge_start(t, territory)
        frontier = np.flatnonzero(way.reached[t])
        ways = [o for d in frontier for o in self.onward.get(int(d), []) if o.level > reached]
        inside = {o.end for o in ways if o.inside}
        farther = sorted(inside & self.scene.anywhere)
        if inside:
            # Diplomas whose offers no source gives (most licences professionnelles) may well be offered here.
            recorded = "farther" if len(farther) == len(inside) else "partly"
            return (recorded if farther else "nowhere"), farther
        if ways:
            return ("other-filiere" if any(o.end in self.scene.anywhere for o in ways) else "nowhere"), []
        top = [self.ids[d] for d in frontier if self.levels[d] == reached]
        return ("stops" if all(d in self.scene.published for d in top) else "unpublished"), []

    def _judge_start(self, t: int, territory: str) -> tuple[str, list[str]]:
        if territory in self.closed_starts:
            return "closed-start", []
        if not self.offered[t].any():
            return "untaught", []
        elsewhere = sorted(self.starts & self.scene.anywhere)
        return ("no-start", elsewhere) if elsewhere else ("no-start-anywhere", [])

    def _chain(self, t: int, way: Walk, reached: int) -> list[dict[str, object]]:
        ends = np.flatnonzero(way.reached[t] & (self.levels == reached))
        if not len(ends):
            return []
        return [
            {
                "level": int(self.levels[d]),
                "diploma": self.ids[d],
                "label": self.labels[d],
                "establishment": self.establishment[t, d],
            }
            for d in way.chain(t, int(ends[0]))
        ]


def _nearest(table: pl.DataFrame, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the nearest offer, from the middle of the territory, of a diploma that would mend the break."""
    origins = table.filter(pl.col("wanted").list.len() > 0)
    # Territories that wait for the same diplomas share one index.
    grouped = origins.with_columns(group=pl.col("wanted").list.join(" "))
    wanted = grouped.select("group", diploma="wanted").unique("group").explode("diploma")
    targets = wanted.join(frames["sites"], on="diploma").select("group", "id", "latitude", "longitude").unique()
    return nearest_in_group(grouped.select("key", "group", "latitude", "longitude"), targets, "group")
