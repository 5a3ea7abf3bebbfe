"""Things of the graph as RDF: Turtle and JSON-LD of a set of nodes and of the relations between them.

Identifiers become IRIs under a base; kinds, fields and relations are terms of our ontology, which says what they are
in the standards' words.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

import networkx as nx
from rdflib import RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.plugins.serializers.turtle import TurtleSerializer
from rdflib.term import Node

from campus_graph.ontology import namespace
from campus_graph.ontology.model import load_model
from campus_graph.ontology.namespace import BASE, DEFINITIONS

# A text without a datatype is an xsd:string (RDF 1.1); readers differ on whether they keep a stated one.
_TYPES = {bool: XSD.boolean, int: XSD.integer, float: XSD.double, str: None}
CG = Namespace(DEFINITIONS)


def iri(identifier: str, base: str = BASE) -> URIRef:
    """Return the IRI of an identifier for rdflib."""
    return URIRef(namespace.iri(identifier, base))


def term(name: str) -> URIRef:
    """Return the term of a field or relation for rdflib: ``source_url`` → ``cg:sourceUrl``."""
    return URIRef(namespace.term(name))


def to_rdf(things: Mapping[str, Mapping[str, Any]], relations: nx.MultiDiGraph, base: str = BASE) -> Graph:
    """Return a graph of these nodes (identifier → kind and fields) and of the relations between them.

    A relation with attributes is stated twice: as a plain triple, and as an ``rdf:Statement``-like node of our
    own (``cg:Tie``) that carries its attributes.
    """
    graph = Graph()
    graph.bind("cg", CG)
    graph.bind("id", base)
    for identifier, fields in sorted(things.items()):
        for triple in _node(identifier, fields, base):
            graph.add(triple)
    for number, (start, end, data) in enumerate(relations.edges(data=True)):
        for triple in _edge(f"{base}tie/{number}", start, end, data, base):
            graph.add(triple)
    return graph


def _node(identifier: str, fields: Mapping[str, Any], base: str) -> Iterator[tuple[Node, Node, Node]]:
    subject, kind = iri(identifier, base), str(fields["kind"])
    for name in (kind, *load_model().nodes[kind].ancestors):
        yield subject, RDF.type, CG[name]
    for name, value in fields.items():
        for item in value if isinstance(value, list) else [value]:
            if name == "label":
                yield subject, RDFS.label, Literal(item, lang="fr")
            elif item is not None and name not in ("id", "kind"):
                yield subject, term(name), Literal(item, datatype=_TYPES[type(item)])


def _edge(tie: str, start: str, end: str, data: Mapping[str, Any], base: str) -> Iterator[tuple[Node, Node, Node]]:
    relation, own = str(data["relation"]), {k: v for k, v in data.items() if k != "relation"}
    yield iri(start, base), term(relation), iri(end, base)
    if own:
        node = URIRef(tie)
        yield node, RDF.type, CG.Tie
        yield node, CG.start, iri(start, base)
        yield node, CG.end, iri(end, base)
        yield node, CG.relation, term(relation)
        for name, value in sorted(own.items()):
            yield node, term(name), Literal(value, datatype=_TYPES[type(value)])


class _ExactTurtle(TurtleSerializer):
    """Writes doubles as they are: the shorthand of rdflib keeps six digits, which moves a school by a metre."""

    def label(self, node: Node, position: int) -> str:
        if isinstance(node, Literal) and node.datatype == XSD.double:
            return node.n3(self.store.namespace_manager)
        text: str = super().label(node, position)
        return text


def to_turtle(graph: Graph) -> str:
    """Return the graph as Turtle."""
    buffer = io.BytesIO()
    _ExactTurtle(graph).serialize(buffer, encoding="utf-8")
    return buffer.getvalue().decode()


def to_jsonld(graph: Graph) -> dict[str, Any]:
    """Return the graph as JSON-LD with a context of its own, so that no reader has to fetch one."""
    context = {"cg": DEFINITIONS, "rdfs": str(RDFS), "label": "rdfs:label"}
    found: dict[str, Any] = json.loads(graph.serialize(format="json-ld", context=context, auto_compact=True))
    return found
