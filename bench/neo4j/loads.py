"""1. The first load of the whole graph: our loader, against the driver by hand and against ``LOAD CSV``.

All start from the same graph file and an empty database, make the same schema, and run in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path

from neo4j.exceptions import Neo4jError

from bench.child import NotDone
from bench.neo4j import by_csv, by_hand
from bench.neo4j.database import Database
from bench.report import Part
from bench.timing import Cost, Timing
from campus_graph.graph.server_load import LoadReport, ServerLoader
from campus_graph.graph.store import open_store
from campus_graph.ontology.model import load_model

Load = Callable[[Database, Path], object]
CREATE = "UNWIND … CREATE by hand"
_AT_MOST = 1.2


def ours(database: Database, store: Path) -> LoadReport:
    """Load as the command does: file and connection opened anew."""
    with closing(database.connect()) as server, open_store(store) as source:
        return ServerLoader(server, load_model()).load(source)


RIVALS: Mapping[str, Load] = {
    CREATE: by_hand.create,
    "UNWIND … MERGE by hand": by_hand.merge,
    "LOAD CSV … IN TRANSACTIONS": by_csv.load,
    "our loader": ours,  # the last one, so that the next part finds its graph
}


def alone(database: Database, store: Path) -> Timing:
    """Load ours once without rivals, for parts that only need the graph and what its load took."""
    return Timing.of([first_load(database, store, ours, expected(store))])


def compare(database: Database, store: Path, rounds: int, warmup: int, warm: str) -> tuple[Part, Timing]:
    """Measure; leave our graph in the database, and return what our load took."""
    part = Part("1 · First load of the whole graph")
    costs: dict[str, list[Cost]] = {name: [] for name in RIVALS}
    size = expected(store)
    for number in range(warmup + rounds):
        for name, load in RIVALS.items():
            cost = _attempt(part, name, partial(first_load, database, store, load, size))
            if cost and number >= warmup:
                costs[name].append(cost)
    timings = {name: Timing.of(runs) for name, runs in costs.items() if runs}
    _report(part, timings, size, f"after {warmup} load of each to warm the JVM" if warmup else warm)
    return part, timings["our loader"]


def first_load(database: Database, store: Path, load: Load, size: tuple[int, int]) -> Cost:
    """Empty the database, load, and see that all is there."""
    database.empty()
    _, cost = database.cost(partial(load, database, store))
    if (found := database.counts()) != size:
        raise NotDone(f"it loaded {found[0]:,} nodes and {found[1]:,} relations, not all")
    return cost


def _attempt(part: Part, name: str, work: Callable[[], Cost]) -> Cost | None:
    try:
        return work()
    except (NotDone, Neo4jError) as why:
        part.add(name, None, "", note=str(why).splitlines()[0])
        return None


def expected(store: Path) -> tuple[int, int]:
    """Return how many nodes and relations a load must leave."""
    model = load_model()
    with open_store(store) as reader:
        counts = reader.counts()
    return sum(counts[kind] for kind in model.nodes), sum(counts[kind] for kind in model.relations)


def _report(part: Part, timings: Mapping[str, Timing], size: tuple[int, int], warm: str) -> None:
    mine = timings["our loader"]
    for name, timing in timings.items():
        note = f"{size[0]:,} nodes, {size[1]:,} relations; median of {timing.repeats}, {warm}; {timing.note}"
        part.add(name, timing.median, "s", note=note)
    for name, timing in timings.items():
        if timing is not mine:
            minima, cpu = ratio(mine.minimum, timing.minimum), ratio(mine.cpu, timing.cpu)
            by_cpu = f"by cpu (client and server) {cpu}, by the minima {minima}"
            part.add(f"ours / {name}", mine.median / timing.median, "×", _AT_MOST if name == CREATE else None, by_cpu)


def ratio(one: float, other: float) -> str:
    """Return a ratio as text; a dash where the system told no time."""
    return f"{one / other:.2f}" if other else "–"
