"""The order of a plan, what each offer adds to those before it, and the plan as a scenario for ``--what-if``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heapreplace
from itertools import groupby
from typing import Any

from campus_graph.queries.repair.paths import Offer, Paths

VOIE = "scolaire"
Row = dict[str, Any]


def ordered(rows: Sequence[Row]) -> list[Row]:
    """Return the offers so that each closes as many findings as possible beside those before it."""
    closed, plan = set[str](), []
    # What an offer adds never grows: an entry of the heap that is still true is the best there is.
    heap = [(-len(row["findings"]), place) for place, row in enumerate(rows)]
    heapify(heap)
    while heap:
        gain, place = heap[0]
        now = -len(rows[place]["findings"].keys() - closed)
        if now != gain:
            heapreplace(heap, (now, place))
            continue
        heappop(heap)
        closed.update(rows[place]["findings"])
        plan.append(rows[place])
    return plan


def added(plan: Sequence[Row], paths: Paths) -> list[int]:
    """Return how many findings are closed once each offer is there beside those before it, less those of before.

    Several offers in one territory meet in its pathways: what they do together is tried, not added up.
    """
    closed: dict[str, set[str]] = {}
    states = {(e.offer, e.finding): e.closed for e in paths.effects(_by_territory(plan))}
    broken: dict[str, list[str]] = {}
    for _, finding in states:
        broken.setdefault(finding.split("~")[-1], []).append(finding)
    counts = []
    for row in plan:
        offer, territory = (row["territory"], row["diploma"]), row["territory"]
        own = closed.setdefault(territory, set())
        before = len(own)
        own.update(row["findings"])
        for finding in dict.fromkeys(broken.get(str(territory), ())):
            state = states.get((offer, finding))
            if state is not None:
                (own.add if state else own.discard)(finding)
        counts.append(len(own) - before)
    return counts


def _by_territory(plan: Sequence[Row]) -> list[list[Offer]]:
    offers = [(row["territory"], row["diploma"]) for row in plan if row["territory"] is not None]
    grouped = groupby(sorted(dict.fromkeys(offers), key=lambda o: o[0]), key=lambda o: o[0])
    return [list(own) for _, own in grouped]


def to_what_if(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the offers of rows of an answer as TOML for ``ask … --what-if FILE``."""
    parts = [
        "[[add.offers]]\n"
        f'establishment = "{row["establishment"].split("/")[-1]}"\n'
        f'diploma = "{row["diploma"]}"\n'
        f'voie = "{row["voie"]}"\n'
        for row in rows
    ]
    return "\n".join(parts)
