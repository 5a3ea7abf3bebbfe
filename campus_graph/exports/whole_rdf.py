"""The whole graph as RDF, triple after triple, so that its size does not matter.

Problem: rdflib holds all triples in memory, and the graph of France has millions.
Remedy: oxigraph's serialisers take an iterator. What is written here, ``loaders.rdf_graph`` reads back, digest and all.

A thing has its kinds, its name and its fields. A relation is a plain triple, for those who query, and a ``cg:Tie``
that carries its fields. Sources are named by ``dcterms:source``. Values that lost a conflict and the accounts of the
files go with it, as ``cg:Conflict`` and ``cg:LedgerEntry``.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

import polars as pl
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from campus_graph.errors import StoreError
from campus_graph.exports.networks import network
from campus_graph.graph.store import Reader
from campus_graph.graph.tables import key_columns
from campus_graph.ontology.model import Model, load_model
from campus_graph.ontology.namespace import ACCOUNTS, BASE, DATASET, DCTERMS, DEFINITIONS, iri, term
from campus_graph.queries.names import existing

_MOST_AROUND = 5_000
_RDF, _RDFS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#"
_VOID, _DCAT = "http://rdfs.org/ns/void#", "http://www.w3.org/ns/dcat#"
_PROV = "http://www.w3.org/ns/prov#"
_STANDARDS = {"rdfs": _RDFS, "dcterms": DCTERMS, "void": _VOID, "dcat": _DCAT, "prov": _PROV}
_PREFIXES = {"cg": DEFINITIONS, "id": BASE, **_STANDARDS}
_TYPE, _LABEL = NamedNode(f"{_RDF}type"), NamedNode(f"{_RDFS}label")
_SOURCE = NamedNode(f"{DCTERMS}source")
_TIE = NamedNode(f"{DEFINITIONS}Tie")
_TIE_ENDS = {name: NamedNode(DEFINITIONS + name) for name in ("start", "end", "relation")}


def write(reader: Reader, form: str, out: Path | IO[bytes], about: str | None = None, depth: int = 1) -> None:
    """Write the whole graph, or what is within ``depth`` relations of one thing.

    A file is written beside and renamed, so that a former one stays if this fails.

    Raises:
        UnknownName: nothing bears the identifier ``about``.
        StoreError: the file cannot be written.

    """
    seen = None if about is None else _around(reader, about, depth)
    said = _quads(reader, seen) if form == "trig" else triples(reader, seen)
    prefixes = _PREFIXES if form in ("ttl", "trig") else None
    if not isinstance(out, Path):
        serialize(said, out, RdfFormat.from_extension(form), prefixes=prefixes)
        return
    beside = out.with_name(out.name + ".writing")
    try:
        with beside.open("wb") as file:
            serialize(said, file, RdfFormat.from_extension(form), prefixes=prefixes)
        os.replace(beside, out)
    except OSError as error:
        raise StoreError(f"Impossible d’écrire {out} ({error.strerror or error}) ; rien n’a été remplacé.") from error
    finally:
        beside.unlink(missing_ok=True)


def _around(reader: Reader, about: str, depth: int) -> frozenset[str]:
    existing(reader, about)
    return frozenset(network(reader, about, depth, _MOST_AROUND))


def _quads(reader: Reader, seen: frozenset[str] | None) -> Iterator[Quad]:
    """Yield the description in the default graph, all else in a graph that bears the digest: it can be cited."""
    whole = NamedNode(f"{DATASET}/{reader.digest}")
    for triple in description(reader):
        yield Quad(triple.subject, triple.predicate, triple.object)
    for triple in _content(reader, seen):
        yield Quad(triple.subject, triple.predicate, triple.object, whole)


def triples(reader: Reader, seen: frozenset[str] | None = None) -> Iterator[Triple]:
    """Yield the description of the data set, then all that it holds (or these nodes), always in the same order."""
    yield from description(reader)
    yield from _content(reader, seen)


def description(reader: Reader) -> Iterator[Triple]:
    """Yield what catalogues want to know: DCAT and VoID, and on which source, of whom, under which licence it rests."""
    whole = NamedNode(DATASET)
    for kind in (f"{_DCAT}Dataset", f"{_VOID}Dataset", f"{_PROV}Entity"):
        yield Triple(whole, _TYPE, NamedNode(kind))
    title = Literal("Campus des métiers et des qualifications : graphe", language="fr")
    yield Triple(whole, NamedNode(f"{DCTERMS}title"), title)
    yield Triple(whole, NamedNode(f"{DCTERMS}identifier"), Literal(reader.digest))
    yield Triple(whole, NamedNode(f"{DCTERMS}valid"), Literal(reader.meta["as_of"]))
    yield Triple(whole, NamedNode(f"{_VOID}uriSpace"), Literal(BASE))
    yield Triple(whole, NamedNode(f"{_VOID}vocabulary"), NamedNode(DEFINITIONS))
    yield Triple(whole, NamedNode(f"{_VOID}entities"), Literal(sum(reader.counts().values())))
    said = {f"{DCTERMS}title": "label", f"{DCTERMS}publisher": "publisher", f"{DCTERMS}license": "licence"}
    for row in reader.table("Source").iter_rows(named=True):
        source = NamedNode(iri(row["id"]))
        yield Triple(whole, NamedNode(f"{_PROV}wasDerivedFrom"), source)
        yield Triple(source, _TYPE, NamedNode(f"{_DCAT}Dataset"))
        for predicate, column in {**said, f"{DCTERMS}temporal": "vintage"}.items():
            if row[column]:
                yield Triple(source, NamedNode(predicate), Literal(row[column]))


def _content(reader: Reader, seen: frozenset[str] | None) -> Iterator[Triple]:
    model = load_model()
    for kind in model.nodes:
        yield from _nodes(model, kind, _only(reader.table(kind), ("id",), seen))
    for relation in model.relations:
        yield from _relations(model, relation, _only(reader.table(relation), ("start_id", "end_id"), seen))
    if seen is not None:
        return
    for kind, rows in zip(ACCOUNTS, (reader.conflicts(), reader.ledger()), strict=True):
        yield from _accounts(kind, rows)


def _only(frame: pl.DataFrame, ends: Iterable[str], seen: frozenset[str] | None) -> pl.DataFrame:
    return frame if seen is None else frame.filter(pl.all_horizontal(pl.col(end).is_in(seen) for end in ends))


def _nodes(model: Model, kind: str, frame: pl.DataFrame) -> Iterator[Triple]:
    kinds = [NamedNode(DEFINITIONS + name) for name in (kind, *model.nodes[kind].ancestors)]
    columns = [c for c in frame.columns if c != "id"]
    for identifier, *values in frame.select("id", *columns).iter_rows():
        subject = NamedNode(iri(identifier))
        for one in kinds:
            yield Triple(subject, _TYPE, one)
        yield from _fields(subject, zip(columns, values, strict=True))


def _relations(model: Model, relation: str, frame: pl.DataFrame) -> Iterator[Triple]:
    predicate = NamedNode(term(relation))
    columns = [c for c in frame.columns if c not in ("start_id", "end_id")]
    marks = frame.select(pl.struct(key_columns(model, relation)).struct.json_encode()).to_series()
    rows = frame.select("start_id", "end_id", *columns).iter_rows()
    for mark, (start, end, *values) in zip(marks, rows, strict=True):
        subject, ends = tie(relation, mark), (NamedNode(iri(start)), NamedNode(iri(end)))
        yield Triple(ends[0], predicate, ends[1])
        yield Triple(subject, _TYPE, _TIE)
        for name, value in zip(_TIE_ENDS.values(), (*ends, predicate), strict=True):
            yield Triple(subject, name, value)
        yield from _fields(subject, zip(columns, values, strict=True))


def tie(relation: str, key: str) -> NamedNode:
    """Return the name of a record of a relation, made from its key: the same in every export."""
    return NamedNode(f"{BASE}tie/{relation}/{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}")


def _accounts(kind: str, frame: pl.DataFrame) -> Iterator[Triple]:
    for number, row in enumerate(frame.iter_rows(named=True)):
        subject = NamedNode(f"{BASE}{kind.lower()}/{number}")
        yield Triple(subject, _TYPE, NamedNode(DEFINITIONS + kind))
        for name, value in row.items():
            for item in value if isinstance(value, list) else [value]:
                if item is not None:
                    yield Triple(subject, _term(name), Literal(item))


def _fields(subject: NamedNode, said: Iterable[tuple[str, Any]]) -> Iterator[Triple]:
    for name, value in said:
        if value is None:
            continue
        if name == "sources":
            for item in value:
                yield Triple(subject, _SOURCE, NamedNode(iri(f"source/{item}")))
        elif name == "label":
            yield Triple(subject, _LABEL, Literal(value, language="fr"))
        else:
            for item in value if isinstance(value, list) else [value]:
                yield Triple(subject, _term(name), Literal(item))


@lru_cache(maxsize=1_024)
def _term(name: str) -> NamedNode:
    return NamedNode(term(name))
