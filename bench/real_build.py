"""1. The build from the raw public files, against only reading and parsing the same files."""

from __future__ import annotations

from pathlib import Path

from bench import child
from bench.report import Part
from bench.timing import Timing
from campus_graph.build import build

_RUNS = 3


def build_once(out: str, data: str) -> dict[str, int]:
    """Build the graph; return the numbers of nodes, relations and conflicts."""
    report = build(Path(out), Path(data))
    relations = sum(report.edges.values())
    return {"nodes": sum(report.nodes.values()), "relations": relations, "conflicts": report.conflicts}


def compare(data: Path, store: Path) -> Part:
    """Measure; ``store`` is where the graph goes.

    Raises:
        NotDone: the build gave no graph.

    """
    part = Part("1 · Build from the raw files, against reading and parsing them")
    built, declared, plain = [], [], []
    for _ in range(_RUNS):
        built.append(child.run("real_build", "build_once", out=str(store), data=str(data)))
        declared.append(child.run("raw_files", "read_declared", data=str(data)))
        plain.append(child.run("raw_files", "read_plainly", data=str(data)))
    counts = built[0].result
    whole, ours, loop = (Timing.of([x.cost for x in runs]) for runs in (built, declared, plain))
    size = f"{counts['nodes']:,} nodes, {counts['relations']:,} relations; median of {_RUNS} fresh processes"
    part.add("build", whole.median, "s", 15, f"{size}; {whole.note}")
    part.add("peak memory of the build", max(x.peak_mb for x in built), "MB", 1000)
    part.add(
        "only reading the declared files, our reader",
        ours.median,
        "s",
        note=f"{declared[0].result:,} rows; {ours.note}",
    )
    part.add(
        "only parsing them, plain csv/json/excel loop",
        loop.median,
        "s",
        note=f"{plain[0].result:,} records; {loop.note}",
    )
    part.add("build / our reader", whole.median / ours.median, "×", 5, f"by cpu {whole.cpu / ours.cpu:.2f}")
    part.add(
        "build / plain loop",
        whole.median / loop.median,
        "×",
        5,
        f"by cpu {whole.cpu / loop.cpu:.2f}; unchecked, each file once",
    )
    part.add("cost per relation", whole.median / counts["relations"] * 1e6, "µs")
    return part
