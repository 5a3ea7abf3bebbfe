"""2. The three questions at national scope, against hand-written polars on frames already in memory.

The product opens a file and answers with parameters, provenance and reasons; the polars version has
its tables in memory and leaves these out. Both must find the same verdicts and distances.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from bench import child
from bench.by_hand import broken_pathway, coverage_gap, missing_continuation
from bench.report import Part
from bench.timing import Timing, in_turn, measure, once
from campus_graph.graph.store import Reader, open_store
from campus_graph.queries.registry import ask

BY_HAND = {
    "coverage-gap": coverage_gap,
    "missing-continuation": missing_continuation,
    "broken-pathway": broken_pathway,
}
_RUNS = 20
_COMMAND_RUNS = 5
_KM = 0.11  # distances are rounded to 0.1 km on both sides
_COMPARED = {"broken-pathway": {"reached": "reached_level", "from_bac": "reached_from_4"}}


def warm(store: str, name: str, repeats: int) -> dict[str, Any]:
    """Time a question and its hand-written version in turn; check that they agree."""
    with open_store(store) as reader:
        by_hand = _by_hand(reader, name)
        timings = in_turn({"ask": partial(ask, reader, name), "polars": by_hand}, repeats)
        answer = ask(reader, name)
        differing = _differing(name, answer.frame, by_hand())
    return {
        **{rival: timing.to_dict() for rival, timing in timings.items()},
        "rows": answer.frame.height,
        "counts": dict(answer.counts),
        "differing": differing,
    }


def alone(store: str, repeats: int) -> dict[str, dict[str, float]]:
    """Time the questions without a rival."""
    with open_store(store) as reader:
        return {name: measure(partial(ask, reader, name), repeats).to_dict() for name in BY_HAND}


def cold(store: str, name: str) -> dict[str, float]:
    """Open the store and ask once, the file out of the system's cache; return what it took."""
    if hasattr(os, "posix_fadvise"):
        descriptor = os.open(store, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)
    return Timing.of([once(partial(_open_and_ask, store, name))[1]]).to_dict()


def _open_and_ask(store: str, name: str) -> None:
    with open_store(store) as reader:
        ask(reader, name)


def _by_hand(reader: Reader, name: str) -> Callable[[], pl.DataFrame]:
    module: Any = BY_HAND[name]
    tables = {kind: reader.table(kind) for kind in module.KINDS}
    year = {"year": int(reader.meta["as_of"][:4])} if name == "coverage-gap" else {}
    return partial(module.answer, tables, **year)


def _differing(name: str, ours: pl.DataFrame, theirs: pl.DataFrame) -> int:
    """Return how many rows differ in verdict, distance or levels, or are on one side only."""
    module: Any = BY_HAND[name]
    pairs = {"verdict": "verdict", **_COMPARED.get(name, {})}
    other = theirs.select(*module.KEY, "km", **{f"{mine}·": own for own, mine in pairs.items()})
    both = ours.join(other, on=module.KEY, how="full", coalesce=True)
    apart = (pl.col("nearest_km") - pl.col("km")).abs() > _KM
    one_sided = pl.col("nearest_km").is_null() != pl.col("km").is_null()
    unequal = [pl.col(mine).ne_missing(pl.col(f"{mine}·")) for mine in pairs.values()]
    return both.filter(pl.any_horizontal(apart.fill_null(False), one_sided, *unequal)).height


def compare(store: Path, graph: str) -> Part:
    """Measure on a store; ``graph`` says which, for the title."""
    part = Part(f"2 · The three questions, whole France, {graph}")
    for name in BY_HAND:
        part.attempt(name, partial(_compare_one, part, store, name))
    return part


def _compare_one(part: Part, store: Path, name: str) -> None:
    found = child.run("questions", "warm", store=str(store), name=name, repeats=_RUNS).result
    fresh = Timing(**child.run("questions", "cold", store=str(store), name=name).result)
    ours, theirs = Timing(**found["ask"]), Timing(**found["polars"])
    counts = ", ".join(f"{verdict} {n:,}" for verdict, n in found["counts"].items())
    part.add(f"{name}: p50", ours.median * 1e3, "ms", 100, f"{found['rows']:,} rows; {ours.note}")
    part.add("  polars by hand", theirs.median * 1e3, "ms", note=theirs.note)
    minima = f"by the minima {ours.minimum / theirs.minimum:.2f}, by cpu {ours.cpu / theirs.cpu:.2f}"
    part.add("  ask / polars", ours.median / theirs.median, "×", 3, minima)
    part.add("  rows on which they differ", found["differing"], "", 0, counts)
    part.add("  cold: fresh process, file not cached", fresh.median * 1e3, "ms", note="opening included")
    runs = Timing.of([once(partial(_command, store, name))[1] for _ in range(_COMMAND_RUNS)])
    part.add("  command, end to end, JSON", runs.median * 1e3, "ms", 1000, runs.note)


def _command(store: Path, name: str) -> None:
    command = [sys.executable, "-m", "campus_graph", "ask", name, "--format", "json", "--store", str(store)]
    done = subprocess.run(command, cwd=child.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        raise child.NotDone(done.stderr.decode(errors="replace").strip())
