"""The whole graph as RDF, triple after triple, so that its size does not matter.

Problem: rdflib holds all triples in memory, and the graph of France has millions.
Remedy: oxigraph's serialisers take an iterator. What is written here, ``loaders.rdf_graph`` reads back, digest and all.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

import networkx as nx
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from campus_graph.exports.description import PROV, description
from campus_graph.exports.files import replacing
from campus_graph.exports.networks import network
from campus_graph.exports.rdf import prefixes
from campus_graph.exports.statements import accounts, surroundings, things, ties
from campus_graph.graph.store import Reader
from campus_graph.ontology.model import load_model
from campus_graph.ontology.namespace import ACCOUNTS, BASE, dataset
from campus_graph.queries.names import existing

_MOST_AROUND = 5_000


def write(
    reader: Reader, form: str, out: Path | IO[bytes], about: str | None = None, depth: int = 1, base: str = BASE
) -> None:
    """Write the whole graph, or what is within ``depth`` relations of one thing; identifiers come under ``base``.

    A file is written beside and renamed, so that a former one stays if this fails.

    Raises:
        UnknownName: nothing bears the identifier ``about``.
        StoreError: the file cannot be written.

    """
    around = None if about is None else _around(reader, about, depth)
    said = _quads(reader, around, base) if form == "trig" else triples(reader, around, base)
    named = {**prefixes(), "id": base} if form in ("ttl", "trig") else None
    if not isinstance(out, Path):
        serialize(said, out, RdfFormat.from_extension(form), prefixes=named)
        return
    with replacing(out) as file:
        serialize(said, file, RdfFormat.from_extension(form), prefixes=named)


def _around(reader: Reader, about: str, depth: int) -> nx.MultiDiGraph:
    existing(reader, about)
    return network(reader, about, depth, _MOST_AROUND)


def _quads(reader: Reader, around: nx.MultiDiGraph | None, base: str) -> Iterator[Quad]:
    """Yield the description in the default graph, all else in a graph that bears the digest: it can be cited.

    That graph is the state of the data set that the build has made, so all that PROV says of the build is true of it.
    """
    whole, this = NamedNode(dataset(base)), NamedNode(f"{dataset(base)}/{reader.digest}")
    for triple in description(reader, base):
        yield Quad(triple.subject, triple.predicate, triple.object)
    yield Quad(this, NamedNode(f"{PROV}specializationOf"), whole)
    yield Quad(this, NamedNode(f"{PROV}wasGeneratedBy"), NamedNode(f"{whole.value}/build/{reader.digest}"))
    for triple in _content(reader, around, base):
        yield Quad(triple.subject, triple.predicate, triple.object, this)


def triples(reader: Reader, around: nx.MultiDiGraph | None = None, base: str = BASE) -> Iterator[Triple]:
    """Yield the description of the data set, then all that it holds (or this network), always in the same order."""
    yield from description(reader, base)
    yield from _content(reader, around, base)


def _content(reader: Reader, around: nx.MultiDiGraph | None, base: str) -> Iterator[Triple]:
    if around is not None:
        yield from surroundings(reader, around, base)
        return
    model = load_model()
    for kind in model.nodes:
        yield from things(kind, reader.table(kind), base)
    for relation in model.relations:
        yield from ties(relation, reader.table(relation), base)
    for kind, rows in zip(ACCOUNTS, (reader.conflicts(), reader.ledger()), strict=True):
        yield from accounts(kind, rows, base)
