"""Reachability over the diplomas offered in many territories at once.

The walk goes from the starting diplomas along the continuations, through offered diplomas only. All
territories of one filière are walked together, as rows of one matrix: a step gathers the columns of
the starts of all continuations and joins those of the same end; the number of steps is the length of the
longest shortest path.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Depths = NDArray[np.int16]
Numbers = NDArray[np.int64]
UNREACHED = -1


@dataclass(frozen=True, slots=True)
class Continuations:
    """Directed edges between columns, sorted by end: edge i goes from ``starts[i]`` to ``ends[i]``."""

    starts: Numbers
    ends: Numbers

    @classmethod
    def of(cls, starts: Numbers, ends: Numbers) -> Continuations:
        """Return the edges, sorted."""
        order = np.lexsort((starts, ends))
        return cls(starts[order], ends[order])

    def reversed(self) -> Continuations:
        """Return the edges the other way round."""
        return Continuations.of(self.ends, self.starts)

    def step(self, mask: Mask) -> Mask:
        """Return, per row, the columns to which an edge leads from a column of ``mask``."""
        onward = np.zeros_like(mask)
        if len(self.ends):
            # The edges are sorted by end: each end begins where it differs from the one before.
            first = np.flatnonzero(np.diff(self.ends, prepend=-1))
            onward[:, self.ends[first]] = np.logical_or.reduceat(mask[:, self.starts], first, axis=1)
        return onward

    def before(self, end: int) -> Numbers:
        """Return the starts of the edges to ``end``, ascending."""
        starts: Numbers = self.starts[self.ends == end]
        return starts


@dataclass(frozen=True)
class Walk:
    """The outcome of a walk. ``depth[t, d]`` is the number of steps to diploma d in territory t, or -1."""

    continuations: Continuations
    depth: Depths

    @cached_property
    def reached(self) -> Mask:
        """Return whether each diploma was reached, per territory."""
        reached: Mask = self.depth != UNREACHED
        return reached

    def highest(self, levels: Numbers) -> Numbers:
        """Return the highest level reached per territory, 0 where nothing was."""
        best: Numbers = np.where(self.reached, levels, 0).max(axis=1, initial=0)
        return best

    def chain(self, territory: int, end: int) -> list[int]:
        """Return one shortest path to ``end``, from a starting diploma; the smallest index at each step."""
        path = [end]
        while (depth := self.depth[territory, path[-1]]) > 0:
            candidates = self.continuations.before(path[-1])
            path.append(int(candidates[self.depth[territory, candidates] == depth - 1][0]))
        return path[::-1]


def walk(offered: Mask, starts: Mask, continuations: Continuations) -> Walk:
    """Walk from ``starts`` (territories × diplomas) along ``continuations`` through what is ``offered``."""
    depth = np.where(starts & offered, 0, UNREACHED).astype(np.int16)
    frontier: Mask = depth == 0
    count = 0
    while frontier.any():
        count += 1
        frontier = continuations.step(frontier) & offered & (depth == UNREACHED)
        depth[frontier] = count
    return Walk(continuations, depth)


def without_way_on(offered: Mask, continuations: Continuations) -> Mask:
    """Return the offered diplomas from which no other offered diploma continues, per territory."""
    return offered & ~continuations.reversed().step(offered)


def without_way_in(offered: Mask, continuations: Continuations) -> Mask:
    """Return the offered diplomas to which no other offered diploma continues, per territory."""
    return offered & ~continuations.step(offered)
