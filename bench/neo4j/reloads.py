"""2. Reloads: of the same graph, and of one in which a record in a hundred differs.

As the command pays them: file and connection opened anew each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import polars as pl

from bench.neo4j.database import Database
from bench.neo4j.loads import ours, ratio
from bench.report import Part
from bench.timing import Cost, Timing
from campus_graph.graph.embedded_writer import EmbeddedWriter
from campus_graph.graph.store import Graph, open_store
from campus_graph.graph.tables import fields, key_columns
from campus_graph.ontology.model import Model, load_model

_UNCHANGED, _CHANGED = 0.05, 0.10
_ONE_IN = 100
_MARK = " (bis)"


def write_changed(store: Path, out: Path) -> int:
    """Write the graph with one record in a hundred changed, gone or new; return how many."""
    model = load_model()
    with open_store(store) as reader:
        kinds = (*model.nodes, *model.relations)
        frames = {kind: reader.table(kind) for kind in kinds}
        made = {kind: _changed(model, kind, frame) for kind, frame in frames.items()}
        graph = Graph(
            {k: frame for k, (frame, _) in made.items()}, reader.conflicts(), reader.ledger(), _meta(reader.meta)
        )
        EmbeddedWriter(out, model).write(graph)
    return sum(count for _, count in made.values())


def _meta(meta: Mapping[str, str]) -> dict[str, str]:
    return {k: v for k, v in meta.items() if k not in ("digest", "format")}


def _changed(model: Model, kind: str, frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Rename nodes; of relations drop a third of those chosen, tie a third to another end, change the rest."""
    rows = frame.with_row_index("row")
    chosen = pl.col("row") % _ONE_IN == _ONE_IN - 1
    if kind in model.nodes:
        renamed = pl.when(chosen).then(pl.col("label") + _MARK).otherwise("label")
        return rows.with_columns(label=renamed).drop("row"), rows.filter(chosen).height
    turn = pl.col("row") // _ONE_IN % 3
    key = list(key_columns(model, kind))
    own = next((f.name for f in fields(model, kind) if f.name == "rule"), "sources")
    new = rows.with_columns(end_id=pl.col("end_id").shift(-7)).filter(chosen & (turn == 1)).drop_nulls("end_id")
    new = new.join(frame, on=key, how="anti").unique(key, keep="first", maintain_order=True)
    kept = rows.filter(~(chosen & (turn == 0)))
    altered = pl.when(chosen & (turn == 2)).then(_altered(own, frame)).otherwise(own).alias(own)
    result = pl.concat([kept.with_columns(altered), new]).drop("row").sort(key)
    return result, rows.filter(chosen & (turn != 1)).height + new.height


def _altered(name: str, frame: pl.DataFrame) -> pl.Expr:
    column = pl.col(name)
    return (
        column.list.concat(pl.lit([_MARK])) if isinstance(frame.schema[name], pl.List) else column.fill_null("") + _MARK
    )


def compare(database: Database, store: Path, folder: Path, first: Timing, rounds: int) -> Part:
    """Measure reloads of the graph that the database holds."""
    part = Part("2 · Reloads, as the command pays them")
    other = folder / "changed.duckdb"
    records = write_changed(store, other)
    changed: list[Cost] = []
    unchanged: list[Cost] = []
    written = 0
    for _ in range(rounds):
        for target in (other, store):
            report, cost = database.cost(partial(ours, database, target))
            changed.append(cost)
            if report.writes != records:
                part.add("writes of a changed reload", report.writes, "", records, "as many as records differ")
            report, cost = database.cost(partial(ours, database, target))
            unchanged.append(cost)
            written += report.writes
    _line(part, "unchanged reload", Timing.of(unchanged), first, _UNCHANGED)
    part.add("  records written", written, "", 0)
    _line(part, f"reload with 1 % changed ({records:,} records)", Timing.of(changed), first, _CHANGED)
    return part


def _line(part: Part, name: str, timing: Timing, first: Timing, at_most: float) -> None:
    part.add(name, timing.median, "s", note=f"median of {timing.repeats}; {timing.note}")
    part.add("  / first load", timing.median / first.median, "×", at_most, f"by cpu {ratio(timing.cpu, first.cpu)}")
