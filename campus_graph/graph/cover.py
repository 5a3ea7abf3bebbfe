"""The fewest sets that together hold every element: exactly where it is small, else greedily with a proven bound.

Set cover is hard in general. Here it falls into many small parts that share nothing; each is first reduced (a set
within another is never needed, an element is covered for free with a rarer one), then searched by branch and bound.
Where the search would take too long, the greedy cover stands, with the most by which it may exceed the smallest: the
prices of elements, divided by the dearest set, solve the dual problem (Chvátal 1979), so no cover is smaller than
their sum.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_MOST_STEPS = 4_000  # of one search: some 50 ms


@dataclass(frozen=True, slots=True)
class Cover:
    """Some sets that cover their part: ``bound`` is how many times the smallest they are at most, 1.0 if exact."""

    chosen: tuple[int, ...]
    exact: bool
    bound: float


def smallest_covers(sets: Sequence[frozenset[int]]) -> list[Cover]:
    """Return one cover per part that shares no element with another. Of equally good sets the first is preferred."""
    return [_cover(part, sets) for part in _parts([i for i, s in enumerate(sets) if s], sets)]


def _parts(indices: Iterable[int], sets: Sequence[frozenset[int]]) -> list[list[int]]:
    """Return the indices of the sets, grouped so that sets with a common element are together."""
    root: dict[int, int] = {}

    def find(element: int) -> int:
        while root.setdefault(element, element) != element:
            root[element] = root[root[element]]
            element = root[element]
        return element

    kept = list(indices)
    for i in kept:
        first, *others = sorted(sets[i])
        for other in others:
            root[find(other)] = find(first)
    parts: dict[int, list[int]] = {}
    for i in kept:
        parts.setdefault(find(min(sets[i])), []).append(i)
    return list(parts.values())


def _cover(part: Sequence[int], sets: Sequence[frozenset[int]]) -> Cover:
    """Return the cover of one part; what reduction has torn apart is searched piece by piece."""
    whole = {i: sets[i] for i in part}
    forced, left = _reduce(whole)
    chosen, least = list(forced), len(forced)
    for piece in _parts(left, _filled(left)):
        search = _Search({i: left[i] for i in piece})
        best = search.run()
        chosen += best
        least += len(best) if search.ended else search.at_least()
    return Cover(tuple(chosen), len(chosen) == least, math.ceil(100 * len(chosen) / least) / 100)


def _filled(sets: dict[int, frozenset[int]]) -> list[frozenset[int]]:
    return [sets.get(i, frozenset()) for i in range(max(sets, default=-1) + 1)]


def _reduce(sets: dict[int, frozenset[int]]) -> tuple[list[int], dict[int, frozenset[int]]]:
    """Return the sets that a smallest cover may be taken to hold, and what is left to decide."""
    forced: list[int] = []
    left = dict(sets)
    while True:
        before = {i: len(s) for i, s in left.items()}
        left = _without_needless_elements(_without_needless_sets(left))
        holders = _holders(left)
        alone = sorted({next(iter(h)) for h in holders.values() if len(h) == 1})
        forced += alone
        covered = frozenset().union(*(left[i] for i in alone)) if alone else frozenset()
        left = {i: s - covered for i, s in left.items() if i not in alone and s - covered}
        if before == {i: len(s) for i, s in left.items()}:
            return forced, left


def _without_needless_sets(sets: dict[int, frozenset[int]]) -> dict[int, frozenset[int]]:
    """Leave out each set that lies within another; of equal ones the first stays."""
    kept: dict[int, frozenset[int]] = {}
    for i in sorted(sets, key=lambda i: (-len(sets[i]), i)):
        if not any(sets[i] <= other for other in kept.values()):
            kept[i] = sets[i]
    return {i: kept[i] for i in sorted(kept)}


def _without_needless_elements(sets: dict[int, frozenset[int]]) -> dict[int, frozenset[int]]:
    """Leave out each element that is covered by whatever covers a rarer one."""
    holders = _holders(sets)
    kept: dict[int, frozenset[int]] = {}
    for element in sorted(holders, key=lambda e: (len(holders[e]), e)):
        if not any(other <= holders[element] for other in kept.values()):
            kept[element] = holders[element]
    return {i: frozenset(s & kept.keys()) for i, s in sets.items()}


def _holders(sets: dict[int, frozenset[int]]) -> dict[int, frozenset[int]]:
    """Return element → the sets that hold it."""
    found: dict[int, set[int]] = {}
    for i, s in sets.items():
        for element in s:
            found.setdefault(element, set()).add(i)
    return {element: frozenset(indices) for element, indices in found.items()}


class _Search:
    """Branch and bound over one piece, from the greedy cover down."""

    def __init__(self, sets: dict[int, frozenset[int]]) -> None:
        self.sets, self.holders = sets, _holders(sets)
        self.steps, self.ended = 0, True
        self.best = self._greedy()

    def run(self) -> list[int]:
        """Return the smallest cover found; ``ended`` tells whether it is proved to be the smallest."""
        self._branch(frozenset(self.holders), [])
        return self.best

    def at_least(self) -> int:
        """Return a number of sets below which there is no cover."""
        dearest = max(sum(self.price[e] for e in s) for s in self.sets.values())
        return max(self._apart(frozenset(self.holders)), math.ceil(sum(self.price.values()) / dearest - 1e-9))

    def _greedy(self) -> list[int]:
        left, chosen = set(self.holders), []
        self.price: dict[int, float] = {}
        while left:
            i = min(self.sets, key=lambda i: (-len(self.sets[i] & left), i))
            gained = self.sets[i] & left
            self.price |= dict.fromkeys(gained, 1 / len(gained))
            left -= gained
            chosen.append(i)
        return chosen

    def _apart(self, left: frozenset[int]) -> int:
        """Return the number of elements, no two of which one set holds: each needs a set of its own."""
        count, free = 0, left
        for element in sorted(left, key=lambda e: (len(self.holders[e]), e)):
            if element in free:
                count += 1
                free = free.difference(*(self.sets[i] for i in self.holders[element]))
        return count

    def _branch(self, left: frozenset[int], chosen: list[int]) -> None:
        self.steps += 1
        if self.steps > _MOST_STEPS:
            self.ended = False
            return
        if not left:
            if len(chosen) < len(self.best):
                self.best = list(chosen)
            return
        if len(chosen) + self._apart(left) >= len(self.best):
            return
        rarest = min(left, key=lambda e: (len(self.holders[e]), e))
        for i in sorted(self.holders[rarest], key=lambda i: (-len(self.sets[i] & left), i)):
            self._branch(left - self.sets[i], [*chosen, i])
