"""3. Every question at national scope, with the limit that it has to keep, beside its core in plain networkx."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from bench import child
from bench.plain_networkx import RIVALS, whole_graph
from bench.report import Part
from bench.timing import Timing, measure, once
from campus_graph.graph.store import open_store
from campus_graph.queries.registry import ask, questions

_RUNS, _RIVAL_RUNS = 10, 3
_LIMIT_MS = 100.0
# A cover and a cut of the whole country are searched for, not looked up.
_LIMITS_MS = {"repair": 2_000.0, "resilience": 2_000.0}
_NO_RIVAL = {
    "broken-pathway": "networkx: see « networkx and rdflib on the same graph »",
    "missing-continuation": "networkx: see « networkx and rdflib on the same graph »",
    "repair": "networkx has no cover",
}


def warm(store: str, repeats: int) -> dict[str, dict[str, Any]]:
    """Time every question with its defaults, the store open."""
    found: dict[str, dict[str, Any]] = {}
    with open_store(store) as reader:
        for name in questions():
            timing = measure(partial(ask, reader, name), repeats)
            found[name] = {"timing": timing.to_dict(), "rows": ask(reader, name).frame.height}
    return found


def in_networkx(store: str, repeats: int) -> dict[str, Any]:
    """Time the core of each question in networkx, the graph loaded; count the rows on which it differs from ours."""
    found: dict[str, Any] = {}
    with open_store(store) as reader:
        graph, loading = once(partial(whole_graph, reader))
        for name, rival in RIVALS.items():
            theirs, mine = rival.walk(graph), rival.ours(ask(reader, name).frame)
            differing = sum(theirs.get(key) != mine.get(key) for key in theirs.keys() | mine.keys())
            timing = measure(partial(rival.walk, graph), repeats, warmup=0)
            found[name] = {"timing": timing.to_dict(), "rows": len(mine), "differing": differing}
    return {"loading": loading.wall, "questions": found}


def compare(store: Path, graph: str) -> Part:
    """Measure on a store; ``graph`` says which, for the title."""
    part = Part(f"3 · Every question, whole France, {graph}")
    part.attempt("every question", partial(_all, part, store))
    return part


def _all(part: Part, store: Path) -> None:
    ours = child.run("every_question", "warm", store=str(store), repeats=_RUNS).result
    rivals = child.run("every_question", "in_networkx", store=str(store), repeats=_RIVAL_RUNS).result
    for name, found in ours.items():
        timing = Timing(**found["timing"])
        limit = _LIMITS_MS.get(name, _LIMIT_MS)
        none = f"; {_NO_RIVAL[name]}" if name in _NO_RIVAL else ""
        part.add(f"{name}: p50", timing.median * 1e3, "ms", limit, f"{found['rows']:,} rows; {timing.note}{none}")
        if name in RIVALS:
            _beside(part, name, timing, rivals["questions"][name])
    part.add("networkx: loading the graph", rivals["loading"] * 1e3, "ms", note="once, not counted above")


def _beside(part: Part, name: str, ours: Timing, found: dict[str, Any]) -> None:
    theirs = Timing(**found["timing"])
    part.add("  core in networkx", theirs.median * 1e3, "ms", note=RIVALS[name].left_out)
    part.add("  networkx / ask", theirs.median / ours.median, "×")
    part.add("  rows on which they differ", found["differing"], "", 0, f"of {found['rows']:,}")
