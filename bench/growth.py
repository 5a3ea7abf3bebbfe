"""4. Seeded synthetic graphs of growing size.

Does a relation cost the same in a graph ten times as large?
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench import child, synthetic
from bench.report import Part
from bench.timing import Timing, once
from campus_graph.graph.embedded_writer import EmbeddedWriter
from campus_graph.ontology.model import load_model

_AT_MOST = 1.2
_RUNS = {1: 3, 10: 2}
_ASKED = 7


@dataclass(frozen=True, slots=True)
class Point:
    """What one size cost: seconds of assembly with derivations and checks, of writing, and of each question."""

    scale: float
    nodes: int
    relations: int
    making: float
    writing: float
    cpu: float
    peak_mb: float
    file_mb: float
    questions: dict[str, float]

    @property
    def per_relation(self) -> float:
        """Return the microseconds from loaded tables to a finished file, per relation."""
        return (self.making + self.writing) / self.relations * 1e6


def build_synthetic(scale: float, out: str) -> dict[str, float]:
    """Generate, assemble and write a graph; return counts and seconds."""
    model = load_model()
    parts, generating = once(partial(synthetic.contributions, synthetic.Size().times(scale)))
    made, making = once(partial(synthetic.graph, parts, model))
    _, writing = once(partial(EmbeddedWriter(Path(out), model).write, made))
    return {
        "nodes": sum(made.frames[kind].height for kind in model.nodes),
        "relations": sum(made.frames[kind].height for kind in model.relations),
        "generating": generating.wall,
        "making": making.wall,
        "writing": writing.wall,
        "cpu": making.cpu + writing.cpu,
        "file_mb": Path(out).stat().st_size / 1e6,
    }


def compare(scales: Sequence[float], folder: Path) -> Part:
    """Measure each size, the first one being what the others are set against."""
    part = Part("4 · Synthetic graphs: cost per relation as the graph grows")
    points: list[Point] = []
    for scale in scales:
        part.attempt(f"×{scale:g}", partial(_measure, part, points, scale, folder / f"synthetic-{scale:g}.duckdb"))
    return part


def _measure(part: Part, points: list[Point], scale: float, store: Path) -> None:
    runs = [
        child.run("growth", "build_synthetic", limit=1200, scale=scale, out=str(store))
        for _ in range(_RUNS.get(int(scale), 1))
    ]
    best = min(runs, key=lambda run: float(run.result["making"] + run.result["writing"]))
    found = {key: best.result[key] for key in ("nodes", "relations", "making", "writing", "cpu", "file_mb")}
    name = f"×{scale:g}"
    point = Point(scale, peak_mb=best.peak_mb, questions={}, **found)
    size = f"{point.nodes:,} nodes, {point.relations:,} relations; best of {len(runs)} fresh processes"
    part.add(f"{name}: assemble, derive, check", point.making, "s", note=size)
    part.add("  digest, write, verify", point.writing, "s")
    part.add("  cost per relation", point.per_relation, "µs", note=f"cpu {point.cpu / point.relations * 1e6:.2f} µs")
    if points:
        growth = point.per_relation / points[0].per_relation
        part.add(
            f"  growth of the cost per relation since ×{points[0].scale:g}",
            growth,
            "×",
            _AT_MOST,
            f"by cpu {_by_cpu(point, points[0]):.2f}",
        )
    part.add("  file", point.file_mb, "MB")
    part.add("  peak memory", point.peak_mb, "MB", note=f"{point.peak_mb * 1e3 / point.relations:.2f} KB per relation")
    asked = child.run("questions", "alone", store=str(store), repeats=_ASKED).result
    point.questions.update({question: Timing(**timing).median for question, timing in asked.items()})
    for question, seconds in point.questions.items():
        part.add(f"  {question}: p50", seconds * 1e3, "ms", note=_growth(question, point, points))
    points.append(point)


def _by_cpu(point: Point, first: Point) -> float:
    return (point.cpu / point.relations) / (first.cpu / first.relations)


def _growth(question: str, point: Point, points: Sequence[Point]) -> str:
    if not points:
        return ""
    first = points[0]
    growth = point.questions[question] / first.questions[question]
    return f"×{growth:.1f} for ×{point.relations / first.relations:.1f} relations"
