"""4. neomodel and rdflib-neo4j on samples of the same graph, extrapolated to the whole by record.

Whole loads would take them many minutes. Samples are spread evenly over all kinds; what the peers do only once
(connecting, the schema) is not counted, so that the extrapolation favours them.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from bench.child import ROOT, NotDone
from bench.neo4j.database import Database
from bench.neo4j.loads import expected, first_load, ours, ratio
from bench.neo4j.peer_clock import SERVER
from bench.peer_environment import environment
from bench.report import Part
from bench.timing import Cost, Timing
from campus_graph.graph.store import open_store
from campus_graph.ontology.model import Model, load_model

HERE = Path(__file__).parent
_NODES, _EDGES, _TRIPLES = 5_000, 2_000, 20_000
_LIMIT = 1200
_AT_LEAST = {"neomodel": 30.0, "rdflib-neo4j": 7.0}
Sample = dict[str, Any]
Run = dict[str, dict[str, float]]


def compare(database: Database, store: Path, folder: Path, rounds: int) -> Part:
    """Measure in turn with a load of ours, whole; the peers' first round warms up."""
    part = Part("4 · neomodel and rdflib-neo4j, samples extrapolated by record")
    try:
        python = environment(ROOT / "build" / "bench" / "peers", HERE / "peers.txt")
    except NotDone as why:
        part.add("neomodel, rdflib-neo4j", None, "", note=str(why))
        return part
    samples = {"neomodel": _for_neomodel(store), "rdflib-neo4j": _for_rdflib(store)}
    runs: dict[str, list[Run]] = {name: [] for name in samples}
    mine: list[Cost] = []
    for number in range(rounds + 1):
        mine += [first_load(database, store, ours, expected(store))] if number else []
        for name, sample in samples.items():
            path = folder / f"{name}.json"
            path.write_text(json.dumps(sample), encoding="utf-8")
            part.attempt(name, partial(_once, runs[name], database, python, name, path))
    for name, sample in samples.items():
        if len(runs[name]) > 1:
            _report(part, name, runs[name][1:], sample["whole"], Timing.of(mine))
    return part


def _once(runs: list[Run], database: Database, python: Path, name: str, path: Path) -> None:
    runs.append(_run(database, python, name, path))


def _report(part: Part, name: str, runs: list[Run], whole: Mapping[str, int], mine: Timing) -> None:
    """Extrapolate the best runs of a peer, and set them against our best load beside them."""
    wall, cpu = 0.0, 0.0
    for what, count in whole.items():
        done = runs[0][what]["count"]
        seconds, spent = (min(run[what][key] for run in runs) for key in ("seconds", "cpu"))
        wall, cpu = wall + seconds / done * count, cpu + spent / done * count
        note = f"best of {len(runs)}: {done:,.0f} in {seconds:.2f} s, cpu {spent:.2f} s; the whole has {count:,}"
        part.add(f"{name}: {what} per second", done / seconds, "/s", note=note)
    part.add("  the whole graph, extrapolated", wall, "s", note=f"cpu (client and server) {cpu:.0f} s")
    part.add("  our load of the whole graph, in turn with it", mine.minimum, "s", note=mine.note)
    note = f"by cpu {ratio(cpu, mine.cpu)}"
    part.add(f"  {name} / our load", wall / mine.minimum, "×", at_least=_AT_LEAST[name], note=note)


def _run(database: Database, python: Path, name: str, path: Path) -> Run:
    database.empty()
    access = {f"CAMPUS_GRAPH_NEO4J_{key.upper()}": value for key, value in database.access._asdict().items()}
    command = [str(python), "-m", f"bench.neo4j.peer_{name.partition('-')[0]}", str(path)]
    environ = {**os.environ, **access, SERVER: str(database.pid)}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=_LIMIT
        )
    except subprocess.TimeoutExpired as error:
        raise NotDone(f"over {_LIMIT} s") from error
    if done.returncode:
        raise NotDone((done.stderr.strip().splitlines() or ["failed without a word"])[-1])
    found: Run = json.loads(done.stdout.splitlines()[-1])
    return found


def _for_neomodel(store: Path) -> Sample:
    """Return edges spread over all kinds, their ends, and more nodes spread over all kinds."""
    model = load_model()
    with open_store(store) as reader:
        tables = {kind: reader.table(kind) for kind in (*model.nodes, *model.relations)}
    edges = pl.concat([_ends(kind, tables[kind]) for kind in model.relations])
    chosen = edges.gather_every(max(1, edges.height // _EDGES)).head(_EDGES)
    nodes = pl.concat([tables[kind].select("id", kind=pl.lit(kind)) for kind in model.nodes])
    ends = pl.concat([chosen["start_id"], chosen["end_id"]]).unique()
    tied = nodes.filter(pl.col("id").is_in(ends.implode()))
    rest = nodes.join(tied, on="id", how="anti")
    spread = rest.gather_every(max(1, rest.height // max(1, _NODES - tied.height)))
    wanted = pl.concat([tied, spread]).head(max(_NODES, tied.height))["id"]
    return {
        "nodes": {kind: _records(tables[kind].filter(pl.col("id").is_in(wanted.implode()))) for kind in model.nodes},
        "labels": {kind: list(reversed(model.nodes[kind].ancestors)) for kind in model.nodes},
        "fields": {kind: _types(model, kind) for kind in (*model.nodes, *model.relations)},
        "edges": chosen.rename({"start_id": "start", "end_id": "end"}).to_dicts(),
        "whole": {"nodes": nodes.height, "edges": edges.height},
    }


def _ends(kind: str, frame: pl.DataFrame) -> pl.DataFrame:
    own = frame.columns[2:]
    return frame.select(
        "start_id", "end_id", kind=pl.lit(kind),
        fields=pl.struct(own).map_elements(lambda r: json.dumps(r), return_dtype=pl.String),
    )  # fmt: skip


def _records(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if v is not None} for row in frame.iter_rows(named=True)]


def _types(model: Model, kind: str) -> dict[str, str]:
    found = model.nodes[kind].fields if kind in model.nodes else model.relations[kind].fields
    return {f.name: "list" if f.many else f.type for f in found}


def _for_rdflib(store: Path) -> Sample:
    """Return whole subjects, spread evenly, with what they say: type, fields, edges (without the edges' own fields)."""
    model = load_model()
    with open_store(store) as reader:
        tables = {kind: reader.table(kind) for kind in (*model.nodes, *model.relations)}
    edges = pl.concat(
        [tables[kind].select("start_id", "end_id", kind=pl.lit(kind)).unique() for kind in model.relations]
    )
    by_start = edges.group_by("start_id").agg(pl.struct("kind", "end_id").alias("edges"))
    outgoing = dict(by_start.iter_rows())
    subjects = list(_subjects(model, tables, outgoing))
    total = sum(map(len, subjects))
    step = max(1, total // _TRIPLES)
    triples = [triple for subject in subjects[::step] for triple in subject]
    return {"triples": triples[:_TRIPLES], "whole": {"triples": total}}


def _subjects(model: Model, tables: Mapping[str, pl.DataFrame], outgoing: Mapping[str, Any]) -> Iterator[list[Any]]:
    for kind, node in model.nodes.items():
        for row in _records(tables[kind]):
            subject = row.pop("id")
            types = [[subject, "type", label] for label in (kind, *node.ancestors)]
            values = [[subject, "has", k, x] for k, v in row.items() for x in (v if isinstance(v, list) else [v])]
            edges = [[subject, "to", edge["kind"], edge["end_id"]] for edge in outgoing.get(subject, ())]
            yield [*types, *values, *edges]
