"""What a thing and a tie are in RDF: the one place that says it, for files, for the API and for SPARQL.

A thing has its kinds, in our words and in those of the standards, its name and its fields. A relation is a plain
triple, for those who query, and a ``cg:Tie`` that carries its fields; where a standard has a class for it, as ELM has
the learning opportunity, the tie is of that class too and leads to its two ends in the words of that standard. Sources
are named by ``dcterms:source``. Values that lost a conflict and the accounts of the files go with it, as
``cg:Conflict`` and ``cg:LedgerEntry``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import networkx as nx
import polars as pl
from pyoxigraph import Literal, NamedNode, Triple

from campus_graph.graph.listing import records
from campus_graph.graph.store import Reader
from campus_graph.graph.tables import key_columns
from campus_graph.ontology.model import load_model
from campus_graph.ontology.namespace import BASE, DCTERMS, DEFINITIONS, dataset, iri, term
from campus_graph.ontology.standards import expanded, kinds_of, reified

RDF, RDFS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#"
TYPE, _LABEL = NamedNode(f"{RDF}type"), NamedNode(f"{RDFS}label")
_SOURCE = NamedNode(f"{DCTERMS}source")
_TIE = NamedNode(f"{DEFINITIONS}Tie")
_TIE_ENDS = [NamedNode(DEFINITIONS + name) for name in ("start", "end", "relation")]
_IN_DATA_SET = {"Indicator": NamedNode(expanded("qb:dataSet"))}


def things(kind: str, frame: pl.DataFrame, base: str = BASE) -> Iterator[Triple]:
    """Yield what is said of these things of one kind, row after row; ``frame`` has the columns of their table."""
    columns = [c for c in frame.columns if c != "id"]
    for identifier, *values in frame.select("id", *columns).iter_rows():
        yield from _thing(identifier, kind, zip(columns, values, strict=True), base)


def _thing(identifier: str, kind: str, fields: Iterable[tuple[str, Any]], base: str) -> Iterator[Triple]:
    subject = NamedNode(iri(identifier, base))
    for one in _kinds(kind):
        yield Triple(subject, TYPE, one)
    if kind in _IN_DATA_SET:
        yield Triple(subject, _IN_DATA_SET[kind], NamedNode(dataset(base)))
    yield from _fields(subject, fields, base)


def ties(relation: str, frame: pl.DataFrame, base: str = BASE) -> Iterator[Triple]:
    """Yield the records of a relation, each as a plain triple and as a tie with its fields."""
    predicate, model, form = NamedNode(term(relation)), load_model(), reified().get(relation)
    columns = [c for c in frame.columns if c not in ("start_id", "end_id")]
    marks = frame.select(pl.struct(key_columns(model, relation)).struct.json_encode()).to_series()
    rows = frame.select("start_id", "end_id", *columns).iter_rows()
    kinds = [_TIE] if form is None else [_TIE, NamedNode(form.kind)]
    roles = [] if form is None else [NamedNode(role) for role in (form.start, form.end) if role]
    for mark, (start, end, *values) in zip(marks, rows, strict=True):
        subject, ends = tie(relation, mark, base), (NamedNode(iri(start, base)), NamedNode(iri(end, base)))
        yield Triple(ends[0], predicate, ends[1])
        for kind in kinds:
            yield Triple(subject, TYPE, kind)
        for name, value in zip(_TIE_ENDS, (*ends, predicate), strict=True):
            yield Triple(subject, name, value)
        for role, value in zip(roles, ends, strict=False):  # the end has none where it depends on what it is
            yield Triple(subject, role, value)
        yield from _fields(subject, zip(columns, values, strict=True), base)


def tie(relation: str, key: str, base: str = BASE) -> NamedNode:
    """Return the name of a record of a relation, made from its key: the same in every export."""
    return NamedNode(f"{base}tie/{relation}/{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}")


def surroundings(reader: Reader, around: nx.MultiDiGraph, base: str = BASE) -> Iterator[Triple]:
    """Yield the nodes of a network, and all records of the relations that it has between them."""
    for identifier, fields in sorted(records(reader, around).items()):
        said = [(name, value) for name, value in fields.items() if name not in ("id", "kind")]
        yield from _thing(identifier, str(fields["kind"]), said, base)
    pairs: dict[str, set[tuple[str, str]]] = {}
    for start, end, relation in around.edges(data="relation"):
        pairs.setdefault(relation, set()).add((start, end))
    for relation, ends in sorted(pairs.items()):
        wanted = pl.DataFrame(sorted(ends), schema={"start_id": pl.String, "end_id": pl.String}, orient="row")
        yield from ties(relation, reader.between(relation, wanted), base)


def accounts(kind: str, frame: pl.DataFrame, base: str = BASE) -> Iterator[Triple]:
    """Yield what the graph says of its own making: values that lost a conflict, or the account of each file."""
    for number, row in enumerate(frame.iter_rows(named=True)):
        subject = NamedNode(f"{base}{kind.lower()}/{number}")
        yield Triple(subject, TYPE, NamedNode(DEFINITIONS + kind))
        yield from _values(subject, row)


def _fields(subject: NamedNode, said: Iterable[tuple[str, Any]], base: str) -> Iterator[Triple]:
    for name, value in said:
        if value is None:
            continue
        if name == "sources":
            for item in value:
                yield Triple(subject, _SOURCE, NamedNode(iri(f"source/{item}", base)))
        elif name == "label":
            yield Triple(subject, _LABEL, Literal(value, language="fr"))
        else:
            yield from _values(subject, {name: value})


def _values(subject: NamedNode, row: Mapping[str, Any]) -> Iterator[Triple]:
    for name, value in row.items():
        for item in value if isinstance(value, list) else [value]:
            if item is not None:
                yield Triple(subject, _term(name), Literal(item))


@lru_cache(maxsize=1_024)
def _term(name: str) -> NamedNode:
    return NamedNode(term(name))


@lru_cache(maxsize=64)
def _kinds(kind: str) -> tuple[NamedNode, ...]:
    return tuple(map(NamedNode, kinds_of(kind)))
