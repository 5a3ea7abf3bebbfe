"""Reachability over the diplomas offered in many territories at once.

The walk goes from the starting diplomas along the continuations, through offered diplomas only. All
territories of one filière are walked together, as rows of one matrix: a step is one product with the
sparse adjacency matrix, and the number of steps is the length of the longest shortest path.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Mask = NDArray[np.bool_]
Depths = NDArray[np.int16]
UNREACHED = -1


@dataclass(frozen=True, slots=True)
class Walk:
    """The outcome of a walk. ``depth[t, d]`` is the number of steps to diploma d in territory t, or -1."""

    adjacency: Mask
    depth: Depths

    @property
    def reached(self) -> Mask:
        """Return whether each diploma was reached, per territory."""
        reached: Mask = self.depth != UNREACHED
        return reached

    def highest(self, levels: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the highest level reached per territory, 0 where nothing was."""
        best: NDArray[np.int64] = np.where(self.reached, levels, 0).max(axis=1, initial=0)
        return best

    def chain(self, territory: int, end: int) -> list[int]:
        """Return one shortest path to ``end``, from a starting diploma; the smallest index at each step."""
        path = [end]
        while (depth := self.depth[territory, path[-1]]) > 0:
            before = (self.depth[territory] == depth - 1) & self.adjacency[:, path[-1]]
            path.append(int(np.flatnonzero(before)[0]))
        return path[::-1]


def walk(offered: Mask, starts: Mask, adjacency: Mask) -> Walk:
    """Walk from ``starts`` (territories × diplomas) along ``adjacency`` through what is ``offered``."""
    depth = np.where(starts & offered, 0, UNREACHED).astype(np.int16)
    frontier = depth == 0
    backwards = csr_array(adjacency.T, dtype=np.float32)
    count = 0
    while frontier.any():
        count += 1
        onward = _any_step(frontier, backwards)
        frontier = onward & offered & (depth == UNREACHED)
        depth[frontier] = count
    return Walk(adjacency, depth)


def without_way_on(offered: Mask, adjacency: Mask) -> Mask:
    """Return the offered diplomas from which no other offered diploma continues, per territory."""
    return offered & ~_any_step(offered, csr_array(adjacency, dtype=np.float32))


def without_way_in(offered: Mask, adjacency: Mask) -> Mask:
    """Return the offered diplomas to which no other offered diploma continues, per territory."""
    return without_way_on(offered, adjacency.T)


def _any_step(mask: Mask, backwards: csr_array) -> Mask:
    """Return, per territory, the diplomas that one step from ``mask`` leads to; ``backwards`` is end × start."""
    onward: Mask = (backwards @ mask.T.astype(np.float32)).T > 0
    return onward
