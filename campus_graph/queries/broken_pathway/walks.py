"""All territories of a filière walked at once, and each break judged.

Diplomas and territories are numbered once; each filière then works on small arrays of those numbers.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl

from campus_graph.graph.pathways import Continuations, Mask, Numbers, Walk, walk, without_way_in, without_way_on

# outcome → (verdict, cause)
OUTCOMES: dict[str, tuple[str, str | None]] = {
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
_FROM_BAC, _DEAD_BELOW, _ORPHAN_FROM = 4, 5, 6


class Scene:
    """What all filières share: territories, what is offered where, and the published continuations."""

    def __init__(self, frames: Mapping[str, pl.DataFrame], start: int, goal: int) -> None:
        self.start, self.goal = start, goal
        offered, ways = frames["offered"], frames["continuations"]
        here = offered.select("territory").unique()
        self.territories = frames["territories"].join(here, on="territory", how="semi").sort("territory")
        every = [offered["diploma"], ways["start_id"], ways["end_id"], frames["filieres"]["diploma"]]
        self.diplomas = pl.concat(every).unique().sort()
        self.names: list[str] = self.diplomas.to_list()
        self.offer_place = self._numbers(offered["territory"], self.territories["territory"])
        self.offer_diploma = self.numbers(offered["diploma"])
        self.offer_establishment: list[str] = offered["establishment"].to_list()
        self.way_start, self.way_end = self.numbers(ways["start_id"]), self.numbers(ways["end_id"])
        self.way_level: Numbers = ways["end_level"].to_numpy()
        self.published = self._flags(ways["start_id"])
        self.anywhere = self._flags(frames["sites"]["diploma"].unique())

    def numbers(self, ids: pl.Series) -> Numbers:
        """Return the number of each diploma."""
        return self._numbers(ids, self.diplomas)

    @staticmethod
    def _numbers(values: pl.Series, names: pl.Series) -> Numbers:
        index = pl.DataFrame({"v": names, "n": pl.Series(range(len(names)), dtype=pl.Int64)})
        found: Numbers = (
            pl.DataFrame({"v": values}).join(index, on="v", how="left", maintain_order="left")["n"].to_numpy()
        )
        return found

    def _flags(self, ids: pl.Series) -> Mask:
        known = ids.filter(ids.is_in(self.diplomas.implode()))
        flags = np.zeros(len(self.diplomas), dtype=np.bool_)
        flags[self.numbers(known)] = True
        return flags


class Filiere:
    """One filière in all territories."""

    def __init__(self, scene: Scene, part: pl.DataFrame) -> None:
        self.scene = scene
        self.name, self.label = part["filiere"][0], part["filiere_label"][0]
        number: Numbers = part["number"].to_numpy()
        opened: Mask = part["open"].to_numpy()
        at_start: Mask = (part["level"] == scene.start).to_numpy()
        size = len(scene.diplomas)
        self.member = np.zeros(size, dtype=np.bool_)
        self.member[number[opened]] = True
        self.starts = number[opened & at_start]
        closed = np.zeros(size, dtype=np.bool_)
        closed[number[~opened & at_start]] = True
        self.closed_places = set(scene.offer_place[closed[scene.offer_diploma]].tolist())
        offered = np.zeros(size, dtype=np.bool_)
        offered[scene.offer_diploma] = True
        # The matrices hold only what is offered somewhere here; the rest can be no step of a path.
        kept = opened & offered[number]
        self.ids: Numbers = number[kept]
        self.labels: list[str] = part["label"].filter(pl.Series(kept)).to_list()
        self.levels: Numbers = part["level"].to_numpy()[kept]
        self.column: Numbers = np.full(size, -1)
        self.column[self.ids] = np.arange(len(self.ids))
        self.offered, self.offer_row = self._offered()
        self.continuations = self._continuations()

    def _offered(self) -> tuple[Mask, Numbers]:
        scene = self.scene
        shape = (scene.territories.height, len(self.ids))
        mine = np.flatnonzero(self.column[scene.offer_diploma] >= 0)
        at = (scene.offer_place[mine], self.column[scene.offer_diploma[mine]])
        mask, row = np.zeros(shape, dtype=np.bool_), np.full(shape, -1)
        mask[at], row[at] = True, mine
        return mask, row

    def _continuations(self) -> Continuations:
        scene = self.scene
        mine = self.column[scene.way_start] >= 0
        self.way_start = self.column[scene.way_start[mine]]
        self.way_end, self.way_level = scene.way_end[mine], scene.way_level[mine]
        self.way_inside = self.member[self.way_end]
        self.way_known = scene.anywhere[self.way_end]
        both = self.column[self.way_end] >= 0
        return Continuations.of(self.way_start[both], self.column[self.way_end[both]])

    def rows(self) -> Iterator[dict[str, object]]:
        """Yield one row per territory."""
        way = walk(self.offered, self.offered & (self.levels == self.scene.start), self.continuations)
        later = walk(self.offered, self.offered & (self.levels == _FROM_BAC), self.continuations)
        highest, from_bac = way.highest(self.levels), later.highest(self.levels)
        low = (self.levels < _DEAD_BELOW) & (self.levels >= self.scene.start)
        dead = without_way_on(self.offered, self.continuations) & low
        orphan = without_way_in(self.offered, self.continuations) & (self.levels >= _ORPHAN_FROM)
        for t, place in enumerate(self.scene.territories.iter_rows(named=True)):
            reached = int(highest[t])
            outcome, wanted = self._judge(t, way, reached)
            yield {
                **place,
                "key": f"{self.name} {place['territory']}",
                "filiere": self.name,
                "filiere_label": self.label,
                "outcome": outcome,
                "reached_level": reached or None,
                "reached_from_4": int(from_bac[t]) or None,
                "missing_level": self._missing(outcome, reached),
                "dead_ends": self._names(self.ids[dead[t]]),
                "orphan_tops": self._names(self.ids[orphan[t]]),
                "chain": self._chain(t, way, reached),
                "wanted": self._names(wanted),
            }

    def outcomes(self) -> list[tuple[str, int]]:
        """Return (outcome, level reached) per row of ``offered``."""
        way = walk(self.offered, self.offered & (self.levels == self.scene.start), self.continuations)
        reached = way.highest(self.levels).tolist()
        return [(self._judge(row, way, level)[0], level) for row, level in enumerate(reached)]

    def variant(self, places: Sequence[int], offered: Mask) -> Filiere:
        """Return this filière with other rows: row i is the territory ``places[i]``, were ``offered[i]`` offered."""
        other = copy.copy(self)
        other.offered = offered
        other.closed_places = {row for row, place in enumerate(places) if place in self.closed_places}
        return other

    def _names(self, numbers: Numbers) -> list[str]:
        return [self.scene.names[n] for n in np.sort(numbers).tolist()]

    def _missing(self, outcome: str, reached: int) -> int | None:
        if outcome in ("complete", "untaught"):
            return None
        return reached + 1 if reached else self.scene.start

    def _judge(self, t: int, way: Walk, reached: int) -> tuple[str, Numbers]:
        """Return the outcome, and the diplomas of the filière whose nearest offer would mend the break."""
        nothing = self.ids[:0]
        if reached >= self.scene.goal:
            return "complete", nothing
        if reached == 0:
            return self._judge_start(t)
        onward = way.reached[t][self.way_start] & (self.way_level > reached)
        inside = np.unique(self.way_end[onward & self.way_inside])
        known = inside[self.scene.anywhere[inside]]
        if len(inside):
            # Diplomas whose offers no source gives (most licences professionnelles) may well be offered here.
            recorded = "farther" if len(known) == len(inside) else "partly"
            return (recorded if len(known) else "nowhere"), known
        if onward.any():
            return ("other-filiere" if self.way_known[onward].any() else "nowhere"), nothing
        top = self.ids[way.reached[t] & (self.levels == reached)]
        return ("stops" if self.scene.published[top].all() else "unpublished"), nothing

    def _judge_start(self, t: int) -> tuple[str, Numbers]:
        nothing = self.ids[:0]
        if t in self.closed_places:
            return "closed-start", nothing
        if not self.offered[t].any():
            return "untaught", nothing
        elsewhere = self.starts[self.scene.anywhere[self.starts]]
        return ("no-start", elsewhere) if len(elsewhere) else ("no-start-anywhere", nothing)

    def _chain(self, t: int, way: Walk, reached: int) -> list[tuple[int, str, str, str]]:
        ends = np.flatnonzero(way.reached[t] & (self.levels == reached))
        if not len(ends):
            return []
        return [
            (
                int(self.levels[d]),
                self.scene.names[self.ids[d]],
                self.labels[d],
                self.scene.offer_establishment[self.offer_row[t, d]],
            )
            for d in way.chain(t, int(ends[0]))
        ]
