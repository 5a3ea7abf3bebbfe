"""5. The whole graph as RDF, out and back to the same digest, beside rdflib on as many triples as it can hold.

rdflib keeps every triple in memory: it gets the first ``_SHARE`` of the N-Triples that we wrote, and is set against us
by the triple.
"""

from __future__ import annotations

from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import rdflib

from bench import child
from bench.report import Part
from campus_graph.exports.whole_rdf import write
from campus_graph.graph.digest import digest
from campus_graph.graph.store import open_store
from campus_graph.loaders.rdf_graph import read_graph
from campus_graph.ontology.model import load_model
from campus_graph.ontology.namespace import RDF_FORMS

_SHARE = 300_000
_MAX_MB = 1_000


def export(store: str, form: str, path: str) -> None:
    """Write the whole graph."""
    with open_store(store) as reader:
        write(reader, form, Path(path))


def back(store: str, path: str) -> bool:
    """Read it back; return whether the digest is the same."""
    model = load_model()
    graph = read_graph(model, Path(path), "bench")
    with open_store(store) as reader:
        return digest(model, graph.frames) == reader.digest


def in_rdflib(path: str, out: str) -> int:
    """Have rdflib read a file and write it again as Turtle; return the number of triples."""
    graph = rdflib.Graph().parse(path, format="nt")
    graph.serialize(out, format="turtle")
    return len(graph)


def compare(store: Path, graph: str, folder: Path) -> Part:
    """Measure on a store; ``graph`` says which, for the title."""
    part = Part(f"5 · RDF out and in, {graph}")
    costs: dict[str, float] = {}
    for form in RDF_FORMS:
        part.attempt(form, partial(_one, part, store, form, folder / f"graph.{form}", costs))
    part.attempt("rdflib", partial(_rival, part, folder, costs))
    return part


def _one(part: Part, store: Path, form: str, path: Path, costs: dict[str, float]) -> None:
    out = child.run("rdf", "export", store=str(store), form=form, path=str(path))
    part.add(f"{form}: export", out.cost.wall, "s", note=f"{path.stat().st_size / 1e6:,.0f} MB")
    part.add("  peak memory", out.peak_mb, "MB", _MAX_MB)
    read = child.run("rdf", "back", store=str(store), path=str(path))
    part.add("  import, digest included", read.cost.wall, "s")
    part.add("  peak memory", read.peak_mb, "MB", _MAX_MB)
    part.add("  another digest", float(not read.result), "", 0)
    costs[form] = out.cost.wall + read.cost.wall


def _rival(part: Part, folder: Path, costs: dict[str, float]) -> None:
    whole, some = folder / "graph.nt", folder / "some.nt"
    with whole.open("rb") as lines, some.open("wb") as file:
        file.writelines(islice(lines, _SHARE))
    with whole.open("rb") as lines:
        count = sum(1 for _ in lines)
    found: Any = child.run("rdf", "in_rdflib", path=str(some), out=str(folder / "some.ttl"))
    theirs, ours = found.cost.wall / _SHARE, costs["nt"] / count
    part.add("rdflib: reading and writing", found.cost.wall, "s", note=f"{_SHARE:,} of {count:,} triples")
    part.add("  peak memory, by the triple of all", found.peak_mb / _SHARE * count, "MB", note="extrapolated")
    part.add("  rdflib / ours, by the triple", theirs / ours, "×")
