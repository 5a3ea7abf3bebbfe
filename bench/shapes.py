"""8. The shapes compiled to SQL beside pySHACL on the same graph, and the whole check of all of France.

pySHACL asks every query of every thing: it gets the starter graph, on which both must find the same.
"""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path
from typing import Any

from rdflib import Graph

from bench import child
from bench.report import Part
from bench.timing import Timing, measure, once
from campus_graph.build import build
from campus_graph.checks.everything import checked
from campus_graph.checks.places import scope_of
from campus_graph.checks.run import broken
from campus_graph.checks.shapes import constraints
from campus_graph.exports.whole_rdf import write
from campus_graph.graph.store import open_store
from tests.checks.oracle import as_said, by_pyshacl_on, differences

_RUNS = 5
_REGION = "53"


def compiled(store: str, repeats: int) -> dict[str, Any]:
    """Time all shapes in SQL, the store open."""
    constraints()
    with open_store(store) as reader:
        timing = measure(partial(broken, reader), repeats)
        return {"timing": timing.to_dict(), "findings": broken(reader).height, "shapes": len(constraints())}


def reported(store: str, region: str | None) -> dict[str, Any]:
    """Time the whole report, of all of France or of one region."""
    with open_store(store) as reader:
        report, cost = once(partial(checked, reader, scope_of(reader, region)))
    return {"seconds": cost.wall, "undecided": report.undecided, "findings": report.findings.height}


def in_pyshacl(store: str) -> dict[str, Any]:
    """Time pySHACL on the exported graph, already in memory; count what it finds and we do not, or the reverse."""
    with open_store(store) as reader:
        written = io.BytesIO()
        write(reader, "nt", written)
        data = Graph().parse(data=written.getvalue(), format="nt")
        found, cost = once(partial(by_pyshacl_on, data))
        ours = as_said(reader, broken(reader))
    return {"seconds": cost.wall, "triples": len(data), "differing": len(differences(ours, found))}


def compare(store: Path, graph: str, folder: Path) -> Part:
    """Measure on a store, and on the starter; ``graph`` says which, for the title."""
    part = Part(f"8 · Shapes and the whole check, {graph}")
    part.attempt("shapes in SQL", partial(_ours, part, store))
    part.attempt("whole check", partial(_whole, part, store))
    part.attempt("pySHACL", partial(_rival, part, folder / "starter.duckdb"))
    return part


def _ours(part: Part, store: Path) -> None:
    found: Any = child.run("shapes", "compiled", store=str(store), repeats=_RUNS).result
    timing = Timing(**found["timing"])
    note = f"{found['shapes']} constraints, {found['findings']:,} findings, {timing.note}"
    part.add("shapes in SQL", timing.median * 1e3, "ms", note=note)


def _whole(part: Part, store: Path) -> None:
    for region, words in ((None, "all of France"), (_REGION, "one region")):
        done = child.run("shapes", "reported", store=str(store), region=region)
        found: Any = done.result
        note = f"{found['findings']:,} findings, {found['undecided']:,} verdicts undecided, {done.peak_mb:,.0f} MB"
        part.add(f"whole report, {words}", found["seconds"], "s", note=note)


def _rival(part: Part, starter: Path) -> None:
    build(starter)
    ours: Any = child.run("shapes", "compiled", store=str(starter), repeats=_RUNS).result
    theirs: Any = child.run("shapes", "in_pyshacl", store=str(starter)).result
    seconds = Timing(**ours["timing"]).median
    part.add("starter: shapes in SQL", seconds * 1e3, "ms")
    part.add("starter: pySHACL", theirs["seconds"], "s", note=f"{theirs['triples']:,} triples")
    part.add("  pySHACL / ours", theirs["seconds"] / seconds, "×")
    part.add("  findings that differ", theirs["differing"], "", 0)
