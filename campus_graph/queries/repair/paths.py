"""The broken pathways, and what each new offer would make of them: judged by ``broken-pathway`` itself.

Each trial is a territory as one more row of the matrix of what is offered, with one or several diplomas added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import polars as pl

from campus_graph.graph.pathways import Mask, walk
from campus_graph.queries.broken_pathway.walks import OUTCOMES, Filiere, Scene

_ELSEWHERE = "~"  # sorts last: a territory that offers all that is offered anywhere
Offer = tuple[str, str]  # territory, diploma


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of one pathway, and by which offer."""

    offer: Offer
    finding: str
    closed: bool
    complete: bool
    opened: bool


class Paths:
    """All filières that are asked for, in all territories."""

    def __init__(self, frames: Mapping[str, pl.DataFrame], start: int, goal: int) -> None:
        teaching, diplomas = frames["teaching"], frames["diplomas"]
        recorded = diplomas.join(teaching.select("diploma").unique(), on="diploma", how="semi")
        here = teaching.filter(pl.col("mine") & pl.col("territory").is_not_null())
        offered = here.group_by("territory", "diploma").agg(pl.col("establishment").min())
        elsewhere = recorded.select(
            territory=pl.lit(_ELSEWHERE), diploma="diploma", establishment=pl.lit(None, pl.String)
        )
        territories = frames["territories"].select("territory", "territory_label")
        dummy = pl.DataFrame({"territory": [_ELSEWHERE], "territory_label": [""]})
        scene = Scene(
            {
                "offered": pl.concat([offered, elsewhere]).sort("territory", "diploma"),
                "territories": pl.concat([territories, dummy]),
                "continuations": frames["continuations"].drop_nulls("end_level"),
                "filieres": frames["filieres"],
                "sites": recorded.filter(pl.col("level") >= start),
            },
            start,
            goal,
        )
        wanted = frames["filieres"].filter("wanted").sort("filiere", "diploma")
        parts = wanted.with_columns(number=scene.numbers(wanted["diploma"])).partition_by(
            "filiere", maintain_order=True
        )
        self.places: list[str] = scene.territories["territory"].to_list()
        self._place = {place: i for i, place in enumerate(self.places)}
        self._diploma = {name: i for i, name in enumerate(scene.names)}
        self._names, self._start = scene.names, start
        self.filieres = [Filiere(scene, part) for part in parts]
        self._base = [filiere.outcomes() for filiere in self.filieres]

    def gaps(self) -> list[str]:
        """Return the names of the broken pathways."""
        return [self._finding(f, t) for f, t in self._gaps()]

    def _gaps(self) -> Iterator[tuple[int, int]]:
        for f, base in enumerate(self._base):
            yield from ((f, t) for t, (outcome, _) in enumerate(base[:-1]) if OUTCOMES[outcome][0] == "gap")

    def _finding(self, f: int, t: int) -> str:
        return f"broken-pathway~{self.filieres[f].name}~{self.places[t]}"

    def openings(self) -> list[Offer]:
        """Return the offers that would take a broken pathway further: what its last diplomas lead to, or a start."""
        found = set[Offer]()
        for filiere, pairs in groupby(self._gaps(), key=lambda pair: self.filieres[pair[0]]):
            rows = [t for _, t in pairs]
            offered, starts = filiere.offered[rows], filiere.levels == self._start
            reached = walk(offered, offered & starts, filiere.continuations).reached
            onward: Mask = np.where(reached.any(axis=1, keepdims=True), filiere.continuations.step(reached), starts)
            names = [self._names[i] for i in filiere.ids.tolist()]
            found |= {(self.places[rows[row]], names[i]) for row, i in np.argwhere(onward & ~offered).tolist()}
        return sorted(found)

    def effects(self, plans: Iterable[Sequence[Offer]]) -> Iterator[Effect]:
        """Yield what becomes of each pathway when the offers of a plan, in one territory, are added in turn."""
        made = [list(plan) for plan in plans]
        for f, filiere in enumerate(self.filieres):
            names = {self._names[i] for i in filiere.ids.tolist()}
            mine = [own for plan in made if (own := [offer for offer in plan if offer[1] in names])]
            yield from self._effects_on(f, mine)

    def _effects_on(self, f: int, plans: list[list[Offer]]) -> Iterator[Effect]:
        filiere, base = self.filieres[f], self._base[f]
        steps = [(plan, k) for plan in plans for k in range(len(plan))]
        if not steps:
            return
        places = [self._place[plan[0][0]] for plan, _ in steps]
        offered = filiere.offered[places]
        for row, (plan, k) in enumerate(steps):
            offered[row, [filiere.column[self._diploma[diploma]] for _, diploma in plan[: k + 1]]] = True
        now = filiere.variant(places, offered).outcomes()
        for (plan, k), place, (outcome, level) in zip(steps, places, now, strict=True):
            was, before = OUTCOMES[base[place][0]][0], base[place][1]
            verdict = OUTCOMES[outcome][0]
            closed = was == "gap" and verdict != "gap" and level > before
            opened = was != "gap" and verdict == "gap"
            yield Effect(plan[k], self._finding(f, place), closed, closed and verdict == "covered", opened)


def as_frame(effects: Iterable[Effect]) -> pl.DataFrame:
    """Return the effects as a table, without those that change nothing."""
    rows = [(*e.offer, e.finding, e.closed, e.complete, e.opened) for e in effects if e.closed or e.opened]
    names = ("territory", "diploma", "finding", "closed", "complete", "opened")
    types = [pl.String, pl.String, pl.String, pl.Boolean, pl.Boolean, pl.Boolean]
    return pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")


def placed(paths: Paths, offers: pl.DataFrame) -> pl.DataFrame:
    """Return the effects of each offer (territory, diploma) alone."""
    known = np.array([p in set(paths.places) for p in offers["territory"].to_list()], dtype=np.bool_)
    pairs = (
        offers.filter(pl.Series(known, dtype=pl.Boolean))
        .select("territory", "diploma")
        .unique()
        .sort("territory", "diploma")
    )
    return as_frame(paths.effects([pair] for pair in pairs.iter_rows()))
