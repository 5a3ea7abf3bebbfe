"""RDF of a small part of the graph in one piece, for the API: Turtle, and JSON-LD with a context of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pyoxigraph import RdfFormat, Triple, serialize

from campus_graph.exports.description import DCAT, PROV, VOID
from campus_graph.exports.statements import RDFS
from campus_graph.ontology.namespace import DCTERMS, DEFINITIONS
from campus_graph.ontology.standards import standards

_XSD = "http://www.w3.org/2001/XMLSchema#"
_OURS = {"cg": DEFINITIONS, "rdfs": RDFS, "xsd": _XSD, "dcterms": DCTERMS, "void": VOID, "dcat": DCAT, "prov": PROV}


def prefixes() -> dict[str, str]:
    """Return prefix → namespace of the terms that an export uses."""
    return {**{s.prefix: s.namespace for s in standards().values() if "Class" in s.terms}, **_OURS}


def to_turtle(said: Iterable[Triple]) -> str:
    """Return the triples as Turtle; numbers are written in full, so that no place moves.

    Things have their whole address: rdflib stumbles over what a prefixed one has to escape, as a point at its end.
    """
    written = serialize(said, format=RdfFormat.TURTLE, prefixes=prefixes())
    return (written or b"").decode()


def to_jsonld(said: Iterable[Triple]) -> dict[str, Any]:
    """Return the triples as JSON-LD with a context of its own, so that no reader has to fetch one."""
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    graph.parse(data=serialize(said, format=RdfFormat.N_TRIPLES) or b"", format="nt")
    context = {**prefixes(), "label": "rdfs:label"}
    found: dict[str, Any] = json.loads(graph.serialize(format="json-ld", context=context, auto_compact=True))
    return found
