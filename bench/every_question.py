"""3. Every question at national scope, with the limit that it has to keep."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from bench import child
from bench.report import Part
from bench.timing import Timing, measure
from campus_graph.graph.store import open_store
from campus_graph.queries.registry import ask, questions

_RUNS = 10
_LIMIT_MS = 100.0
# A cover and a cut of the whole country are searched for, not looked up.
_LIMITS_MS = {"repair": 2_000.0, "resilience": 2_000.0}


def warm(store: str, repeats: int) -> dict[str, dict[str, Any]]:
    """Time every question with its defaults, the store open."""
    found: dict[str, dict[str, Any]] = {}
    with open_store(store) as reader:
        for name in questions():
            timing = measure(partial(ask, reader, name), repeats)
            found[name] = {"timing": timing.to_dict(), "rows": ask(reader, name).frame.height}
    return found


def compare(store: Path, graph: str) -> Part:
    """Measure on a store; ``graph`` says which, for the title."""
    part = Part(f"3 · Every question, whole France, {graph}")
    part.attempt("every question", partial(_all, part, store))
    return part


def _all(part: Part, store: Path) -> None:
    for name, found in child.run("every_question", "warm", store=str(store), repeats=_RUNS).result.items():
        timing = Timing(**found["timing"])
        limit = _LIMITS_MS.get(name, _LIMIT_MS)
        part.add(f"{name}: p50", timing.median * 1e3, "ms", limit, f"{found['rows']:,} rows; {timing.note}")
